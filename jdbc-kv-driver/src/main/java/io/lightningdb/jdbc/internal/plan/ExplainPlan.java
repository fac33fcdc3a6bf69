package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.ListRows;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** EXPLAIN: a row of text for each step of another plan, which does not run. */
record ExplainPlan(Plan explained, List<String> lines) implements QueryPlan {

  private static final ResultColumns COLUMNS =
      new ResultColumns(List.of(ResultColumn.of("PLAN", ColumnType.VARCHAR, false)));

  ExplainPlan {
    lines = List.copyOf(lines);
  }

  @Override
  public Parameters parameters() {
    return explained.parameters();
  }

  @Override
  public boolean isCurrent(Database database) {
    return explained.isCurrent(database);
  }

  @Override
  public ResultColumns columns() {
    return COLUMNS;
  }

  @Override
  public @Nullable BoundTable table() {
    return null;
  }

  @Override
  public Rows open(Execution execution) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (String line : lines) {
      rows.add(new Object[] {line});
    }
    return new ListRows(rows);
  }
}
