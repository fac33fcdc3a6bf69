package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatisticsTest {

  private final Caches caches = Caches.inMemory();
  private final Cache<String, String> cache =
      caches.create("c", new MutableConfiguration<String, String>().setStatisticsEnabled(true));

  @AfterEach
  void close() {
    caches.close();
  }

  private void assertCounted(Runnable operation, int hits, int misses, int puts, int removals) {
    Statistics before = Statistics.of(cache);
    operation.run();
    assertThat(Statistics.of(cache).minus(before))
        .isEqualTo(new Statistics(hits, misses, puts, removals));
  }

  @Test
  void eachOperationCountsAsTheSpecificationSays() {
    assertCounted(() -> cache.containsKey("a"), 0, 0, 0, 0);
    assertCounted(() -> cache.get("a"), 0, 1, 0, 0);
    assertCounted(() -> cache.putIfAbsent("a", "1"), 0, 1, 1, 0);
    assertCounted(() -> cache.putIfAbsent("a", "1"), 1, 0, 0, 0);
    assertCounted(() -> cache.get("a"), 1, 0, 0, 0);
    assertCounted(() -> cache.getAndPut("a", "2"), 1, 0, 1, 0);
    assertCounted(() -> cache.getAndPut("b", "2"), 0, 1, 1, 0);
    assertCounted(() -> cache.put("b", "3"), 0, 0, 1, 0);
    assertCounted(() -> cache.getAll(Set.of("a", "b", "none")), 2, 1, 0, 0);
    assertCounted(() -> cache.putAll(Map.of("a", "4", "b", "4")), 0, 0, 2, 0);
    assertCounted(() -> cache.replace("a", "5"), 1, 0, 1, 0);
    assertCounted(() -> cache.replace("none", "5"), 0, 1, 0, 0);
    assertCounted(() -> cache.replace("a", "5", "6"), 1, 0, 1, 0);
    assertCounted(() -> cache.replace("a", "no", "7"), 1, 0, 0, 0);
    assertCounted(() -> cache.replace("none", "no", "7"), 0, 1, 0, 0);
    assertCounted(() -> cache.getAndReplace("a", "8"), 1, 0, 1, 0);
    assertCounted(() -> cache.getAndReplace("none", "8"), 0, 1, 0, 0);
    assertCounted(() -> cache.remove("a", "no"), 1, 0, 0, 0);
    assertCounted(() -> cache.remove("none", "no"), 0, 1, 0, 0);
    assertCounted(() -> cache.remove("a", "8"), 1, 0, 0, 1);
    assertCounted(() -> cache.remove("b"), 0, 0, 0, 1);
    assertCounted(() -> cache.remove("b"), 0, 0, 0, 0);
    cache.putAll(Map.of("a", "1", "b", "1", "c", "1", "d", "1"));
    assertCounted(() -> cache.getAndRemove("a"), 1, 0, 0, 1);
    assertCounted(() -> cache.getAndRemove("a"), 0, 1, 0, 0);
    assertCounted(() -> cache.iterator().forEachRemaining(entry -> {}), 3, 0, 0, 0);
    assertCounted(
        () -> {
          Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
          iterator.next();
          iterator.remove();
        },
        1,
        0,
        0,
        1);
    assertCounted(() -> cache.removeAll(Set.of("c", "none")), 0, 0, 0, 1);
    assertCounted(() -> cache.removeAll(), 0, 0, 0, 1);
    cache.put("a", "1");
    assertCounted(cache::clear, 0, 0, 0, 0);
    assertCounted(() -> cache.invoke("a", (entry, arguments) -> null), 0, 1, 0, 0);
    cache.put("a", "1");
    assertCounted(() -> cache.invoke("a", (entry, arguments) -> null), 1, 0, 0, 0);
  }

  @Test
  void theyGoOnAndOff() {
    cache.put("a", "1");
    cache.getCacheManager().enableStatistics("c", false);
    cache.put("a", "2");
    cache.getCacheManager().enableStatistics("c", true);
    cache.getCacheManager().enableStatistics("c", true);
    cache.put("a", "3");
    assertThat(Statistics.of(cache).puts()).isEqualTo(2);
  }
}
