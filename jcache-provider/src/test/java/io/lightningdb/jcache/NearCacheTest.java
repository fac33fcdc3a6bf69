package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.BulkLoad;
import io.lightningdb.Database;
import io.lightningdb.Expiry;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jcache.spi.Serializer;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NearCacheTest {

  private final Caches caches = Caches.inMemory();
  private final RawEntries raw = new RawEntries(caches.clock);

  @AfterEach
  void close() {
    caches.close();
  }

  private static <K, V> MutableLightningConfiguration<K, V> near() {
    return new MutableLightningConfiguration<K, V>().setNearCacheEntries(1_000);
  }

  private byte[] key(String key) {
    return raw.key(key);
  }

  private byte[] record(String key, Object value) {
    return raw.record(key, value);
  }

  @Test
  void whatNobodyCanChangeIsDecodedOnce() {
    Cache<String, String> cache = caches.create("c", near());
    cache.put("a", new String("value"));
    String first = cache.get("a");
    assertThat(first).isEqualTo("value");
    assertThat(cache.get("a")).isSameAs(first);
    assertThat(cache.getAll(Set.of("a")).get("a")).isSameAs(first);
    cache.put("a", "other");
    assertThat(cache.get("a")).isEqualTo("other");
  }

  record Fixed(String name, Inner inner) implements Serializable {}

  record Inner(Thread.State state, Year year) implements Serializable {}

  record Open(int[] numbers) {}

  @Test
  void recordsOfWhatNobodyCanChangeAreShared() {
    Cache<Fixed, Object> cache = caches.create("c", near());
    Fixed fixed = new Fixed("a", new Inner(Thread.State.NEW, Year.of(2020)));
    cache.put(fixed, fixed);
    Object first = cache.get(fixed);
    assertThat(first).isEqualTo(fixed).isNotSameAs(fixed);
    assertThat(cache.get(new Fixed("a", fixed.inner))).isSameAs(first);
    Fixed other = new Fixed("b", null);
    cache.put(other, new Open(new int[] {1}));
    for (int i = 0; i < 3; i++) {
      Open open = (Open) cache.get(other);
      assertThat(open.numbers).containsExactly(1);
      open.numbers[0] = 7;
    }
  }

  @Test
  void whatMayBeChangedIsCopied() {
    Cache<List<Integer>, byte[]> cache = caches.create("c", near());
    List<Integer> key = new ArrayList<>(List.of(1, 2));
    cache.put(key, new byte[] {1});
    for (int i = 0; i < 3; i++) {
      byte[] value = cache.get(key);
      assertThat(value).containsExactly(1);
      value[0] = 7;
    }
    cache.getAll(Set.of(key)).get(key)[0] = 7;
    assertThat(cache.get(key)).containsExactly(1);
    key.set(0, 3);
    assertThat(cache.get(key)).isNull();
    assertThat(cache.get(List.of(1, 2))).containsExactly(1);
  }

  @Test
  void equalKeysWithOtherBytesAreNotOutdatedEither() {
    Cache<Object, String> cache = caches.create("c", near());
    cache.put(new ArrayList<>(List.of("x")), "1");
    assertThat(cache.get(List.of("x"))).isEqualTo("1");
    assertThat(cache.get(List.of("x"))).isEqualTo("1");
    cache.put(new ArrayList<>(List.of("x")), "2");
    assertThat(cache.get(List.of("x"))).isEqualTo("2");
    cache.remove(List.of("x"));
    assertThat(cache.get(new ArrayList<>(List.of("x")))).isNull();
  }

  @Test
  void itIsNotOutdatedWhoeverWrites() {
    Cache<String, Integer> cache = caches.create("c", near());
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    LocalDatabase db = cache.unwrap(LocalDatabase.class);
    cache.put("a", 1);
    assertThat(cache.get("a")).isEqualTo(1);
    keyspace.put(key("a"), record("a", 2));
    assertThat(cache.get("a")).isEqualTo(2);
    db.transact(transaction -> transaction.put(keyspace, key("a"), record("a", 3)));
    assertThat(cache.get("a")).isEqualTo(3);
    keyspace.deleteRange(KeyRange.all());
    assertThat(cache.get("a")).isNull();
    assertThat(cache.containsKey("a")).isFalse();
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      load.add(key("a"), record("a", 4));
      load.commit();
    }
    assertThat(cache.get("a")).isEqualTo(4);
    cache.invoke(
        "a",
        (entry, arguments) -> {
          entry.setValue(entry.getValue() + 1);
          return null;
        });
    assertThat(cache.get("a")).isEqualTo(5);
    cache.putAll(Map.of("a", 6));
    assertThat(cache.get("a")).isEqualTo(6);
    cache.clear();
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void managersOfOtherClassLoadersAreWritersToo() {
    Cache<String, Integer> cache = caches.create("c", near());
    cache.put("a", 1);
    assertThat(cache.get("a")).isEqualTo(1);
    ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());
    try (CacheManager other = caches.provider.getCacheManager(caches.uri, loader)) {
      Cache<String, Integer> same = other.createCache("c", near());
      same.put("a", 2);
      assertThat(cache.get("a")).isEqualTo(2);
      cache.put("a", 3);
      assertThat(same.get("a")).isEqualTo(3);
    }
    assertThat(cache.get("a")).isEqualTo(3);
  }

  @Test
  void entriesExpireInMemoryAsOnTheDisk() {
    Cache<String, Integer> cache =
        caches.create(
            "c",
            NearCacheTest.<String, Integer>near()
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(
                        new javax.cache.expiry.Duration(TimeUnit.MINUTES, 5))));
    cache.put("a", 1);
    assertThat(cache.get("a")).isEqualTo(1);
    caches.clock.advance(Duration.ofMinutes(4));
    assertThat(cache.get("a")).isEqualTo(1);
    caches.clock.advance(Duration.ofMinutes(1));
    assertThat(cache.containsKey("a")).isFalse();
    assertThat(cache.get("a")).isNull();
    assertThat(cache.getAll(Set.of("a"))).isEmpty();
  }

  @Test
  void whatTheEngineDropsIsNotKept() {
    Cache<String, Integer> cache = caches.create("c", near());
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    cache.put("a", 1);
    assertThat(cache.get("a")).isEqualTo(1);
    keyspace.setExpiry(key("a"), Expiry.after(Duration.ofMillis(300)));
    assertThat(cache.get("a")).isIn(1, null);
    while (keyspace.contains(key("a"))) {
      Thread.onSpinWait();
    }
    assertThat(cache.get("a")).isNull();
  }

  /** Lets a test do something while a value is read. */
  private static final class Interrupted implements Serializer<String> {

    private Runnable meanwhile = () -> {};

    @Override
    public byte[] serialize(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String deserialize(byte[] bytes, ClassLoader loader) {
      meanwhile.run();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatTheEngineDropsWhileItIsReadIsNotKept() {
    Interrupted serializer = new Interrupted();
    Cache<String, String> cache =
        caches.create(
            "c", NearCacheTest.<String, String>near().setSerializerFactory(() -> serializer));
    cache.put("a", "1");
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    byte[] key = raw.key("a");
    keyspace.setExpiry(key, Expiry.after(Duration.ofMillis(200)));
    serializer.meanwhile =
        () -> {
          while (keyspace.contains(key)) {
            Thread.onSpinWait();
          }
        };
    assertThat(cache.get("a")).isIn("1", null);
    serializer.meanwhile = () -> {};
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void closingAndDestroyingEndIt() {
    Cache<String, Integer> cache = caches.create("c", near());
    cache.put("a", 1);
    assertThat(cache.get("a")).isEqualTo(1);
    cache.unwrap(Database.class).dropKeyspace("c");
    assertThatThrownBy(() -> cache.get("a")).hasMessageContaining("dropped");
    caches.manager().destroyCache("c");
    assertThatThrownBy(() -> cache.get("a")).isInstanceOf(IllegalStateException.class);
    Cache<String, Integer> again = caches.create("c", near());
    assertThat(again.get("a")).isNull();
  }

  /** Values only grow: who has seen one, through whatever door, sees none that is older. */
  @Test
  void nobodySeesAnOlderValueThanSomebodyBeforeHim() {
    Cache<String, Long> cache = caches.create("c", near());
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    int keys = 6;
    AtomicLongArray seen = new AtomicLongArray(keys);
    for (int i = 0; i < keys; i++) {
      cache.put("k" + i, 0L);
    }
    Threads.run(
        4,
        number -> {
          Random random = new Random(number);
          long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
          for (long value = 1; System.nanoTime() < end; value++) {
            int key = random.nextInt(keys);
            String name = "k" + key;
            if (number == 0 && value % 2 == 0) {
              keyspace.put(key(name), record(name, value));
            } else if (number == 0) {
              cache.put(name, value);
            } else {
              long atLeast = seen.get(key);
              long found =
                  switch (random.nextInt(4)) {
                    case 0 -> (long) raw.value(keyspace.get(key(name)));
                    case 1 -> cache.getAll(Set.of(name)).get(name);
                    default -> cache.get(name);
                  };
              assertThat(found).isGreaterThanOrEqualTo(atLeast);
              seen.accumulateAndGet(key, found, Math::max);
            }
          }
        });
  }
}
