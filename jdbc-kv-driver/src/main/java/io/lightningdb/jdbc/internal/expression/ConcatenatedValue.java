package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Texts;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two values, one behind the other: bytes, or else texts. */
record ConcatenatedValue(Expression left, Expression right, ColumnType type) implements Expression {

  @Override
  public boolean isNullable() {
    return left.isNullable() || right.isNullable();
  }

  @Override
  public List<Expression> operands() {
    return List.of(left, right);
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException {
    Object a = left.evaluate(row, bindings);
    Object b = right.evaluate(row, bindings);
    if (a == null || b == null) {
      return null;
    }
    if (a instanceof byte[] x && b instanceof byte[] y) {
      byte[] both = Arrays.copyOf(x, x.length + y.length);
      System.arraycopy(y, 0, both, x.length, y.length);
      return both;
    }
    return text(a, left) + text(b, right);
  }

  private static String text(Object value, Expression of) {
    return value instanceof String text ? text : Texts.toText(value, of.type().type());
  }

  @Override
  public String describe() {
    return "(" + left.describe() + " || " + right.describe() + ")";
  }
}
