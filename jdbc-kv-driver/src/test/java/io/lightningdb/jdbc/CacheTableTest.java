package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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
