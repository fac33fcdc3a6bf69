package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to open and to close a manager: the TCK and frameworks do it all the time. */
@Timeout(120)
class ManagerCostTest {

  private static final int CACHES = 100;
  private static final int REPETITIONS = 21;

  /** Ten times of what is aimed at, for machines that have other things to do. */
  private static final long MEDIAN_MILLIS_MAX = 500;

  @TempDir private Path directory;

  @Test
  void aManagerWithAHundredCachesIsOpenedAndClosedQuickly() {
    URI uri = URI.create("lightning:" + directory);
    try (LightningCachingProvider provider = new LightningCachingProvider()) {
      try (CacheManager manager = provider.getCacheManager(uri, null)) {
        for (int i = 0; i < CACHES; i++) {
          open(manager, i).put(i, "v");
        }
      }
      List<Long> nanos = new ArrayList<>();
      for (int i = 0; i < 2 * REPETITIONS; i++) {
        long start = System.nanoTime();
        openAndClose(provider.getCacheManager(uri, null));
        nanos.add(System.nanoTime() - start);
      }
      // The first half was for warming up.
      nanos.subList(0, REPETITIONS).clear();
      Collections.sort(nanos);
      long medianMicros = TimeUnit.NANOSECONDS.toMicros(nanos.get(REPETITIONS / 2));
      System.out.printf("a manager with %d caches: %d us%n", CACHES, medianMicros);
      assertThat(medianMicros).isLessThan(TimeUnit.MILLISECONDS.toMicros(MEDIAN_MILLIS_MAX));
    }
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  private static Cache<Integer, String> open(CacheManager manager, int number) {
    return manager.createCache("cache" + number, new MutableConfiguration<Integer, String>());
  }

  private static void openAndClose(CacheManager manager) {
    for (int i = 0; i < CACHES; i++) {
      Cache<Integer, String> cache = open(manager, i);
      // That it is the one of before, and is ready for use.
      assertThat(cache.get(i)).isEqualTo("v");
    }
    manager.close();
  }
}
