package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.JCacheMetrics;
import io.micrometer.core.instrument.config.InvalidConfigurationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Micrometer, which finds the statistics of a cache by the name of their MBean. */
final class MicrometerTest {

  @TempDir Path directory;
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void closeAll() {
    registry.close();
    Caching.getCachingProvider().close();
  }

  @Test
  void countersAreWhatWasDone() {
    Cache<String, Integer> cache = monitored(directory.toUri(), "one");

    use(cache);

    assertThat(hits("one")).isEqualTo(2);
    assertThat(misses("one")).isEqualTo(1);
    assertThat(puts("one")).isEqualTo(3);
    assertThat(removals("one")).isEqualTo(1);
  }

  @Test
  void cachesOfOneNameInTwoManagersAreToldApart() {
    Cache<String, Integer> one = monitored(directory.resolve("one").toUri(), "one");
    Cache<String, Integer> two = monitored(directory.resolve("two").toUri(), "two");

    use(one);
    two.put("apple", 1);

    assertThat(puts("one")).isEqualTo(3);
    assertThat(hits("one")).isEqualTo(2);
    assertThat(puts("two")).isEqualTo(1);
    assertThat(hits("two")).isZero();
  }

  @Test
  void settingsInAFileDoNotHideTheCounters() throws IOException {
    Path settings =
        Files.write(
            directory.resolve("caches.properties"),
            List.of("uri = lightning:mem:metrics", "cache.expiry = touched PT30M"));

    use(monitored(settings.toUri(), "one"));

    assertThat(puts("one")).isEqualTo(3);
  }

  @Test
  void settingsBehindTheUriAreNoNameForMicrometer() {
    URI uri = URI.create("lightning:mem:metrics?cache.expiry=eternal");

    assertThatThrownBy(() -> monitored(uri, "one"))
        .isInstanceOf(InvalidConfigurationException.class);
  }

  private static void use(Cache<String, Integer> cache) {
    cache.put("apple", 1);
    cache.putAll(Map.of("pear", 2, "plum", 3));
    cache.getAll(Set.of("apple", "pear"));
    cache.get("cherry");
    cache.remove("plum");
  }

  private Cache<String, Integer> monitored(URI uri, String tag) {
    CacheManager manager = Caching.getCachingProvider().getCacheManager(uri, null);
    return JCacheMetrics.monitor(
        registry,
        manager.createCache(
            "prices", new MutableConfiguration<String, Integer>().setStatisticsEnabled(true)),
        "manager",
        tag);
  }

  private double hits(String tag) {
    return registry
        .get("cache.gets")
        .tags("manager", tag, "result", "hit")
        .functionCounter()
        .count();
  }

  private double misses(String tag) {
    return registry
        .get("cache.gets")
        .tags("manager", tag, "result", "miss")
        .functionCounter()
        .count();
  }

  private double puts(String tag) {
    return registry.get("cache.puts").tags("manager", tag).functionCounter().count();
  }

  private double removals(String tag) {
    return registry.get("cache.removals").tags("manager", tag).gauge().value();
  }
}
