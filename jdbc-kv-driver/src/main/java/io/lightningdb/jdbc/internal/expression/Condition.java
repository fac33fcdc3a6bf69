package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** An expression that is true, false or unknown. */
public abstract class Condition implements Expression {

  @Override
  public final ColumnType type() {
    return ColumnType.BOOLEAN;
  }

  @Override
  public abstract @Nullable Boolean evaluate(Row row, Bindings bindings) throws SQLException;

  /** Returns what is true where this is false, false where it is true, and otherwise unknown. */
  abstract Condition negated();
}
