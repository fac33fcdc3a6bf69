package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheWriterException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteThroughTest {

  private final Caches caches = Caches.inMemory();
  private final TestWriter<String, String> writer = new TestWriter<>();
  private final Events<String, String> events = new Events<>();
  private final Cache<String, String> cache =
      caches.create(
          "c",
          new MutableConfiguration<String, String>()
              .setWriteThrough(true)
              .setCacheWriterFactory(() -> writer)
              .setStatisticsEnabled(true)
              .addCacheEntryListenerConfiguration(events.synchronous()));

  @AfterEach
  void close() {
    caches.close();
  }

  private void assertWritten(Runnable operation, String... expected) {
    writer.take();
    operation.run();
    assertThat(writer.take()).containsExactlyInAnyOrder(expected);
  }

  @Test
  void eachOperationWritesThroughWhatItDoes() {
    assertWritten(() -> cache.put("a", "1"), "write a=1");
    assertWritten(() -> cache.getAndPut("a", "2"), "write a=2");
    assertWritten(() -> cache.putIfAbsent("a", "3"));
    assertWritten(() -> cache.putIfAbsent("b", "3"), "write b=3");
    assertWritten(() -> cache.replace("a", "4"), "write a=4");
    assertWritten(() -> cache.replace("none", "4"));
    assertWritten(() -> cache.replace("a", "no", "5"));
    assertWritten(() -> cache.replace("a", "4", "5"), "write a=5");
    assertWritten(() -> cache.getAndReplace("a", "6"), "write a=6");
    assertWritten(() -> cache.getAndReplace("none", "6"));
    assertWritten(() -> cache.remove("a", "no"));
    assertWritten(() -> cache.remove("a", "6"), "delete a");
    // What is not here may still be there.
    assertWritten(() -> cache.remove("a"), "delete a");
    assertWritten(() -> cache.getAndRemove("a"), "delete a");
    assertWritten(() -> cache.putAll(Map.of("x", "1", "y", "2")), "write x=1", "write y=2");
    assertWritten(() -> cache.removeAll(Set.of("x", "none")), "delete x", "delete none");
    assertWritten(() -> cache.removeAll(), "delete b", "delete y");
    assertWritten(() -> cache.removeAll());
    cache.put("z", "1");
    assertWritten(
        () -> {
          Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
          iterator.next();
          iterator.remove();
        },
        "delete z");
    cache.put("z", "1");
    assertWritten(cache::clear);
    assertWritten(() -> cache.get("z"));
  }

  @Test
  void aWriterThatFailsKeepsTheCacheAsItWas() {
    cache.put("a", "1");
    events.take();
    Statistics before = Statistics.of(cache);
    writer.failure = new IllegalStateException("writer");
    for (Runnable operation :
        new Runnable[] {
          () -> cache.put("a", "2"),
          () -> cache.getAndPut("a", "2"),
          () -> cache.replace("a", "2"),
          () -> cache.replace("a", "1", "2"),
          () -> cache.getAndReplace("a", "2"),
          () -> cache.putIfAbsent("b", "2"),
          () -> cache.remove("a"),
          () -> cache.remove("a", "1"),
          () -> cache.getAndRemove("a"),
          () -> cache.putAll(Map.of("a", "2", "b", "2")),
          () -> cache.removeAll(Set.of("a")),
          () -> cache.removeAll()
        }) {
      assertThatThrownBy(operation::run)
          .isInstanceOf(CacheWriterException.class)
          .hasCause(writer.failure);
      assertThat(cache.containsKey("a")).isTrue();
      assertThat(cache.containsKey("b")).isFalse();
    }
    assertThat(cache.get("a")).isEqualTo("1");
    assertThat(events.take()).isEmpty();
    assertThat(Statistics.of(cache).minus(before)).isEqualTo(new Statistics(1, 0, 0, 0));
  }

  @Test
  void aWritersOwnExceptionComesOutAsItIs() {
    CacheWriterException own = new CacheWriterException("own");
    writer.failure = own;
    assertThat(catchThrowable(() -> cache.put("a", "1"))).isSameAs(own);
    assertThat(catchThrowable(() -> cache.putAll(Map.of("a", "1")))).isSameAs(own);
  }

  @Test
  void ofABatchThatFailsInPartTheRestIsDone() {
    cache.put("kept", "old");
    cache.put("bad", "old");
    events.take();
    writer.failure = new IllegalStateException("writer");
    writer.failingKeys = Set.of("bad");
    // The caller's collections may be immutable, and are never changed.
    Map<String, String> batch = Map.of("good", "1", "bad", "1");
    assertThatThrownBy(() -> cache.putAll(batch)).isInstanceOf(CacheWriterException.class);
    assertThat(cache.get("good")).isEqualTo("1");
    assertThat(cache.get("bad")).isEqualTo("old");
    assertThat(events.take()).containsExactly("CREATED good=1");
    Map<String, String> mutable = new HashMap<>(batch);
    assertThatThrownBy(() -> cache.putAll(mutable)).isInstanceOf(CacheWriterException.class);
    assertThat(mutable).isEqualTo(batch);
    assertThatThrownBy(() -> cache.removeAll(Set.of("good", "bad")))
        .isInstanceOf(CacheWriterException.class);
    assertThat(cache.containsKey("good")).isFalse();
    assertThat(cache.get("bad")).isEqualTo("old");
    assertThatThrownBy(() -> cache.removeAll()).isInstanceOf(CacheWriterException.class);
    assertThat(cache.containsKey("kept")).isFalse();
    assertThat(cache.get("bad")).isEqualTo("old");
  }

  @Test
  void aBatchLargerThanWhatIsLockedAtOnceIsWrittenWhole() {
    Map<String, String> batch = new HashMap<>();
    for (int i = 0; i < 3 * Chunks.ENTRIES_MAX + 1; i++) {
      batch.put("key" + i, "v");
    }
    cache.putAll(batch);
    assertThat(writer.take()).hasSize(batch.size());
    assertThat(cache.getAll(batch.keySet())).isEqualTo(batch);
    cache.removeAll();
    assertThat(writer.take()).hasSize(batch.size());
    assertThat(cache.iterator().hasNext()).isFalse();
  }

  @Test
  void writingThroughTakesAWritersFactory() {
    assertThatThrownBy(
            () ->
                caches.create(
                    "bad", new MutableConfiguration<String, String>().setWriteThrough(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("writer's factory");
  }
}
