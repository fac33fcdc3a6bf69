package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import io.lightningdb.benchmarks.store.SqlAdapter;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.Survives;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Threads send statements to a database through JDBC. */
final class SqlRow implements Row {

  private static final int MANY = 20;

  private final String id;
  private final String title;
  private final String operation;
  private final int threads;
  private final Survives survives;
  private final boolean writes;
  private final int callsAtOnce;
  private final long operationsPerCall;
  private final SqlCalls.Factory factory;

  private SqlRow(
      String id,
      String title,
      String operation,
      int threads,
      Survives survives,
      boolean writes,
      int callsAtOnce,
      long operationsPerCall,
      SqlCalls.Factory factory) {
    this.id = id;
    this.title = title;
    this.operation = operation;
    this.threads = threads;
    this.survives = survives;
    this.writes = writes;
    this.callsAtOnce = callsAtOnce;
    this.operationsPerCall = operationsPerCall;
    this.factory = factory;
  }

  private static SqlRow reading(
      String id, String title, String operation, int threads, int atOnce, SqlCalls.Factory calls) {
    return new SqlRow(id, title, operation, threads, Survives.PROCESS_END, false, atOnce, 1, calls);
  }

  static SqlRow select(int threads) {
    return reading(
        "sql-select-" + threads,
        "SQL: a row by its key, " + (threads == 1 ? "1 thread" : threads + " threads"),
        "select",
        threads,
        MANY,
        (connection, adapter, plan, thread) ->
            new SqlReads.Select(connection, adapter, plan, thread, false));
  }

  static SqlRow preparedEachTime() {
    return reading(
        "sql-select-prepare",
        "SQL: a row by its key, the statement prepared each time",
        "select",
        1,
        MANY,
        (connection, adapter, plan, thread) ->
            new SqlReads.Select(connection, adapter, plan, thread, true));
  }

  static SqlRow range() {
    return reading(
        "sql-range",
        "SQL: " + SqlReads.RANGE_ROWS + " rows in the order of their keys",
        "query",
        1,
        1,
        (connection, adapter, plan, thread) ->
            new SqlReads.Range(connection, adapter, plan, thread, false));
  }

  static SqlRow join() {
    return reading(
        "sql-join",
        "SQL: " + SqlReads.RANGE_ROWS + " rows joined with those of another table by its key",
        "query",
        1,
        1,
        (connection, adapter, plan, thread) ->
            new SqlReads.Range(connection, adapter, plan, thread, true));
  }

  static SqlRow aggregate() {
    return reading(
        "sql-aggregate",
        "SQL: count, sum, least and greatest of all rows",
        "query",
        1,
        1,
        (connection, adapter, plan, thread) ->
            new SqlReads.Aggregate(connection, adapter, plan, thread, false));
  }

  static SqlRow groups() {
    return reading(
        "sql-group",
        "SQL: count and sum of all rows in " + SqlTables.GROUPS + " groups",
        "query",
        1,
        1,
        (connection, adapter, plan, thread) ->
            new SqlReads.Aggregate(connection, adapter, plan, thread, true));
  }

  static SqlRow upsert(Survives survives) {
    boolean synced = survives == Survives.POWER_FAILURE;
    return new SqlRow(
        synced ? "sql-upsert-sync" : "sql-upsert",
        synced
            ? "SQL: a row is written, and survives a power failure"
            : "SQL: a row is written, and survives the end of the process",
        "upsert",
        1,
        survives,
        true,
        synced ? 1 : MANY,
        1,
        SqlWrites.Upsert::new);
  }

  static SqlRow batch() {
    return new SqlRow(
        "sql-batch",
        "SQL: new rows in batches of " + SqlWrites.BATCH_ROWS,
        "row",
        1,
        Survives.PROCESS_END,
        true,
        1,
        SqlWrites.BATCH_ROWS,
        SqlWrites.Batch::new);
  }

  static SqlRow transaction() {
    return new SqlRow(
        "sql-transaction",
        "SQL: transactions of four statements",
        "transaction",
        1,
        Survives.PROCESS_END,
        true,
        MANY,
        1,
        SqlWrites.Transaction::new);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String heading() {
    return title;
  }

  @Override
  public Contender reference() {
    return Contenders.named("lightning-sql");
  }

  @Override
  public String operation() {
    return operation;
  }

  @Override
  public String operations() {
    return operation.equals("query") ? "queries" : operation + "s";
  }

  @Override
  public String timedCall() {
    return operationsPerCall > 1 ? "a batch and its commit" : article() + operation;
  }

  private String article() {
    return operation.startsWith("u") ? "an " : "a ";
  }

  @Override
  public Survives survives() {
    return survives;
  }

  @Override
  public Start start() {
    return writes ? Start.COPY : Start.LOADED;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.reading(plan);
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof SqlAdapter;
  }

  @Override
  public Measurement measure(CaseContext context) {
    if (!(context.contender() instanceof SqlAdapter adapter)) {
      throw new IllegalStateException(context.contender().id() + " is no database");
    }
    Plan plan = context.plan();
    List<Connection> connections = new ArrayList<>();
    try {
      List<SqlCalls> calls = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        connections.add(adapter.connect(context.directory(), plan, survives));
        calls.add(factory.of(connections.get(thread), adapter, plan, thread));
      }
      Measurement measured = CallPasses.measure(calls, plan, callsAtOnce, operationsPerCall);
      for (SqlCalls each : calls) {
        each.checkLast();
      }
      adapter.shutDown(connections.get(0));
      return measured;
    } catch (SQLException e) {
      throw new StoreException("a statement failed", e);
    } finally {
      connections.forEach(SqlRow::close);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException("a connection cannot be closed", e);
    }
  }
}
