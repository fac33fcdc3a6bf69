package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import org.cache2k.Cache2kBuilder;
import org.cache2k.config.Cache2kConfig;
import org.cache2k.jcache.ExtendedMutableConfiguration;
import org.cache2k.jcache.JCacheConfig;

/** The provider of cache2k: entries on the heap. */
final class Cache2kAdapter implements CacheAdapter {

  private static final String PROVIDER = "org.cache2k.jcache.provider.JCacheProvider";

  @Override
  public String id() {
    return "cache2k";
  }

  @Override
  public String title() {
    return "cache2k";
  }

  @Override
  public String settings(Plan plan) {
    return "entryCapacity of twice the entries, eternal, copyAlwaysIfRequested(true), without which it stores by reference; copies by"
        + " Java serialization";
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
    // Of any type: cache2k refuses arrays as a type of values, but takes them as values.
    Cache2kBuilder<String, byte[]> builder =
        Cache2kBuilder.of(new Cache2kConfig<String, byte[]>())
            .entryCapacity(OpenCache.capacity(plan))
            .eternal(true)
            .with(JCacheConfig.class, section -> section.copyAlwaysIfRequested(true));
    return OpenCache.of(PROVIDER, ExtendedMutableConfiguration.of(builder));
  }
}
