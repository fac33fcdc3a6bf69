package io.lightningdb.jdbc.internal.exec;

import org.jspecify.annotations.Nullable;

/** Takes the rows that a statement inserts, for who asks for generated keys. */
public interface GeneratedRows {

  /** Wants none. */
  GeneratedRows NONE =
      new GeneratedRows() {
        @Override
        public boolean wanted() {
          return false;
        }

        @Override
        public void add(@Nullable Object[] row) {}

        @Override
        public void clear() {}
      };

  boolean wanted();

  /** Takes the values of all columns of a row. */
  void add(@Nullable Object[] row);

  /** Forgets the rows of an attempt that failed. */
  void clear();
}
