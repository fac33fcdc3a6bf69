package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.CacheManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader sees of a key whose value is replaced, with a longer life, before it expires. */
class ReadClockTest {

  private final TestClock time = new TestClock();
  private final AtomicReference<Runnable> beforeTheReaderLooks = new AtomicReference<>();

  private final InstantSource clock =
      () -> {
        if (Thread.currentThread().getName().equals("reader")) {
          Runnable work = beforeTheReaderLooks.getAndSet(null);
          if (work != null) {
            Threads.join(Threads.start(work));
          }
        }
        return time.instant();
      };

  @ParameterizedTest
  @ValueSource(strings = {"get", "containsKey"})
  @SuppressWarnings("unchecked") // a class has no type arguments
  void aKeyThatAlwaysHasAValueIsNeverSeenWithoutOne(String operation) {
    try (LightningCachingProvider provider =
            new LightningCachingProvider(
                new ManagerTiming(clock, 1_000_000_000, 1_000, 60_000, 1_000));
        CacheManager manager = provider.getCacheManager(Caches.newMemoryUri(), null)) {
      LightningCache<String, String> cache =
          manager
              .createCache("c", new MutableLightningConfiguration<String, String>())
              .unwrap(LightningCache.class);
      cache.put("a", "1", Duration.ofMinutes(1));
      beforeTheReaderLooks.set(
          () -> {
            cache.put("a", "2", Duration.ofMinutes(10));
            time.advance(Duration.ofMinutes(1));
          });
      AtomicReference<Object> seen = new AtomicReference<>();
      Thread reader =
          Threads.start(
              () -> {
                Thread.currentThread().setName("reader");
                seen.set(operation.equals("get") ? cache.get("a") : cache.containsKey("a"));
              });
      Threads.join(reader);
      assertThat(seen.get()).isIn("1", "2", true);
    }
  }
}
