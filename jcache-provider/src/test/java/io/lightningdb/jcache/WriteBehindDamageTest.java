package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.time.Duration;
import java.util.Arrays;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Damages pending writes: they are reported, and neither written nor in the way of others. */
@Timeout(60)
@ExtendWith(Seeds.class)
class WriteBehindDamageTest {

  private final Caches caches = Caches.inMemory();
  private final TestWriter<String, String> writer = new TestWriter<>();
  private final TestLoader<String, String> loader = new TestLoader<>(key -> "loaded");

  @AfterEach
  void close() {
    caches.close();
  }

  private KeyspaceCache<String, String> create() {
    MutableLightningConfiguration<String, String> configuration =
        new MutableLightningConfiguration<String, String>()
            .setWriteBehindDelay(Duration.ofSeconds(10));
    configuration.setWriteThrough(true).setCacheWriterFactory(() -> writer);
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> loader);
    Cache<String, String> cache = caches.create("broken", configuration);
    return (KeyspaceCache<String, String>) cache;
  }

  private void damageTheFirst(Seed seed) {
    Keyspace queue =
        caches
            .manager()
            .unwrap(Database.class)
            .findKeyspace(PendingKeyspaces.keyspaceName("broken"))
            .orElseThrow();
    byte[] key;
    byte[] record;
    try (Cursor cursor = queue.cursor()) {
      cursor.next();
      key = cursor.key();
      record = cursor.value();
    }
    if (seed.oneIn(4)) {
      record = Arrays.copyOf(record, seed.between(0, record.length - 1));
    } else {
      record[seed.between(0, record.length - 1)] ^= (byte) (1 << seed.between(0, 7));
    }
    queue.put(key, record);
  }

  private void change(KeyspaceCache<String, String> cache, Seed seed) {
    if (seed.oneIn(2)) {
      cache.put("a", "1");
    } else {
      cache.remove("a");
    }
    cache.put("b", "2");
    cache.clear();
  }

  @RepeatedTest(30)
  void aDamagedWriteIsReportedAndLeftOut(Seed seed) {
    KeyspaceCache<String, String> cache = create();
    change(cache, seed);
    damageTheFirst(seed);
    // What is loaded must not be older than what cannot be read.
    assertThatThrownBy(() -> cache.get("a"))
        .isInstanceOf(CacheException.class)
        .hasCauseInstanceOf(CorruptionException.class)
        .hasMessageContaining("'broken'");
    assertThat(cache.awaitWritten(Duration.ofSeconds(30))).isTrue();
    assertThat(writer.take()).containsExactly("write b=2");
    assertThat(cache.failedWrites()).isEqualTo(1);
    assertThat(cache.pendingWrites()).isZero();
    cache.put("a", "3");
    assertThat(cache.awaitWritten(Duration.ofSeconds(30))).isTrue();
    assertThat(writer.take()).containsExactly("write a=3");
    assertThat(loader.loaded).isEmpty();
  }

  @RepeatedTest(10)
  void aDamagedWriteIsReportedWhenTheCacheIsOpened(Seed seed) {
    KeyspaceCache<String, String> cache = create();
    change(cache, seed);
    damageTheFirst(seed);
    cache.close();
    KeyspaceCache<String, String> again = create();
    assertThat(again.failedWrites()).isEqualTo(1);
    assertThat(again.pendingWrites()).isEqualTo(1);
    assertThat(again.awaitWritten(Duration.ofSeconds(30))).isTrue();
    assertThat(writer.take()).containsExactly("write b=2");
  }
}
