package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import io.lightningdb.DatabaseLockedException;
import io.lightningdb.Durability;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.internal.testing.ChildJvm;
import io.lightningdb.internal.testing.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Finding the driver, URLs, options, and how long databases stay open. */
@Timeout(120)
class DriverTest {

  @TempDir private Path directory;

  @AfterEach
  void nothingIsLeftRunning() {
    assertThat(
            Threads.lightningThreads().stream().filter(name -> name.contains(directory.toString())))
        .isEmpty();
  }

  private String url() {
    return "jdbc:lightning:" + directory.resolve("db");
  }

  private static Properties properties(String... namesAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return properties;
  }

  @Test
  void theDriverIsFoundByServiceLoaderAndDriverManager() throws SQLException {
    assertThat(ServiceLoader.load(Driver.class).stream())
        .anyMatch(provider -> provider.type() == LightningDriver.class);
    assertThat(DriverManager.getDriver("jdbc:lightning:anything"))
        .isInstanceOf(LightningDriver.class);
  }

  @Test
  void urlsOfOtherDriversAreLeftToThem() throws SQLException {
    Driver driver = new LightningDriver();
    assertThat(driver.acceptsURL("jdbc:h2:mem:x")).isFalse();
    assertThat(driver.connect("jdbc:h2:mem:x", new Properties())).isNull();
    assertThat(driver.acceptsURL("JDBC:Lightning:mem:x")).isTrue();
    assertFails("08001", () -> driver.connect(null, null));
  }

  @Test
  void aRelativePathIsOneOfTheWorkingDirectory() throws SQLException {
    Path relative = Path.of("").toAbsolutePath().relativize(directory.resolve("relative"));
    try (Connection connection = DriverManager.getConnection("jdbc:lightning:" + relative)) {
      assertThat(connection.unwrap(LocalDatabase.class).directory())
          .hasValue(directory.resolve("relative"));
    }
  }

  @Test
  void optionsComeFromTheUrlAndFromProperties() throws SQLException {
    Properties properties = properties("memtableBytes", "1m", "user", "sa", "password", "secret");
    try (Connection connection =
        DriverManager.getConnection(url() + ";durability=flushed; cacheBytes = 2m ;", properties)) {
      Options options = connection.unwrap(LocalDatabase.class).options();
      assertThat(options.durability()).isEqualTo(Durability.FLUSHED);
      assertThat(options.cacheBytes()).hasValue(2 * 1024 * 1024);
      assertThat(options.memtableBytes()).hasValue(1024 * 1024);
      assertThat(connection.getMetaData().getUserName()).isEqualTo("sa");
    }
  }

  @Test
  void anUnknownOptionIsRefusedWithTheListOfThoseThereAre() {
    assertFails(
            "08001",
            SQLNonTransientConnectionException.class,
            () -> DriverManager.getConnection(url() + ";durabilty=sync"))
        .hasMessageContaining("'durabilty'")
        .hasMessageContaining("durability, syncInterval")
        .hasMessageContaining("closeOnLast");
    assertFails("08001", () -> DriverManager.getConnection(url(), properties("x", "1")))
        .hasMessageContaining("'x'");
    assertThat(directory.resolve("db")).doesNotExist();
  }

  @Test
  void anImpossibleValueIsRefusedWithWhatIsPossible() {
    assertFails("08001", () -> DriverManager.getConnection(url() + ";durability=fast"))
        .hasMessageContaining("'fast'")
        .hasMessageContaining("FLUSHED");
    assertFails("08001", () -> DriverManager.getConnection(url() + ";closeOnLast=perhaps"));
    assertFails("08001", () -> DriverManager.getConnection(url() + ";durability"))
        .hasMessageContaining("name=value");
    assertFails(
            "08001",
            () ->
                DriverManager.getConnection(
                    url() + ";cacheBytes=1m", properties("cacheBytes", "2m")))
        .hasMessageContaining("twice");
    assertFails("08001", () -> DriverManager.getConnection("jdbc:lightning:"));
    assertFails("08001", () -> DriverManager.getConnection("jdbc:lightning:mem:"));
  }

  @Test
  void propertyInfoListsTheOptionsWithChoicesAndDefaults() throws SQLException {
    DriverPropertyInfo[] all =
        new LightningDriver().getPropertyInfo("jdbc:lightning:mem:x;durability=ASYNC", null);
    assertThat(Arrays.stream(all).map(info -> info.name))
        .containsAll(Options.Builder.names())
        .contains("closeOnLast");
    DriverPropertyInfo durability = info(all, "durability");
    assertThat(durability.value).isEqualTo("ASYNC");
    assertThat(durability.choices).containsExactly("SYNC", "FLUSHED", "ASYNC");
    assertThat(durability.required).isFalse();
    assertThat(info(all, "createIfMissing").choices).containsExactly("true", "false");
    assertThat(info(all, "closeOnLast").value).isEqualTo("false");
    assertThat(info(all, "syncInterval").value).isEqualTo("100");
    DriverPropertyInfo[] defaults = new LightningDriver().getPropertyInfo("", new Properties());
    assertThat(info(defaults, "durability").value).isEqualTo("SYNC");
  }

  private static DriverPropertyInfo info(DriverPropertyInfo[] all, String name) {
    return Arrays.stream(all).filter(info -> info.name.equals(name)).findFirst().orElseThrow();
  }

  @Test
  void theDriverTellsItsVersion() {
    Driver driver = new LightningDriver();
    assertThat(driver.getMajorVersion()).isZero();
    assertThat(driver.getMinorVersion()).isEqualTo(1);
    assertThat(driver.jdbcCompliant()).isFalse();
  }

  // ---- Sharing

  @Test
  void connectionsOfOneProcessShareOneDatabase() throws SQLException {
    try (Connection one = DriverManager.getConnection(url());
        Connection other = DriverManager.getConnection(url() + ";");
        Database engine =
            Lightning.share("lightning:" + directory.resolve("db"), Options.defaults())) {
      TestDatabase.execute(one, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
      TestDatabase.execute(other, "INSERT INTO t VALUES (1)");
      assertThat(TestDatabase.query(one, "SELECT * FROM t")).containsExactly("1");
      assertThat(engine.keyspaceNames()).containsExactly("t");
    }
  }

  @Test
  void aSymbolicLinkLeadsToTheSameDatabase() throws Exception {
    Files.createDirectories(directory.resolve("db"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("db"));
    try (Connection one = DriverManager.getConnection(url());
        Connection other = DriverManager.getConnection("jdbc:lightning:" + link)) {
      TestDatabase.execute(one, "CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)");
      TestDatabase.execute(other, "INSERT INTO t VALUES (1, 2)");
      assertThat(TestDatabase.query(one, "SELECT v FROM t")).containsExactly("2");
      // What one changes about tables the other's plans notice, too.
      TestDatabase.execute(other, "DROP TABLE t");
      TestDatabase.execute(other, "CREATE TABLE t (v VARCHAR, k INTEGER PRIMARY KEY)");
      TestDatabase.execute(other, "INSERT INTO t VALUES ('new', 1)");
      assertThat(TestDatabase.query(one, "SELECT v FROM t")).containsExactly("new");
    }
  }

  @Test
  void otherOptionsThanThoseItIsOpenWithAreRefused() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url())) {
      assertThat(connection.isValid(0)).isTrue();
      assertFails("08001", () -> DriverManager.getConnection(url() + ";cacheBytes=1m"))
          .hasMessageContaining("cacheBytes=1048576");
      assertThat(connection.isValid(0)).isTrue();
      // That failure must not have let go of what is open.
      try (Connection other = DriverManager.getConnection(url())) {
        assertThat(other.isValid(0)).isTrue();
      }
    }
  }

  @Test
  void theLockOfADirectoryIsReleasedWithTheLastConnection() throws SQLException {
    Connection one = DriverManager.getConnection(url());
    Connection other = DriverManager.getConnection(url());
    one.close();
    assertFails("08004", () -> openAlone());
    other.close();
    openAlone();
  }

  private void openAlone() throws SQLException {
    try (Database db = Lightning.open(directory.resolve("db"))) {
      assertThat(db.isOpen()).isTrue();
    } catch (DatabaseLockedException e) {
      throw new SQLException(e.getMessage(), "08004", e);
    }
  }

  @Test
  void aDatabaseThatSomebodyHasForHimselfIsRefusedAndTheHolderNamed() throws SQLException {
    try (Database db = Lightning.open(directory.resolve("db"))) {
      assertFails(
              "08004",
              SQLNonTransientConnectionException.class,
              () -> DriverManager.getConnection(url()))
          .hasMessageContaining("this process");
      assertThat(db.isOpen()).isTrue();
    }
    try (Connection connection = DriverManager.getConnection(url())) {
      assertThat(connection.isValid(0)).isTrue();
    }
  }

  @Test
  void aDatabaseThatAnotherProcessHasIsRefusedAndTheHolderNamed() throws SQLException {
    try (ChildJvm child = ChildJvm.start(List.of("-Xmx64m"), Holder.class, url())) {
      assertThat(child.readLine()).isEqualTo("open");
      assertFails("08004", () -> DriverManager.getConnection(url()))
          .hasMessageContaining(Long.toString(child.pid()));
      child.kill();
    }
    try (Connection connection = DriverManager.getConnection(url())) {
      assertThat(TestDatabase.query(connection, "SELECT k FROM t")).containsExactly("1");
    }
  }

  /** Opens a database and waits to be killed. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      Connection connection = DriverManager.getConnection(arguments[0]);
      TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
      TestDatabase.execute(connection, "INSERT INTO t VALUES (1)");
      System.out.println("open");
      Thread.sleep(60_000);
    }
  }

  @Test
  void aDamagedOrForeignDirectoryIsNoDatabase() throws Exception {
    Files.createDirectories(directory.resolve("db"));
    Files.writeString(directory.resolve("db").resolve("letter.txt"), "not a database");
    assertFails(
        "08001",
        SQLNonTransientConnectionException.class,
        () -> DriverManager.getConnection(url()));
    assertFails(
            "08001",
            () ->
                DriverManager.getConnection(
                    "jdbc:lightning:" + directory.resolve("none") + ";createIfMissing=false"))
        .hasMessageContaining("no database");
  }

  // ---- Databases in memory

  @Test
  void aDatabaseInMemoryOutlivesItsLastConnectionUntilShutdown() throws SQLException {
    String url = "jdbc:lightning:mem:outlives";
    try (Connection connection = DriverManager.getConnection(url)) {
      TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM t")).containsExactly("0");
      try (Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN");
      }
      assertThat(connection.isClosed()).isTrue();
      assertThat(connection.isValid(1)).isFalse();
      assertFails("08003", SQLNonTransientConnectionException.class, connection::createStatement);
    }
    try (Connection connection = DriverManager.getConnection(url + ";closeOnLast=true")) {
      assertFails("42S02", () -> TestDatabase.query(connection, "SELECT * FROM t"));
    }
  }

  @Test
  void aDatabaseInMemoryCanCloseWithItsLastConnection() throws SQLException {
    String url = "jdbc:lightning:mem:short;closeOnLast=true";
    try (Connection connection = DriverManager.getConnection(url)) {
      TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      assertFails("42S02", () -> TestDatabase.query(connection, "SELECT * FROM t"));
    }
  }

  @Test
  void aDatabaseInADirectoryCanStayOpenUntilShutdown() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url() + ";closeOnLast=false")) {
      TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
    }
    assertFails("08004", () -> openAlone());
    Connection first = DriverManager.getConnection(url());
    Connection second = DriverManager.getConnection(url());
    TestDatabase.execute(first, "SHUTDOWN");
    assertFails("08003", () -> TestDatabase.query(second, "SELECT * FROM t"));
    assertFails("08003", () -> TestDatabase.query(second, "SELECT 1"));
    second.close();
    first.close();
    openAlone();
  }

  // ---- DataSource

  @Test
  void aDataSourceIsABean() throws SQLException {
    LightningDataSource source = new LightningDataSource();
    assertFails("08001", source::getConnection).hasMessageContaining("setUrl");
    source.setUrl("jdbc:h2:mem:");
    assertFails("08001", source::getConnection).hasMessageContaining("jdbc:h2");
    source.setUrl(url());
    source.setUser("anna");
    source.setPassword("secret");
    source.setLoginTimeout(3);
    assertThat(source.getLoginTimeout()).isEqualTo(3);
    try (Connection connection = source.getConnection();
        Connection other = source.getConnection("bert", "")) {
      assertThat(connection.getMetaData().getUserName()).isEqualTo("anna");
      assertThat(other.getMetaData().getUserName()).isEqualTo("bert");
    }
    assertThat(source.unwrap(LightningDataSource.class)).isSameAs(source);
    assertFails("22023", () -> source.unwrap(String.class));
  }
}
