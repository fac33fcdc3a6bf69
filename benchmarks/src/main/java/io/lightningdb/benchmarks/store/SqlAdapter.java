package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A database that is embedded and speaks SQL through JDBC. */
public final class SqlAdapter implements Contender {

  /** Returns the URL of a database in a directory. */
  @FunctionalInterface
  private interface Urls {
    String url(Path directory, Plan plan, Survives survives);
  }

  /** Returns what a new connection runs. */
  @FunctionalInterface
  private interface Setup {
    List<String> statements(Plan plan, Survives survives);
  }

  private final String id;
  private final String title;
  private final String settings;
  private final Urls urls;
  private final Setup setup;
  private final String upsert;
  private final List<String> promises;
  private final boolean closesItself;

  private SqlAdapter(
      String id,
      String title,
      String settings,
      Urls urls,
      Setup setup,
      String upsert,
      List<String> promises,
      boolean closesItself) {
    this.id = id;
    this.title = title;
    this.settings = settings;
    this.urls = urls;
    this.setup = setup;
    this.upsert = upsert;
    this.promises = promises;
    this.closesItself = closesItself;
  }

  static SqlAdapter lightning() {
    return new SqlAdapter(
        "lightning-sql",
        "Lightning JDBC",
        "B+Trees on disk; durability FLUSHED, or SYNC where it has to survive a power failure",
        (directory, plan, survives) ->
            "jdbc:lightning:"
                + directory
                + ";durability="
                + (survives == Survives.POWER_FAILURE ? "SYNC" : "FLUSHED")
                + ";cacheBytes="
                + plan.cacheBytes(),
        (plan, survives) -> List.of(),
        "REPLACE INTO a VALUES (?, ?, ?, ?)",
        List.of(
            "everything that returned, after kill -9 too. A power failure can lose the last 100 ms.",
            "everything that returned: the log is synced before a commit returns."),
        true);
  }

  static SqlAdapter h2() {
    return new SqlAdapter(
        "h2",
        "H2",
        "a file with MVStore; WRITE_DELAY=0 where it has to survive a power failure;"
            + " OPTIMIZE_REUSE_RESULTS=0, or the same query would not be run twice; ANALYZE after the"
            + " load",
        (directory, plan, survives) ->
            "jdbc:h2:"
                + directory.resolve("h2")
                + ";OPTIMIZE_REUSE_RESULTS=0;CACHE_SIZE="
                + plan.cacheMib() * 1024,
        (plan, survives) ->
            survives == Survives.POWER_FAILURE ? List.of("SET WRITE_DELAY 0") : List.of(),
        "MERGE INTO a KEY (k) VALUES (?, ?, ?, ?)",
        List.of(
            "what was committed half a second ago or earlier (WRITE_DELAY is 500 ms); less than is"
                + " asked for.",
            "what was written at each commit; MVStore writes then, and does not force it to the"
                + " device: less than is asked for."),
        true);
  }

  static SqlAdapter sqlite() {
    return new SqlAdapter(
        "sqlite",
        "SQLite",
        "journal_mode=WAL; synchronous=NORMAL, or FULL where it has to survive a power failure;"
            + " ANALYZE after the load",
        (directory, plan, survives) -> "jdbc:sqlite:" + directory.resolve("sqlite.db"),
        (plan, survives) ->
            List.of(
                "PRAGMA journal_mode=WAL",
                "PRAGMA synchronous=" + (survives == Survives.POWER_FAILURE ? "FULL" : "NORMAL"),
                "PRAGMA cache_size=-" + plan.cacheMib() * 1024),
        "INSERT OR REPLACE INTO a VALUES (?, ?, ?, ?)",
        List.of(
            "everything that returned, after kill -9 too; a power failure can lose what was"
                + " committed since the last checkpoint.",
            "everything that returned: the WAL is synced at each commit."),
        true);
  }

  static SqlAdapter hsqldb() {
    return new SqlAdapter(
        "hsqldb",
        "HSQLDB",
        "CACHED tables; WRITE DELAY 500 MILLIS as it comes, or FALSE where it has to survive a"
            + " power failure",
        (directory, plan, survives) ->
            "jdbc:hsqldb:file:"
                + directory.resolve("hsqldb")
                + ";hsqldb.default_table_type=cached;hsqldb.cache_size="
                + plan.cacheMib() * 1024,
        (plan, survives) ->
            List.of(
                "SET FILES WRITE DELAY "
                    + (survives == Survives.POWER_FAILURE ? "FALSE" : "500 MILLIS")),
        "MERGE INTO a USING (VALUES (CAST(? AS VARCHAR(16)), CAST(? AS VARCHAR(100)),"
            + " CAST(? AS INTEGER), CAST(? AS INTEGER))) x (k, v, n, g) ON a.k = x.k"
            + " WHEN MATCHED THEN UPDATE SET a.v = x.v, a.n = x.n, a.g = x.g"
            + " WHEN NOT MATCHED THEN INSERT VALUES x.k, x.v, x.n, x.g",
        List.of(
            "what was committed half a second ago or earlier; less than is asked for.",
            "everything that returned: the log is synced at each commit."),
        false);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String settings(Plan plan) {
    return settings;
  }

  @Override
  public String version() {
    return Versions.of(id);
  }

  @Override
  public String promise(Survives survives) {
    return promises.get(survives == Survives.PROCESS_END ? 0 : 1);
  }

  /** Returns how a row of the table {@code a} is written, whether it is there or not. */
  public String upsert() {
    return upsert;
  }

  /** Opens a connection to the database in a directory, which is made if it is not there. */
  public Connection connect(Path directory, Plan plan, Survives survives) throws SQLException {
    Connection connection = DriverManager.getConnection(urls.url(directory, plan, survives));
    try (Statement statement = connection.createStatement()) {
      for (String sql : setup.statements(plan, survives)) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** Lets a database look at what was loaded, if it can plan better then. */
  public void analyze(Connection connection) throws SQLException {
    if (id.equals("h2") || id.equals("sqlite")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("ANALYZE");
      }
    }
  }

  /** Brings everything to the files, if that is not done when the last connection is closed. */
  public void shutDown(Connection connection) throws SQLException {
    if (!closesItself) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN");
      }
    }
  }
}
