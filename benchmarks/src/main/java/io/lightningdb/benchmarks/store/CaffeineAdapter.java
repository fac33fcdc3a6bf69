package io.lightningdb.benchmarks.store;

import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The provider of Caffeine: entries on the heap. */
final class CaffeineAdapter implements CacheAdapter {

  private static final String PROVIDER =
      "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider";

  @Override
  public String id() {
    return "caffeine";
  }

  @Override
  public String title() {
    return "Caffeine JCache";
  }

  @Override
  public String settings(Plan plan) {
    return "maximumSize of twice the entries, by value; its JavaSerializationCopier copies arrays of bytes as arrays; what a"
        + " processor sets is not copied";
  }

  @Override
  public boolean keepsEntries() {
    return false;
  }

  @Override
  public String promise() {
    return "nothing.";
  }

  @Override
  public OpenCache open(Path directory, Plan plan) {
    return OpenCache.of(
        PROVIDER,
        new CaffeineConfiguration<String, byte[]>()
            .setTypes(String.class, byte[].class)
            .setStoreByValue(true)
            .setMaximumSize(OptionalLong.of(OpenCache.capacity(plan))));
  }
}
