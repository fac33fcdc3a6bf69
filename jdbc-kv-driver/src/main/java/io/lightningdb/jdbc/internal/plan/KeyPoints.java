package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.Subquery;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Comparison;
import io.lightningdb.jdbc.internal.type.Floor;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that a column of a key is asked for. Immutable. */
sealed interface KeyPoints {

  /** Returns how many there are at most, as far as that is known before. */
  long count();

  /**
   * Returns the values; null if there are too many to look for each.
   *
   * @param max how many are not too many
   */
  @Nullable List<Object> values(Execution execution, Row outer, ColumnType type, long max)
      throws SQLException;

  /** Those of expressions. */
  record Given(List<Expression> expressions) implements KeyPoints {

    public Given {
      expressions = List.copyOf(expressions);
    }

    @Override
    public long count() {
      return expressions.size();
    }

    @Override
    public List<Object> values(Execution execution, Row outer, ColumnType type, long max)
        throws SQLException {
      List<Object> values = new ArrayList<>(expressions.size());
      for (Expression expression : expressions) {
        add(execution.evaluate(expression, outer), type, values);
      }
      return values;
    }
  }

  /** Those of a query that is the same for all rows. */
  record OfQuery(Subquery query) implements KeyPoints {

    /** What is likely: more than anybody writes down, and fewer than there are rows. */
    private static final long LIKELY = 1_000;

    @Override
    public long count() {
      return LIKELY;
    }

    @Override
    public @Nullable List<Object> values(Execution execution, Row outer, ColumnType type, long max)
        throws SQLException {
      List<Object> found = execution.values(query, max);
      if (found == null) {
        return null;
      }
      List<Object> values = new ArrayList<>(found.size());
      for (Object value : found) {
        add(value, type, values);
      }
      return values;
    }
  }

  /** Adds what a column of {@code type} has to be to equal a value; nothing if none can. */
  private static void add(@Nullable Object value, ColumnType type, List<Object> values)
      throws SQLException {
    Object operand = Comparison.operand(value, type);
    Floor floor = operand == null ? null : Floor.of(operand, type);
    if (floor != null && floor.exact() && floor.value() != null) {
      values.add(floor.value());
    }
  }
}
