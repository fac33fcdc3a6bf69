package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** An expression that can be evaluated. Immutable. */
public interface Expression {

  ColumnType type();

  /** Returns whether the result can be null. */
  boolean isNullable();

  /** Returns whether the result is the same for all rows. */
  boolean isFixed();

  /**
   * Returns the result; null stands for NULL, and in a condition for UNKNOWN.
   *
   * @param row the columns' values
   * @param parameters the parameters' values, each converted to what it is used for
   */
  @Nullable Object evaluate(Row row, @Nullable Object[] parameters) throws SQLException;

  /** Returns the expression as SQL writes it, for EXPLAIN. */
  String describe();
}
