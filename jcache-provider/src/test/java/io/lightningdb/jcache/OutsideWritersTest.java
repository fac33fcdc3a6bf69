package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.internal.testing.Threads;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Others who write to a cache's keyspace at the same time: the engine's own API, or JDBC. */
@Timeout(60)
class OutsideWritersTest {

  private final Caches caches = Caches.inMemory();
  private final RawEntries raw = new RawEntries(caches.clock);
  private final Cache<String, Integer> cache = caches.create("c");
  private final Keyspace keyspace = cache.unwrap(Keyspace.class);

  @AfterEach
  void close() {
    caches.close();
  }

  private byte[] key(String key) {
    return raw.key(key);
  }

  private byte[] record(String key, int value) {
    return raw.record(key, value);
  }

  @Test
  void theyCanReadAndWriteEntries() {
    cache.put("a", 1);
    byte[] record = keyspace.get(key("a"));
    assertThat(raw.value(record)).isEqualTo(1);
    keyspace.put(key("b"), record("b", 2));
    assertThat(cache.get("b")).isEqualTo(2);
    keyspace.delete(key("b"));
    assertThat(cache.containsKey("b")).isFalse();
  }

  /** An increment that they see and one that they overwrite are both noticed: none is lost. */
  @Test
  void conditionalOperationsLoseNothingToThem() {
    cache.put("a", 0);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger theirs = new AtomicInteger();
    Thread outside =
        Threads.start(
            () -> {
              Database db = cache.unwrap(Database.class);
              while (!over.get()) {
                db.transact(
                    transaction -> {
                      int value = (int) raw.value(transaction.get(keyspace, key("a")));
                      transaction.put(keyspace, key("a"), record("a", value + 1));
                    });
                theirs.incrementAndGet();
              }
            });
    int ours = 0;
    // They may need longer to begin than this takes.
    for (int i = 0; i < 2_000 || theirs.get() == 0; i++) {
      int value = cache.get("a");
      ours += cache.replace("a", value, value + 1) ? 1 : 0;
    }
    over.set(true);
    Threads.join(outside);
    assertThat(cache.get("a")).isEqualTo(ours + theirs.get());
    assertThat(theirs.get()).isPositive();
  }

  @Test
  void aProcessorThatTheyOvertakeFailsAndTheirChangeStays() {
    cache.put("a", 1);
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(
            () ->
                cache.<Integer>invoke(
                    "a",
                    (entry, arguments) -> {
                      runs.incrementAndGet();
                      entry.setValue(entry.getValue() + 1);
                      keyspace.put(key("a"), record("a", 100));
                      return null;
                    }))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("outside JCache");
    assertThat(runs).hasValue(1);
    assertThat(cache.get("a")).isEqualTo(100);
    // One that changes nothing does not mind.
    assertThat(
            cache.<Integer>invoke(
                "a",
                (entry, arguments) -> {
                  keyspace.put(key("a"), record("a", 101));
                  return entry.getValue();
                }))
        .isEqualTo(100);
  }

  @Test
  void userCodeIsNotRunAgainWhenAnOperationIs() {
    TestPolicy policy = new TestPolicy();
    AtomicInteger writes = new AtomicInteger();
    String[] interfere = {null};
    TestWriter<String, Integer> writer = new TestWriter<>();
    Cache<String, Integer> written =
        caches.create(
            "written",
            new MutableConfiguration<String, Integer>()
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> writer)
                .setExpiryPolicyFactory(
                    () -> {
                      policy.update =
                          () -> {
                            if (interfere[0] != null) {
                              caches
                                  .manager()
                                  .getCache("written")
                                  .unwrap(Keyspace.class)
                                  .put(key("a"), record("a", writes.incrementAndGet()));
                              interfere[0] = null;
                            }
                            return null;
                          };
                      return policy;
                    }));
    written.put("a", 1);
    writer.take();
    policy.take();
    interfere[0] = "once";
    assertThat(written.getAndPut("a", 2)).isEqualTo(writes.get());
    assertThat(writer.take()).containsExactly("write a=2");
    assertThat(policy.take()).containsExactly("update");
    interfere[0] = "once";
    written.putAll(Map.of("a", 3, "b", 3));
    assertThat(written.get("a")).isEqualTo(3);
    assertThat(writes).hasValue(2);
  }

  @Test
  void whatIsNoEntryIsReportedAndNeverTakenForOne() {
    keyspace.put(key("a"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> cache.get("a"))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll("cache 'c'", "key 'a'", "3 bytes")
        .hasCauseInstanceOf(io.lightningdb.CorruptionException.class);
  }

  @Test
  void aKeyspaceThatTheyDropEndsTheCache() {
    cache.put("a", 1);
    cache.unwrap(Database.class).dropKeyspace("c");
    assertThatThrownBy(() -> cache.get("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'c' has been dropped");
    assertThatThrownBy(() -> cache.put("a", 1)).isInstanceOf(IllegalStateException.class);
    caches.manager().destroyCache("c");
    caches.create("c").put("a", 2);
  }
}
