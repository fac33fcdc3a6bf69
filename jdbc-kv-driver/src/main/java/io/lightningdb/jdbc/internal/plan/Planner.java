package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.schema.TableAttributes;
import io.lightningdb.jdbc.internal.schema.TableBuilder;
import io.lightningdb.jdbc.internal.sql.Parser;
import io.lightningdb.jdbc.internal.sql.Parser.Parsed;
import io.lightningdb.jdbc.internal.sql.Statement;
import java.sql.SQLException;
import java.util.List;

/** Makes plans of statements. */
public final class Planner {

  private final Database database;
  private final ExpressionBinder binder;

  private Planner(Database database, ExpressionBinder binder) {
    this.database = database;
    this.binder = binder;
  }

  /** Parses a statement, looks up its names and decides how it will run. */
  public static Plan plan(Database database, String sql) throws SQLException {
    Parsed parsed = Parser.parse(sql);
    return new Planner(database, new ExpressionBinder(sql, parsed)).plan(parsed.statement());
  }

  private Plan plan(Statement statement) throws SQLException {
    if (statement instanceof Statement.Explainable explainable) {
      return explainable(explainable);
    }
    if (statement instanceof Statement.Explain explain) {
      Plan plan = explainable(explain.statement());
      return new ExplainPlan(plan, explain(plan));
    }
    if (statement instanceof Statement.CreateTable create) {
      KeyspaceOptions options = TableAttributes.write(TableBuilder.table(create));
      return new CreatePlan(
          create.table().text(), create.ifNotExists(), options, binder.parameters());
    }
    if (statement instanceof Statement.CreateKeyspace create) {
      return new CreatePlan(
          create.name().text(),
          create.ifNotExists(),
          KeyspaceOptions.defaults(),
          binder.parameters());
    }
    if (statement instanceof Statement.Drop drop) {
      return new DropPlan(drop.name().text(), drop.ifExists(), binder.parameters());
    }
    return new ShutdownPlan(binder.parameters());
  }

  private Plan explainable(Statement.Explainable statement) throws SQLException {
    if (statement instanceof Statement.Select select) {
      return new SelectPlanner(database, binder).plan(select);
    }
    WritePlanner writes = new WritePlanner(database, binder);
    if (statement instanceof Statement.Insert insert) {
      return writes.insert(insert);
    }
    if (statement instanceof Statement.Update update) {
      return writes.update(update);
    }
    return writes.delete((Statement.Delete) statement);
  }

  private static List<String> explain(Plan plan) {
    if (plan instanceof SelectPlan select) {
      return select.explain();
    }
    if (plan instanceof CountPlan count) {
      return count.explain();
    }
    return plan instanceof WritePlan write ? write.explain() : List.of("no table is read");
  }
}
