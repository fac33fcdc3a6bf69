package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.expression.Constant;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.sql.Parser;
import io.lightningdb.jdbc.internal.sql.Parser.Parsed;
import io.lightningdb.jdbc.internal.sql.Query;
import io.lightningdb.jdbc.internal.sql.Statement;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Makes plans of statements. */
public final class Planner {

  private static final ResultColumns EXPLAINED =
      new ResultColumns(List.of(ResultColumn.of("PLAN", ColumnType.VARCHAR, false)));

  private final Database database;
  private final ExpressionBinder binder;
  private final List<BoundTable> tables = new ArrayList<>();
  private final List<PlannedSubquery> subqueries = new ArrayList<>();

  private Planner(Database database, String sql, Parsed parsed) {
    this.database = database;
    this.binder = new ExpressionBinder(sql, parsed, this::subquery);
  }

  private PlannedSubquery subquery(Query query, Scope scope) throws SQLException {
    PlannedSubquery planned = QueryPlanner.subquery(database, binder, tables, query, scope);
    subqueries.add(planned);
    return planned;
  }

  /** Parses a statement, looks up its names and decides how it will run. */
  public static Plan plan(Database database, String sql) throws SQLException {
    Parsed parsed = Parser.parse(sql);
    return new Planner(database, sql, parsed).plan(parsed.statement());
  }

  private Plan plan(Statement statement) throws SQLException {
    if (statement instanceof Statement.Explainable explainable) {
      return explainable(explainable);
    }
    if (statement instanceof Statement.Explain explain) {
      return explain(explainable(explain.statement()));
    }
    if (statement instanceof Statement.Truncate truncate) {
      return new WritePlanner(database, binder, tables).truncate(truncate);
    }
    if (statement instanceof Statement.Show show) {
      return new QueryPlan(ShowNode.of(show), List.of(), binder.parameters(), null);
    }
    if (statement instanceof Statement.Transaction || statement instanceof Statement.SetOption) {
      return new CommandPlan(statement, binder.parameters());
    }
    return statement instanceof Statement.Shutdown
        ? new ShutdownPlan(binder.parameters())
        : definition(statement);
  }

  private Plan definition(Statement statement) throws SQLException {
    DefinitionPlanner definitions = new DefinitionPlanner(binder);
    if (statement instanceof Statement.CreateTable create) {
      return definitions.createTable(create);
    }
    if (statement instanceof Statement.CreateKeyspace create) {
      return definitions.createKeyspace(create);
    }
    if (statement instanceof Statement.CreateIndex create) {
      return definitions.createIndex(create);
    }
    if (statement instanceof Statement.DropIndex drop) {
      return definitions.dropIndex(drop);
    }
    if (statement instanceof Statement.AlterTable alter) {
      return definitions.alter(alter);
    }
    return definitions.drop((Statement.Drop) statement);
  }

  private Plan explainable(Statement.Explainable statement) throws SQLException {
    if (statement instanceof Query query) {
      QueryNode node = new QueryPlanner(database, binder, tables, null).plan(query);
      return new QueryPlan(node, tables, binder.parameters(), query.lock());
    }
    WritePlanner writes = new WritePlanner(database, binder, tables);
    if (statement instanceof Statement.Insert insert) {
      return writes.insert(insert);
    }
    if (statement instanceof Statement.Update update) {
      return writes.update(update);
    }
    return writes.delete((Statement.Delete) statement);
  }

  /** Returns a plan that says in words what another one does, and does nothing. */
  private QueryPlan explain(Plan plan) {
    List<String> lines =
        new ArrayList<>(
            plan instanceof QueryPlan query
                ? query.node().explain()
                : ((WritePlan) plan).explain());
    for (PlannedSubquery subquery : subqueries) {
      lines.addAll(subquery.explain());
    }
    List<List<Expression>> rows = new ArrayList<>();
    for (String line : lines) {
      rows.add(List.of(new Constant(line, ColumnType.VARCHAR)));
    }
    return new QueryPlan(new RowsNode(rows, EXPLAINED), plan.tables(), plan.parameters(), null);
  }
}
