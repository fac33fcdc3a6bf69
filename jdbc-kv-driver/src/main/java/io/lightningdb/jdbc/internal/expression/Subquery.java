package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.List;

/** A query inside of an expression. Immutable. */
public interface Subquery {

  /** Returns how many columns it has. */
  int columns();

  /** Returns the type of a column, counted from 0. */
  ColumnType type(int column);

  /** Returns whether a column can be null. */
  boolean isNullable(int column);

  /** Returns what it uses of the row that it is run for; nothing if it is the same for all rows. */
  List<Expression> outer();

  /** Returns about what it looks like, for EXPLAIN and for the names of columns. */
  String describe();
}
