package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Keyspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EntryProcessorTest {

  private final Caches caches = Caches.inMemory();
  private final Events<String, List<String>> events = new Events<>();
  private final TestWriter<String, List<String>> writer = new TestWriter<>();
  private final TestLoader<String, List<String>> loader =
      new TestLoader<>(key -> key.startsWith("loaded") ? list(key) : null);
  private final Cache<String, List<String>> cache =
      caches.create(
          "c",
          new MutableConfiguration<String, List<String>>()
              .setStatisticsEnabled(true)
              .setReadThrough(true)
              .setCacheLoaderFactory(() -> loader)
              .setWriteThrough(true)
              .setCacheWriterFactory(() -> writer)
              .addCacheEntryListenerConfiguration(events.synchronous()));

  @AfterEach
  void close() {
    caches.close();
  }

  private static List<String> list(String... elements) {
    return new ArrayList<>(List.of(elements));
  }

  private interface Work {
    void on(MutableEntry<String, List<String>> entry);
  }

  private void invoke(String key, Work work) {
    cache.invoke(
        key,
        (entry, arguments) -> {
          work.on(entry);
          return null;
        });
  }

  private void assertNet(
      String key, Work work, List<String> expectedEvents, List<String> written, String counted) {
    events.take();
    writer.take();
    Statistics before = Statistics.of(cache);
    invoke(key, work);
    assertThat(events.take()).isEqualTo(expectedEvents);
    assertThat(writer.take()).isEqualTo(written);
    Statistics net = Statistics.of(cache).minus(before);
    assertThat(
            "%d hit, %d miss, %d put, %d removal"
                .formatted(net.hits(), net.misses(), net.puts(), net.removals()))
        .isEqualTo(counted);
  }

  @Test
  void onlyTheNetEffectIsToldWrittenAndCounted() {
    cache.put("a", list("1"));
    assertNet("a", entry -> {}, List.of(), List.of(), "1 hit, 0 miss, 0 put, 0 removal");
    assertNet("new", entry -> {}, List.of(), List.of(), "0 hit, 1 miss, 0 put, 0 removal");
    assertNet(
        "a",
        entry -> {
          entry.setValue(list("2"));
          entry.remove();
          entry.setValue(list("3"));
        },
        List.of("UPDATED a=[3] was [1]"),
        List.of("write a=[3]"),
        "1 hit, 0 miss, 1 put, 0 removal");
    assertNet(
        "a",
        entry -> {
          entry.getValue();
          entry.setValue(list("4"));
          entry.getValue();
          entry.setValue(list("5"));
          entry.remove();
        },
        List.of("REMOVED a=[3] was [3]"),
        List.of("delete a"),
        "1 hit, 0 miss, 0 put, 1 removal");
    assertNet(
        "a",
        entry -> {
          entry.setValue(list("6"));
          entry.remove();
        },
        List.of(),
        List.of(),
        "0 hit, 1 miss, 0 put, 0 removal");
    assertNet(
        "a",
        MutableEntry::remove,
        List.of(),
        List.of("delete a"),
        "0 hit, 1 miss, 0 put, 0 removal");
    assertNet(
        "a",
        entry -> {
          entry.setValue(list("7"));
          entry.setValue(list("8"));
        },
        List.of("CREATED a=[8]"),
        List.of("write a=[8]"),
        "0 hit, 1 miss, 1 put, 0 removal");
  }

  @Test
  void onlyGetValueLoadsAndItLoadsOnce() {
    assertNet(
        "loaded1",
        entry -> assertThat(entry.exists()).isFalse(),
        List.of(),
        List.of(),
        "0 hit, 1 miss, 0 put, 0 removal");
    assertThat(loader.loaded).isEmpty();
    assertNet(
        "loaded1",
        entry -> {
          assertThat(entry.getValue()).containsExactly("loaded1");
          assertThat(entry.getValue()).containsExactly("loaded1");
          assertThat(entry.exists()).isTrue();
        },
        List.of("CREATED loaded1=[loaded1]"),
        List.of(),
        "0 hit, 1 miss, 0 put, 0 removal");
    assertThat(loader.loaded).containsExactly("loaded1");
    assertThat(cache.containsKey("loaded1")).isTrue();
    // There is nothing to load; asking twice does not load twice.
    assertNet(
        "none",
        entry -> {
          assertThat(entry.getValue()).isNull();
          assertThat(entry.getValue()).isNull();
          assertThat(entry.exists()).isFalse();
        },
        List.of(),
        List.of(),
        "0 hit, 1 miss, 0 put, 0 removal");
    assertThat(loader.loaded).containsExactly("loaded1", "none");
  }

  @Test
  void whatWasLoadedAndRemovedIsRemovedBehindTheCache() {
    assertNet(
        "loaded2",
        entry -> {
          entry.getValue();
          entry.setValue(list("x"));
          entry.remove();
        },
        List.of(),
        List.of("delete loaded2"),
        "0 hit, 1 miss, 0 put, 0 removal");
    assertThat(cache.containsKey("loaded2")).isFalse();
  }

  @Test
  void theValueIsACopy() {
    cache.put("a", list("1"));
    invoke("a", entry -> entry.getValue().add("changed"));
    assertThat(cache.get("a")).containsExactly("1");
    invoke(
        "a",
        entry -> {
          List<String> value = entry.getValue();
          value.add("set");
          entry.setValue(value);
          value.add("too late");
        });
    assertThat(cache.get("a")).containsExactly("1", "set");
  }

  @Test
  void settingTheSameValueIsAnUpdate() {
    cache.put("a", list("1"));
    assertNet(
        "a",
        entry -> entry.setValue(entry.getValue()),
        List.of("UPDATED a=[1] was [1]"),
        List.of("write a=[1]"),
        "1 hit, 0 miss, 1 put, 0 removal");
  }

  @Test
  void aFailureHasNoEffectAndIsWrappedOnce() {
    cache.put("a", list("1"));
    events.take();
    writer.take();
    Statistics before = Statistics.of(cache);
    IllegalStateException cause = new IllegalStateException("processor");
    assertThatThrownBy(
            () ->
                invoke(
                    "a",
                    entry -> {
                      entry.setValue(list("2"));
                      throw cause;
                    }))
        .isExactlyInstanceOf(EntryProcessorException.class)
        .hasCause(cause);
    EntryProcessorException own = new EntryProcessorException("own");
    assertThatThrownBy(
            () ->
                invoke(
                    "a",
                    entry -> {
                      throw own;
                    }))
        .isSameAs(own);
    EntryProcessor<String, List<String>, Object> sneaky =
        (entry, arguments) -> {
          throw EntryProcessorTest.<RuntimeException>sneak(new IOException("checked"));
        };
    assertThatThrownBy(() -> cache.invoke("a", sneaky))
        .isExactlyInstanceOf(EntryProcessorException.class)
        .hasRootCauseInstanceOf(IOException.class);
    assertThat(cache.get("a")).containsExactly("1");
    assertThat(events.take()).isEmpty();
    assertThat(writer.take()).isEmpty();
    assertThat(Statistics.of(cache).minus(before)).isEqualTo(new Statistics(1, 0, 0, 0));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the trick
  private static <E extends Exception> E sneak(Exception e) throws E {
    throw (E) e;
  }

  @Test
  void aNullValueAndAWriterAndALoaderThatFailAreTold() {
    assertThatThrownBy(() -> invoke("a", entry -> entry.setValue(null)))
        .isInstanceOf(EntryProcessorException.class)
        .hasCauseInstanceOf(NullPointerException.class);
    writer.failure = new IllegalStateException("writer");
    assertThatThrownBy(() -> invoke("a", entry -> entry.setValue(list("1"))))
        .isInstanceOf(CacheWriterException.class)
        .hasCause(writer.failure);
    assertThat(cache.containsKey("a")).isFalse();
    Cache<String, String> failing =
        caches.create(
            "failing",
            new MutableConfiguration<String, String>()
                .setReadThrough(true)
                .setCacheLoaderFactory(
                    () ->
                        new TestLoader<>(
                            key -> {
                              throw new IllegalStateException("loader");
                            })));
    assertThatThrownBy(() -> failing.<String>invoke("a", (entry, arguments) -> entry.getValue()))
        .isInstanceOf(EntryProcessorException.class)
        .hasCauseInstanceOf(CacheLoaderException.class);
  }

  @Test
  void invokeAllGivesAResultOrAFailureForEachKey() {
    Map<String, EntryProcessorResult<String>> results =
        cache.invokeAll(
            Set.of("a", "b", "c"),
            (entry, arguments) -> {
              entry.setValue(list((String) arguments[0]));
              return switch (entry.getKey()) {
                case "a" -> "result of a";
                case "b" -> null;
                default -> throw new IllegalStateException("c");
              };
            },
            "argument");
    assertThat(results).containsOnlyKeys("a", "c");
    assertThat(results.get("a").get()).isEqualTo("result of a");
    assertThatThrownBy(() -> results.get("c").get())
        .isInstanceOf(EntryProcessorException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(cache.containsKey("a")).isTrue();
    assertThat(cache.containsKey("b")).isTrue();
    assertThat(cache.containsKey("c")).isFalse();
  }

  @Test
  void anAbsentEntryOfBytesCanBeProcessed() {
    Cache<String, byte[]> buckets =
        caches.create(
            "buckets",
            new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
    for (int i = 1; i <= 3; i++) {
      byte[] state =
          buckets.invoke(
              "bucket",
              (entry, arguments) -> {
                byte[] present = entry.exists() ? entry.getValue() : new byte[1];
                present[0]++;
                entry.setValue(present);
                return present;
              });
      assertThat(state).containsExactly(i);
    }
    assertThat(buckets.get("bucket")).containsExactly(3);
    assertThat(buckets.replace("bucket", new byte[] {3}, new byte[] {9})).isTrue();
  }

  @Test
  void aProcessorRunsOnceWhateverWritersOutsideJcacheDo() {
    cache.put("a", list("1"));
    writer.take();
    AtomicInteger runs = new AtomicInteger();
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    assertThatThrownBy(
            () ->
                invoke(
                    "a",
                    entry -> {
                      runs.incrementAndGet();
                      entry.setValue(list("2"));
                      try (var cursor = keyspace.cursor()) {
                        cursor.next();
                        keyspace.delete(cursor.key());
                      }
                    }))
        .isExactlyInstanceOf(CacheException.class)
        .hasMessageContaining("key 'a' of cache 'c'")
        .hasMessageContaining("outside JCache");
    assertThat(runs).hasValue(1);
    assertThat(cache.containsKey("a")).isFalse();
  }

  @Test
  void aProcessorMayWorkOnOtherKeysAndCachesButNotOnItsOwn() {
    Cache<String, String> other = caches.create("other");
    cache.put("b", list("b"));
    invoke(
        "a",
        entry -> {
          other.put("a", "from inside");
          other.invoke("x", (inner, arguments) -> cache.get("b").get(0));
          cache.put("b", list("b2"));
          entry.setValue(list("done"));
        });
    assertThat(cache.get("a")).containsExactly("done");
    assertThat(cache.get("b")).containsExactly("b2");
    assertThat(other.get("a")).isEqualTo("from inside");
    assertThatThrownBy(() -> invoke("a", entry -> cache.put("a", list("again"))))
        .isInstanceOf(EntryProcessorException.class)
        .hasCauseInstanceOf(CacheException.class)
        .hasMessageContaining("key 'a' of cache 'c'")
        .hasMessageContaining("from inside another one");
    // Reading is no problem: it gives what was there before.
    invoke("a", entry -> assertThat(cache.get("a")).containsExactly("done"));
  }

  @Test
  void nullIsRefused() {
    assertThatThrownBy(() -> cache.invoke(null, (entry, arguments) -> null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> cache.invoke("a", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> cache.invokeAll(null, (entry, arguments) -> null))
        .isInstanceOf(NullPointerException.class);
    assertThat(cache.<Integer>invoke("a", (entry, arguments) -> arguments.length, (Object[]) null))
        .isZero();
  }
}
