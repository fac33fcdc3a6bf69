package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value that a query of one row and one column gives. */
final class SubqueryValue implements Expression {

  private final Subquery query;

  SubqueryValue(Subquery query) {
    this.query = query;
  }

  @Override
  public ColumnType type() {
    return query.type(0);
  }

  /** Without a row the value is null. */
  @Override
  public boolean isNullable() {
    return true;
  }

  @Override
  public List<Expression> operands() {
    return query.outer();
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException {
    return bindings.subqueries().value(query, bindings.all(query.outer(), row));
  }

  @Override
  public String describe() {
    return query.describe();
  }
}
