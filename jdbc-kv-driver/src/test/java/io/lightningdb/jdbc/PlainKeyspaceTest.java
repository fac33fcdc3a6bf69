package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import io.lightningdb.KeyCodec;
import io.lightningdb.Keyspace;
import io.lightningdb.ValueCodec;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keyspaces that are no tables, seen from SQL, and tables, seen from the engine. */
class PlainKeyspaceTest {

  private final TestDatabase db = new TestDatabase();
  private Database engine;

  @BeforeEach
  void unwrap() throws SQLException {
    engine = db.connection().unwrap(Database.class);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatTheEngineWroteSqlReads() throws SQLException {
    Keyspace cache = engine.createKeyspace("user cache");
    cache.put(utf8("anna"), new byte[] {0, -1});
    cache.put(utf8("bert"), utf8("Berry"));
    cache.put(new byte[] {-1}, utf8(""));
    assertThat(db.query("SELECT * FROM \"user cache\""))
        .containsExactly("anna,X'00FF'", "bert,Berry", "X'FF',");
    assertThat(db.query("SELECT value FROM \"USER CACHE\" WHERE key = 'bert'"))
        .containsExactly("Berry");
    assertThat(db.query("SELECT value FROM \"user cache\" WHERE key = X'FF'")).containsExactly("");
    assertThat(db.query("SELECT value FROM \"user cache\" WHERE key = ?", "anna")).hasSize(1);
    assertThat(db.query("SELECT value FROM \"user cache\" WHERE key = ?", utf8("anna"))).hasSize(1);
    try (PreparedStatement query =
        db.connection().prepareStatement("SELECT value FROM \"user cache\" WHERE key = ?")) {
      query.setString(1, "anna");
      ResultSet result = query.executeQuery();
      result.next();
      assertThat(result.getBytes(1)).containsExactly(0, 255);
      assertThat((byte[]) result.getObject("VALUE")).containsExactly(0, 255);
    }
  }

  @Test
  void textIsItsUtf8InKeysAndPatterns() throws SQLException {
    db.execute("CREATE KEYSPACE ks");
    for (String key : List.of("größe", "grün", "grau", "über")) {
      db.execute("INSERT INTO ks VALUES (?, 'v')", key);
    }
    assertThat(engine.keyspace("ks").contains(utf8("größe"))).isTrue();
    assertThat(db.query("SELECT key FROM ks WHERE key LIKE 'gr%'"))
        .containsExactly("grau", "größe", "grün");
    assertThat(db.query("SELECT key FROM ks WHERE key LIKE 'grü%'")).containsExactly("grün");
    assertThat(db.query("SELECT key FROM ks WHERE key >= 'grün' ORDER BY key DESC"))
        .containsExactly("über", "grün");
    assertThat(db.query("SELECT key FROM ks WHERE key IN ('grau', X'C3BC626572')"))
        .containsExactly("grau", "über");
    assertThat(db.query("EXPLAIN SELECT key FROM ks WHERE key LIKE 'gr%'"))
        .containsExactly("ks: a scan of the part of the key where key LIKE X'677225'");
  }

  @Test
  void whatSqlWroteTheEngineReads() throws SQLException {
    db.execute("CREATE KEYSPACE ks");
    assertThat(db.execute("INSERT INTO ks VALUES ('a', '1'), ('b', X'02')")).isEqualTo(2);
    assertThat(db.execute("UPDATE ks SET value = '2' WHERE key = 'a'")).isEqualTo(1);
    assertThat(db.execute("MERGE INTO ks VALUES ('c', '3')")).isEqualTo(1);
    assertThat(db.execute("DELETE FROM ks WHERE key = 'b'")).isEqualTo(1);
    Keyspace ks = engine.keyspace("ks");
    assertThat(ks.get(utf8("a"))).isEqualTo(utf8("2"));
    assertThat(ks.get(utf8("b"))).isNull();
    assertThat(ks.get(utf8("c"))).isEqualTo(utf8("3"));
    assertThat(ks.options().attributes()).isEmpty();
    assertFails("23502", () -> db.execute("INSERT INTO ks (key) VALUES ('d')"));
    assertFails("23502", () -> db.execute("INSERT INTO ks VALUES ('d', NULL)"));
    assertFails("23505", () -> db.execute("INSERT INTO ks VALUES ('a', '')"));
  }

  @Test
  void theKeysOfTablesAreTheEnginesOwnCodecs() throws SQLException {
    db.execute("CREATE TABLE price (item VARCHAR PRIMARY KEY, cents INTEGER)");
    db.execute("INSERT INTO price VALUES ('apples', 129)");
    assertThat(
            engine.keyspace("price").typed(KeyCodec.utf8(), ValueCodec.bytes()).contains("apples"))
        .isTrue();
    db.execute("CREATE TABLE visit (who VARCHAR, n INTEGER, PRIMARY KEY (who, n))");
    db.execute("INSERT INTO visit VALUES ('anna', 7)");
    byte[] key = KeyCodec.tuple(KeyCodec.utf8(), KeyCodec.int32()).encode(List.of("anna", 7));
    assertThat(engine.keyspace("visit").contains(key)).as(HexFormat.of().formatHex(key)).isTrue();
  }

  @Test
  void theDefinitionOfATableCanBeReadInItsAttributes() throws SQLException {
    db.execute(
        "CREATE TABLE t (a CHARACTER(3), b NUMERIC(8, 2) DEFAULT 1.5 NOT NULL, \"C d\" TIMESTAMP"
            + " WITH TIME ZONE, CONSTRAINT pk PRIMARY KEY (b, a))");
    assertThat(engine.keyspace("t").options().attributes())
        .containsEntry("lightning.table.version", "1")
        .containsEntry(
            "lightning.table.columns",
            "\"a\" CHAR(3) NOT NULL, \"b\" DECIMAL(8, 2) DEFAULT 1.50 NOT NULL,"
                + " \"C d\" TIMESTAMP WITH TIME ZONE")
        .containsEntry("lightning.table.key", "\"b\", \"a\"")
        .containsEntry("lightning.table.keyName", "pk");
  }

  @Test
  void namesThatDifferInCapitalsAreToldApartIfTheyAreExact() throws SQLException {
    engine.createKeyspace("Cache");
    engine.createKeyspace("CACHE");
    db.execute("INSERT INTO Cache VALUES ('a', '1')");
    db.execute("INSERT INTO \"CACHE\" VALUES ('b', '2')");
    assertThat(db.query("SELECT key FROM Cache")).containsExactly("a");
    assertThat(db.query("SELECT key FROM CACHE")).containsExactly("b");
    assertFails("42S02", () -> db.query("SELECT key FROM cache"))
        .hasMessageContaining("CACHE, Cache");
    assertFails("42S02", () -> db.execute("DROP KEYSPACE cache"));
    db.execute("DROP KEYSPACE Cache");
    assertThat(db.query("SELECT key FROM cache")).containsExactly("b");
    // Once there is one of exactly that name, it is the one that is meant.
    engine.createKeyspace("cache");
    assertThat(db.query("SELECT key FROM cache")).isEmpty();
  }

  @Test
  void aKeyspaceThatIsDroppedAndMadeAnewByTheEngineIsNoticed() throws SQLException {
    engine.createKeyspace("ks");
    try (PreparedStatement count = db.connection().prepareStatement("SELECT COUNT(*) FROM ks");
        PreparedStatement put =
            db.connection().prepareStatement("REPLACE INTO ks VALUES ('k', 'v')")) {
      put.executeUpdate();
      assertThat(TestDatabase.rows(count.executeQuery())).containsExactly("1");
      engine.dropKeyspace("ks");
      assertFails("42S02", count::executeQuery);
      engine.createKeyspace("ks");
      assertThat(TestDatabase.rows(count.executeQuery())).containsExactly("0");
      put.executeUpdate();
      engine.renameKeyspace("ks", "moved");
      assertFails("42S02", put::executeUpdate);
      assertThat(db.query("SELECT COUNT(*) FROM moved")).containsExactly("1");
    }
  }
}
