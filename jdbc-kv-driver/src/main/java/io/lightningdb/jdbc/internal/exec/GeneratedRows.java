package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Takes the rows that a statement inserts, for a program that wants to have their keys. */
public interface GeneratedRows {

  /** Takes none. */
  GeneratedRows NONE =
      new GeneratedRows() {
        @Override
        public void begin(Table table) {}

        @Override
        public boolean wanted() {
          return false;
        }

        @Override
        public void add(@Nullable Object[] row) {}
      };

  /**
   * Says that the statement begins, or begins anew because it lost a race: what it has added so far
   * does not count.
   *
   * @param table the table that it changes
   * @throws SQLException if columns are wanted that the table does not have
   */
  void begin(Table table) throws SQLException;

  /** Returns whether rows are wanted. */
  boolean wanted();

  /**
   * Takes a row that is inserted, in the order of insertion.
   *
   * @param row a value for each of the table's columns, which does not change any more
   */
  void add(@Nullable Object[] row);
}
