package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.ListRows;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.schema.Names;
import io.lightningdb.jdbc.internal.schema.TableAttributes;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Statement.Show;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SHOW: what there is when it runs. */
record ShowNode(Show show, ResultColumns columns) implements QueryNode {

  static ShowNode of(Show show) {
    return new ShowNode(
        show,
        switch (show.what()) {
          case TABLES -> columns("TABLE_NAME");
          case KEYSPACES -> columns("KEYSPACE_NAME", "ENGINE", "IS_TABLE");
          case OPTIONS -> columns("NAME", "VALUE");
        });
  }

  private static ResultColumns columns(String... names) {
    List<ResultColumn> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(ResultColumn.of(name, ColumnType.VARCHAR, false));
    }
    return new ResultColumns(columns);
  }

  @Override
  public Rows open(Execution execution) throws SQLException {
    return new ListRows(
        show.what() == Show.What.OPTIONS
            ? options(execution.options().all())
            : keyspaces(execution.database()));
  }

  private List<@Nullable Object[]> keyspaces(Database database) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (String name : database.keyspaceNames()) {
      Keyspace keyspace = database.findKeyspace(name).orElse(null);
      if (keyspace == null || Names.isInternal(name)) {
        continue;
      }
      boolean table = TableAttributes.isTable(keyspace.options());
      if (show.what() == Show.What.KEYSPACES) {
        String engine = keyspace.options().engine().name();
        rows.add(new Object[] {name, engine, table ? "YES" : "NO"});
      } else if (table) {
        rows.add(new Object[] {name});
      }
    }
    return rows;
  }

  private List<@Nullable Object[]> options(Map<String, String> options) throws SQLException {
    Name asked = show.option();
    List<@Nullable Object[]> rows = new ArrayList<>();
    options.forEach(
        (name, value) -> {
          if (asked == null || asked.text().toLowerCase(Locale.ROOT).equals(name)) {
            rows.add(new Object[] {name, value});
          }
        });
    if (rows.isEmpty() && asked != null) {
      throw SqlErrors.noSuchObject(
          "there is no option "
              + asked.text()
              + "; there are "
              + String.join(", ", options.keySet()));
    }
    return rows;
  }

  @Override
  public List<String> explain() {
    return List.of("no table is read");
  }
}
