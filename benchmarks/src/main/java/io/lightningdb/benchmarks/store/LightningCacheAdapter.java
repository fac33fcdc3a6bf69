package io.lightningdb.benchmarks.store;

import io.lightningdb.Durability;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import java.util.Properties;
import javax.cache.configuration.MutableConfiguration;

/** Lightning's provider of JCache: a keyspace in a database on disk. */
final class LightningCacheAdapter implements CacheAdapter {

  private static final String PROVIDER = "io.lightningdb.jcache.LightningCachingProvider";
  private static final String NEAR_CACHE_SETTING = "cache.nearCacheEntries";

  /** All entries of any plan of caches. */
  private static final int NEAR_CACHE_ENTRIES = 400_000;

  private final String id;
  private final String title;
  private final Durability durability;
  private final int nearCacheEntries;

  private LightningCacheAdapter(
      String id, String title, Durability durability, int nearCacheEntries) {
    this.id = id;
    this.title = title;
    this.durability = durability;
    this.nearCacheEntries = nearCacheEntries;
  }

  /** A change survives the end of the process. */
  static LightningCacheAdapter flushed() {
    return new LightningCacheAdapter("lightning-cache", "Lightning JCache", Durability.FLUSHED, 0);
  }

  /** A change is on the device when it returns. */
  static LightningCacheAdapter synced() {
    return new LightningCacheAdapter(
        "lightning-cache-sync", "Lightning JCache, SYNC", Durability.SYNC, 0);
  }

  /** A change survives the end of the process, and all entries are on the heap as well. */
  static LightningCacheAdapter near() {
    return new LightningCacheAdapter(
        "lightning-cache-near",
        "Lightning JCache, near cache",
        Durability.FLUSHED,
        NEAR_CACHE_ENTRIES);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String settings(Plan plan) {
    return "a B+Tree on disk; durability="
        + durability
        + ", cacheBytes="
        + plan.cacheBytes()
        + (nearCacheEntries == 0 ? "" : ", " + NEAR_CACHE_SETTING + "=" + nearCacheEntries)
        + "; the rest as it comes";
  }

  @Override
  public boolean keepsEntries() {
    return true;
  }

  @Override
  public boolean syncs() {
    return durability == Durability.SYNC;
  }

  @Override
  public String promise() {
    return syncs()
        ? "everything that returned, after a power failure too: the log is synced before a change"
            + " returns."
        : "everything that returned, after the end of the process (kill -9) too. A power failure"
            + " can lose the last 100 ms (syncInterval).";
  }

  @Override
  public OpenCache open(Path directory, Plan plan) {
    Properties properties = new Properties();
    properties.setProperty("durability", durability.name());
    properties.setProperty("cacheBytes", Long.toString(plan.cacheBytes()));
    if (nearCacheEntries > 0) {
      properties.setProperty(NEAR_CACHE_SETTING, Integer.toString(nearCacheEntries));
    }
    return OpenCache.of(
        PROVIDER,
        directory.toUri(),
        properties,
        new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
  }
}
