package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jcache.MutableLightningConfiguration;
import io.lightningdb.jcache.spi.Serializer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Caches of the JCache provider as tables. */
@Timeout(60)
class CacheTableTest {

  private static final String PLACE = "lightning:mem:shared-with-jcache";

  private final CachingProvider provider = Caching.getCachingProvider();
  private final CacheManager manager = provider.getCacheManager(URI.create(PLACE), null);

  @AfterEach
  void close() {
    provider.close();
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:" + PLACE + ";closeOnLast=true");
  }

  private <K, V> Cache<K, V> cache(Class<K> keys, Class<V> values) {
    return manager.createCache("c", new MutableConfiguration<K, V>().setTypes(keys, values));
  }

  @Test
  void entriesAreRowsOfKeyValueCreationAndExpiry() throws SQLException {
    Cache<String, Integer> cache =
        manager.createCache(
            "stock",
            new MutableConfiguration<String, Integer>()
                .setTypes(String.class, Integer.class)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 1))));
    cache.put("apples", 3);
    cache.put("pears", -4);
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM stock WHERE key = 'apples'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("key")).isEqualTo("apples");
      assertThat(rows.getObject("value")).isEqualTo(3);
      OffsetDateTime created = rows.getObject("created", OffsetDateTime.class);
      assertThat(created.toInstant()).isBetween(Instant.now().minusSeconds(60), Instant.now());
      assertThat(rows.getObject("expires", OffsetDateTime.class)).isEqualTo(created.plusHours(1));
      assertThat(rows.next()).isFalse();
      assertThat(TestDatabase.query(connection, "SELECT SUM(value), COUNT(*) FROM stock"))
          .containsExactly("-1,2");
    }
  }

  @Test
  void simpleClassesHaveTheirTypes() throws SQLException {
    check(Long.class, -5L, "-5");
    check(Boolean.class, true, "true");
    check(Double.class, -1.5, "-1.5");
    check(Float.class, 0.25f, "0.25");
    check(Short.class, (short) -7, "-7");
    check(Byte.class, (byte) -8, "-8");
    check(UUID.class, new UUID(1, 2), "00000000-0000-0001-0000-000000000002");
    check(LocalDate.class, LocalDate.of(1969, 12, 31), "1969-12-31");
    check(LocalDateTime.class, LocalDateTime.of(2024, 1, 2, 3, 4, 5), "2024-01-02 03:04:05");
    check(Instant.class, Instant.parse("2024-01-02T03:04:05Z"), "2024-01-02 03:04:05+00:00");
  }

  private <T> void check(Class<T> type, T object, String shown) throws SQLException {
    cache(type, type).put(object, object);
    try (Connection connection = connect()) {
      assertThat(TestDatabase.query(connection, "SELECT key, value, expires FROM c"))
          .containsExactly(shown + "," + shown + ",null");
    }
    manager.destroyCache("c");
  }

  @Test
  void otherObjectsAreBytes() throws SQLException {
    Cache<Object, byte[]> cache = cache(Object.class, byte[].class);
    cache.put("k", new byte[] {1, 2});
    // A key whose hash code may change is in the cache's own index, too.
    cache.put(new HashSet<>(Set.of(List.of(1))), new byte[] {3});
    try (Connection connection = connect()) {
      assertThat(TestDatabase.query(connection, "SELECT key FROM c WHERE value = X'0102'"))
          .containsExactly(" k");
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM c")).containsExactly("2");
    }
  }

  @Test
  void withoutATypeAllObjectsHaveTheirTags() throws SQLException {
    Cache<Object, Object> cache = cache(Object.class, Object.class);
    cache.put(1, new byte[] {0x20, 'k'});
    cache.put(2, "k");
    try (Connection connection = connect()) {
      assertThat(TestDatabase.query(connection, "SELECT key FROM c WHERE value = X'30206B'"))
          .containsExactly("X'1480000001'");
      assertThat(TestDatabase.query(connection, "SELECT key FROM c WHERE value = X'206B'"))
          .containsExactly("X'1480000002'");
    }
  }

  /** Says that a column has something sound that SQL cannot show, and that all else can be read. */
  private static void assertUnsupported(String column, String reason) throws SQLException {
    try (Connection connection = connect()) {
      assertFails(
              "0A000",
              SQLFeatureNotSupportedException.class,
              () -> TestDatabase.query(connection, "SELECT " + column + " FROM c"))
          .hasMessageContaining("column " + column + " of table c has ")
          .hasMessageContaining(reason);
      assertThat(TestDatabase.query(connection, "SELECT expires FROM c")).containsExactly("null");
    }
  }

  @Test
  void objectsOfAnotherClassThanTheCacheWasMadeForAreNoDamage() throws SQLException {
    for (Object other : new Object[] {"text", 1L, List.of(1), new byte[] {1}}) {
      checkOther(Integer.class, Integer.class, other, "another class");
    }
    checkOther(byte[].class, byte[].class, "text", "another class");
    checkOther(String.class, byte[].class, 5, "another class");
  }

  private <K, V> void checkOther(Class<K> keys, Class<V> values, Object other, String reason)
      throws SQLException {
    cache(keys, values).close();
    // The keyspace keeps the classes with which it was made.
    cache(Object.class, Object.class).put(other, other);
    assertUnsupported("key", reason);
    assertUnsupported("value", reason);
    manager.destroyCache("c");
  }

  @Test
  void valuesOfASerializerOfTheCachesOwnAreNoDamage() throws SQLException {
    MutableLightningConfiguration<Integer, String> configuration =
        new MutableLightningConfiguration<>();
    configuration.setTypes(Integer.class, String.class);
    configuration.setSerializerFactory(Reversed::new);
    manager.createCache("c", configuration).put(1, "ab");
    assertUnsupported("value", "serializer");
    try (Connection connection = connect()) {
      assertThat(TestDatabase.query(connection, "SELECT key FROM c")).containsExactly("1");
    }
    manager.destroyCache("c");
    MutableLightningConfiguration<Integer, Object> untyped = new MutableLightningConfiguration<>();
    untyped.setTypes(Integer.class, Object.class);
    untyped.setSerializerFactory(Reversed::new);
    manager.createCache("c", untyped).put(1, "ab");
    try (Connection connection = connect()) {
      assertThat(TestDatabase.query(connection, "SELECT key FROM c WHERE value = X'416261'"))
          .containsExactly("1");
    }
  }

  /** Writes texts backwards. */
  private static final class Reversed<V> implements Serializer<V> {

    @Override
    public byte[] serialize(V value) {
      return new StringBuilder(value.toString())
          .reverse()
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public V deserialize(byte[] bytes, ClassLoader classLoader) throws IOException {
      throw new IOException("nobody reads this");
    }
  }

  @Test
  void textThatIsNoUnicodeIsNoDamage() throws SQLException {
    for (String text : new String[] {"\uD83D", "a\uDE00b", "\uDE00\uD83D😀"}) {
      cache(String.class, String.class).put(text, text);
      assertUnsupported("key", "surrogate");
      assertUnsupported("value", "surrogate");
      manager.destroyCache("c");
    }
  }

  @Test
  void momentsAndDatesBeyondThoseOfSqlAreNoDamage() throws SQLException {
    for (Instant moment : new Instant[] {Instant.MIN, Instant.MAX}) {
      cache(Instant.class, Instant.class).put(moment, moment);
      assertUnsupported("key", "the moment " + moment);
      assertUnsupported("value", "the moment " + moment);
      manager.destroyCache("c");
    }
    for (LocalDate date : new LocalDate[] {LocalDate.MIN, LocalDate.MAX}) {
      cache(LocalDate.class, LocalDate.class).put(date, date);
      assertUnsupported("key", "the date " + date);
      manager.destroyCache("c");
    }
    check(Instant.class, Instant.parse("-9999-01-01T00:00:00Z"), "-9999-01-01 00:00:00+00:00");
    check(LocalDateTime.class, LocalDateTime.MAX, "+999999999-12-31 23:59:59.999999999");
  }

  @Test
  void aNegativeZeroIsZero() throws SQLException {
    check(Double.class, -0.0, "0.0");
    check(Float.class, -0.0f, "0.0");
  }

  @Test
  void objectsThatCannotBeAreDamage() throws SQLException {
    checkStored("XX001", Boolean.class, true, "1002", "boolean 2");
    checkStored("XX001", Instant.class, Instant.EPOCH, "2880000000000000003b9aca00", "nanoseconds");
    checkStored("XX001", Instant.class, Instant.EPOCH, "288000000000000000ffffffff", "nanoseconds");
    checkStored("XX001", Instant.class, Instant.EPOCH, "28ffffffffffffffff00000000", "");
    checkStored(
        "XX001", LocalDateTime.class, LocalDateTime.MIN, "2b8000000000000000ffffffffffffffff", "");
    checkStored(
        "XX001", LocalDate.class, LocalDate.EPOCH, "29800000000000000000", "1 bytes behind");
    checkStored(
        "XX001", LocalDate.class, LocalDate.EPOCH, "2980000010000000000000", "2 bytes behind");
    checkStored("XX001", Integer.class, 1, "148000000000", "1 bytes behind");
    checkStored("XX001", Integer.class, 1, "14800000", "");
    checkStored("XX001", Integer.class, 1, "14", "");
    checkStored("XX001", Integer.class, 1, "", "no value");
    checkStored("XX001", Object.class, 1, "", "no value");
    checkStored("XX001", String.class, "a", "20ff", "UTF-8");
    checkStored("XX001", String.class, "a", "20eda0", "UTF-8");
  }

  @Test
  void objectsOfANewerVersionAreNoDamage() throws SQLException {
    checkStored(
        "0A000", Integer.class, 1, "7f00", "the tag 7f, which only a newer version can read");
  }

  private <T> void checkStored(String state, Class<T> type, T key, String value, String message)
      throws SQLException {
    cache(type, type).put(key, key);
    try (Connection connection = connect()) {
      Keyspace keyspace = connection.unwrap(Database.class).keyspace("c");
      byte[] encoded;
      byte[] record;
      try (Cursor cursor = keyspace.cursor()) {
        cursor.next();
        encoded = cursor.key();
        record = cursor.value();
      }
      keyspace.put(encoded, signed(encoded, record, HexFormat.of().parseHex(value)));
      assertFails(state, () -> TestDatabase.query(connection, "SELECT value FROM c"))
          .hasMessageContaining(state.equals("XX001") ? "of cache c" : "column value of table c")
          .hasMessageContaining(message);
      if (value.isEmpty()) {
        assertFails("XX001", () -> TestDatabase.query(connection, "SELECT created FROM c"));
      }
    }
    manager.destroyCache("c");
  }

  /** Returns a record with another value, and the checksum that is right for it. */
  private static byte[] signed(byte[] key, byte[] record, byte[] value) {
    ByteBuffer signed = ByteBuffer.allocate(21 + value.length).order(ByteOrder.LITTLE_ENDIAN);
    signed.put(record, 0, 21).put(value);
    CRC32C crc = new CRC32C();
    crc.update(key);
    crc.update(signed.array(), 0, 1);
    crc.update(signed.array(), 5, signed.capacity() - 5);
    return signed.putInt(1, (int) crc.getValue()).array();
  }

  @Test
  void queuesOfPendingWritesAreNoTables() throws SQLException {
    try (Connection connection = connect()) {
      Database database = connection.unwrap(Database.class);
      for (String name :
          List.of("lightning.cache.pending:c", "lightning.cache.pending:sha256:00")) {
        database.createKeyspace(
            name,
            KeyspaceOptions.builder()
                .attribute("lightning.cache.pending.format", "1")
                .attribute("lightning.cache.pending.of", "c")
                .build());
        for (String sql : List.of("SELECT * FROM ", "DELETE FROM ", "DROP KEYSPACE ")) {
          assertFails("42S02", () -> TestDatabase.execute(connection, sql + '"' + name + '"'));
        }
      }
      assertThat(TestDatabase.query(connection, "SHOW KEYSPACES")).isEmpty();
      DatabaseMetaData metadata = connection.getMetaData();
      assertThat(TestDatabase.rows(metadata.getTables(null, null, "%", null))).isEmpty();
      assertThat(TestDatabase.rows(metadata.getColumns(null, null, "%", "%"))).isEmpty();
    }
  }

  /** What expires while a statement runs is there to its end, or nothing of it is. */
  @Test
  void aStatementJudgesAllEntriesByTheMomentWhenItBegan() throws Exception {
    Cache<Integer, Integer> cache =
        manager.createCache(
            "c",
            new MutableConfiguration<Integer, Integer>()
                .setTypes(Integer.class, Integer.class)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.SECONDS, 2))));
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
      TestDatabase.execute(connection, "INSERT INTO t VALUES (1), (2)");
      cache.put(7, 7);
      try (ResultSet rows =
          statement.executeQuery("SELECT t.k, c.value FROM t LEFT JOIN c ON c.key > t.k")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(2)).isEqualTo("7");
        while (cache.containsKey(7)) {
          Threads.pause();
        }
        assertThat(TestDatabase.rows(rows)).containsExactly("2,7");
      }
      assertThat(TestDatabase.query(connection, "SELECT * FROM c")).isEmpty();
      TestDatabase.execute(connection, "DROP TABLE t");
    }
  }

  @Test
  void whatHasExpiredIsNotShown() throws Exception {
    Cache<String, String> cache =
        manager.createCache(
            "short",
            new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, 30))));
    cache.put("a", "b");
    try (Connection connection = connect()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!TestDatabase.query(connection, "SELECT * FROM short").isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(end);
      }
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM short")).containsExactly("0");
    }
  }

  @Test
  void cachesAreOnlyReadAndTheirDamageIsFound() throws SQLException {
    Cache<String, String> cache = cache(String.class, String.class);
    cache.put("a", "b");
    try (Connection connection = connect()) {
      for (String sql :
          new String[] {
            "INSERT INTO c VALUES ('x', 'y', NULL, NULL)",
            "UPDATE c SET value = 'y'",
            "DELETE FROM c",
            "TRUNCATE TABLE c",
            "CREATE INDEX i ON c (value)"
          }) {
        assertFails("0A000", () -> TestDatabase.execute(connection, sql));
      }
      Keyspace keyspace = connection.unwrap(Database.class).keyspace("c");
      byte[] key = {0x20, 'a'};
      byte[] value = keyspace.get(key);
      for (int bit = 0; bit < value.length * 8; bit++) {
        byte[] damaged = value.clone();
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        keyspace.put(key, damaged);
        assertFails("XX001", () -> TestDatabase.query(connection, "SELECT * FROM c"));
      }
      keyspace.put(key, value);
      assertThat(TestDatabase.query(connection, "SELECT value FROM c")).containsExactly("b");
    }
  }
}
