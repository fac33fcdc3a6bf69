package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import javax.cache.Caching;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.core.config.DefaultConfiguration;
import org.ehcache.impl.config.persistence.DefaultPersistenceConfiguration;
import org.ehcache.jsr107.Eh107Configuration;
import org.ehcache.jsr107.EhcacheCachingProvider;

/** Ehcache, on the heap alone or with a persistent tier on disk below it. */
final class EhcacheAdapter implements CacheAdapter {

  /** With a disk, what the heap has of the entries: one in so many. */
  private static final int ENTRIES_PER_HEAP_ENTRY = 10;

  private final boolean onDisk;

  private EhcacheAdapter(boolean onDisk) {
    this.onDisk = onDisk;
  }

  static EhcacheAdapter onHeap() {
    return new EhcacheAdapter(false);
  }

  static EhcacheAdapter onDisk() {
    return new EhcacheAdapter(true);
  }

  @Override
  public String id() {
    return onDisk ? "ehcache-disk" : "ehcache";
  }

  @Override
  public String title() {
    return onDisk ? "Ehcache, disk" : "Ehcache";
  }

  @Override
  public String settings(Plan plan) {
    return onDisk
        ? "a heap tier for a tenth of the entries above a persistent disk tier of "
            + plan.cacheMib()
            + " MiB; serializing copier"
        : "a heap tier for twice the entries; serializing copier";
  }

  @Override
  public boolean keepsEntries() {
    return onDisk;
  }

  /**
   * With tiers a {@code getAll} fails at times with an UnsupportedOperationException out of {@code
   * OnHeapStore$Fault}, where another thread is just bringing an entry up from the disk.
   */
  @Override
  public boolean getsAllAtOnce() {
    return !onDisk;
  }

  @Override
  public String promise() {
    return onDisk
        ? "what was there when the manager was closed; after a kill the disk tier is emptied."
        : "nothing.";
  }

  private long heapEntries(Plan plan) {
    return onDisk ? Math.max(1, plan.entries() / ENTRIES_PER_HEAP_ENTRY) : OpenCache.capacity(plan);
  }

  @Override
  public OpenCache open(Path directory, Plan plan) {
    EhcacheCachingProvider provider =
        (EhcacheCachingProvider) Caching.getCachingProvider(EhcacheCachingProvider.class.getName());
    ResourcePoolsBuilder pools =
        ResourcePoolsBuilder.newResourcePoolsBuilder().heap(heapEntries(plan), EntryUnit.ENTRIES);
    if (onDisk) {
      pools = pools.disk(plan.cacheMib(), MemoryUnit.MB, true);
    }
    DefaultConfiguration configuration =
        new DefaultConfiguration(
            provider.getDefaultClassLoader(),
            new DefaultPersistenceConfiguration(directory.toFile()));
    // Strings are handed out as they are, which nobody can tell from a copy.
    return OpenCache.in(
        provider.getCacheManager(directory.toUri(), configuration),
        Eh107Configuration.fromEhcacheCacheConfiguration(
            CacheConfigurationBuilder.newCacheConfigurationBuilder(
                    String.class, byte[].class, pools)
                .withValueSerializingCopier()));
  }
}
