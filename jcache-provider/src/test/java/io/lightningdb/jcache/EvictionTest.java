package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.Transaction;
import io.lightningdb.internal.testing.Threads;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EvictionTest {

  private Caches caches = Caches.inMemory();
  private final Events<Integer, String> events = new Events<>();

  @AfterEach
  void close() {
    caches.close();
  }

  private MutableLightningConfiguration<Integer, String> bounded(long entries) {
    MutableLightningConfiguration<Integer, String> configuration =
        new MutableLightningConfiguration<Integer, String>().setMaxEntries(entries);
    configuration.setStatisticsEnabled(true);
    configuration.addCacheEntryListenerConfiguration(events.synchronous());
    return configuration;
  }

  private static int count(Cache<?, ?> cache) {
    int count = 0;
    try (var cursor = cache.unwrap(Keyspace.class).cursor()) {
      while (cursor.next()) {
        count++;
      }
    }
    return count;
  }

  @Test
  void aBoundedCacheHasNoMoreEntriesThanItMay() {
    Cache<Integer, String> cache = caches.create("c", bounded(100));
    for (int i = 0; i < 1_000; i++) {
      cache.put(i, "v" + i);
      assertThat(count(cache)).isLessThanOrEqualTo(100);
    }
    assertThat(count(cache)).isEqualTo(100);
    assertThat(Statistics.evictions(cache)).isEqualTo(900);
    assertThat(Statistics.of(cache).removals()).isZero();
    assertThat(events.take()).hasSize(1_000).allMatch(event -> event.startsWith("CREATED"));
  }

  @Test
  void whatComesInManyIsBoundedToo() {
    Cache<Integer, String> cache = caches.create("c", bounded(100));
    Map<Integer, String> many = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      many.put(i, "v");
    }
    cache.putAll(many);
    assertThat(count(cache)).isEqualTo(100);
    cache.invokeAll(
        many.keySet(),
        (entry, arguments) -> {
          entry.setValue("w");
          return null;
        });
    assertThat(count(cache)).isEqualTo(100);
  }

  @Test
  void whatIsReadOftenStays() {
    Cache<Integer, String> cache = caches.create("c", bounded(100));
    for (int i = 0; i < 20; i++) {
      cache.put(i, "hot");
    }
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 20; i++) {
        if (cache.get(i) == null) {
          cache.put(i, "hot");
        }
      }
      for (int i = 0; i < 100; i++) {
        cache.put(1_000 + 100 * round + i, "cold");
      }
    }
    int left = 0;
    for (int i = 0; i < 20; i++) {
      left += cache.containsKey(i) ? 1 : 0;
    }
    assertThat(left).isGreaterThan(15);
  }

  @Test
  void removingAndClearingMakeRoom() {
    Cache<Integer, String> cache = caches.create("c", bounded(100));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        cache.put(i, "v");
      }
      for (int i = 0; i < 50; i++) {
        cache.remove(i);
      }
      for (int i = 200; i < 250; i++) {
        cache.put(i, "v");
      }
      assertThat(count(cache)).isEqualTo(100);
      cache.clear();
      assertThat(count(cache)).isZero();
    }
    assertThat(Statistics.evictions(cache)).isZero();
  }

  @Test
  void aBoundOfBytesCountsKeysAndValues() {
    Cache<Integer, String> cache =
        caches.create(
            "c", new MutableLightningConfiguration<Integer, String>().setMaxBytes(100_000L));
    for (int i = 0; i < 500; i++) {
      cache.put(i, "v".repeat(994));
    }
    // Each has a tag and 4 bytes of key, a tag and 994 bytes of value.
    assertThat(count(cache)).isEqualTo(100);
    cache.put(7, "x".repeat(200_000));
    assertThat(cache.containsKey(7)).isFalse();
    assertThat(count(cache)).isBetween(99, 100);
  }

  @Test
  void whatAnEarlierRunLeftIsCounted(@TempDir Path directory) {
    caches.close();
    caches = Caches.in(directory);
    Cache<Integer, String> before =
        caches.create("c", new MutableLightningConfiguration<Integer, String>());
    Map<Integer, String> many = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      many.put(i, "v");
    }
    before.putAll(many);
    caches.close();
    caches = Caches.sweptIn(directory);
    Cache<Integer, String> cache = caches.create("c", bounded(100));
    awaitCount(cache, 100);
    // And so is what others write.
    Cache<Integer, String> other = caches.create("other");
    other.putAll(many);
    Keyspace from = other.unwrap(Keyspace.class);
    Keyspace to = cache.unwrap(Keyspace.class).withDurability(Durability.ASYNC);
    try (var cursor = from.cursor()) {
      while (cursor.next()) {
        to.put(cursor.key(), cursor.value());
      }
    }
    awaitCount(cache, 100);
  }

  @Test
  void whatOthersRemoveMakesRoom() {
    caches.close();
    caches = Caches.sweptInMemory();
    Cache<Integer, String> cache = caches.create("c", bounded(100));
    for (int i = 0; i < 100; i++) {
      cache.put(i, "v");
      for (int times = 0; times < 10; times++) {
        assertThat(cache.get(i)).isEqualTo("v");
      }
    }
    cache.unwrap(Keyspace.class).deleteRange(KeyRange.all());
    // What is gone was read more often than what is new, and so would stay for ever.
    long end = System.nanoTime() + 20_000_000_000L;
    for (int i = 1_000; count(cache) < 100 && System.nanoTime() < end; i++) {
      cache.put(i, "new");
      LockSupport.parkNanos(100_000);
    }
    assertThat(count(cache)).isEqualTo(100);
  }

  @Test
  void whoeverPutsDoesNotWaitForAVictim() {
    Cache<Integer, String> cache = caches.create("c", bounded(1));
    cache.put(1, "v");
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    byte[] key = new RawEntries(caches.clock).key(1);
    try (Transaction transaction = cache.unwrap(Database.class).begin()) {
      transaction.lock(keyspace, KeyRange.only(key));
      long start = System.nanoTime();
      for (int i = 2; i < 20; i++) {
        cache.put(i, "v");
      }
      assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
      assertThat(count(cache)).isLessThanOrEqualTo(2);
    }
    for (int i = 20; i < 25; i++) {
      cache.put(i, "v");
    }
    assertThat(count(cache)).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadCanBeEvicted() {
    caches.close();
    caches = Caches.sweptInMemory();
    Cache<Integer, String> cache = caches.create("c", bounded(10));
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    byte[] damaged = new byte[30];
    for (int i = 0; i < 20; i++) {
      keyspace.put(new byte[] {0x40, (byte) i}, damaged);
      keyspace.put(new RawEntries(caches.clock).key(i), damaged);
    }
    awaitCount(cache, 10);
  }

  private static void awaitCount(Cache<?, ?> cache, int count) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (count(cache) > count && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(count(cache)).isEqualTo(count);
  }

  @Test
  void manyThreadsKeepTheBound() {
    Cache<Integer, String> cache = caches.create("c", bounded(200));
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 3_000; i++) {
            int key = (i * 31 + number * 17) % 1_000;
            switch (i % 5) {
              case 0 -> cache.remove(key);
              case 1 -> cache.get(key);
              case 2 -> cache.getAndPut(key, "w");
              default -> cache.put(key, "v");
            }
          }
        });
    cache.put(-1, "last");
    assertThat(count(cache)).isBetween(150, 200);
  }

  @Test
  void theBoundIsASettingToo() {
    Properties properties = new Properties();
    properties.setProperty("cache.maxEntries", "10");
    properties.setProperty("cache.small.maxBytes", "1000");
    URI uri = Caches.newMemoryUri();
    try (CacheManager manager = caches.provider.getCacheManager(uri, null, properties)) {
      Cache<Integer, String> cache =
          manager.createCache("c", new MutableLightningConfiguration<Integer, String>());
      for (int i = 0; i < 50; i++) {
        cache.put(i, "v");
      }
      assertThat(count(cache)).isEqualTo(10);
      assertThat(caches.configuration(cache).getMaxEntries()).isEqualTo(10);
      Cache<Integer, String> small =
          manager.createCache("small", new MutableLightningConfiguration<Integer, String>());
      assertThat(caches.configuration(small).getMaxEntries()).isNull();
      assertThat(caches.configuration(small).getMaxBytes()).isEqualTo(1_000);
    }
    assertThatThrownBy(() -> new MutableLightningConfiguration<>().setMaxEntries(0L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxEntries must be from 1 to 9223372036854775807, not 0");
    properties.setProperty("cache.maxEntries", "many");
    assertThatThrownBy(
            () -> caches.provider.getCacheManager(Caches.newMemoryUri(), null, properties))
        .hasMessageContaining("'many' is no number, for the setting 'maxEntries'");
  }
}
