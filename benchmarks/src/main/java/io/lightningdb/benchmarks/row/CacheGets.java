package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.ZipfIndex;
import io.lightningdb.benchmarks.store.StoreException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Gets of entries that are there. */
final class CacheGets implements CacheCalls {

  private final Cache<String, byte[]> cache;
  private final CacheEntries entries;
  private final ZipfIndex draws;
  private String key = "";
  private byte @Nullable [] value;
  private long expectedTags;
  private long foundTags;

  CacheGets(Cache<String, byte[]> cache, CacheEntries entries, int thread) {
    this.cache = cache;
    this.entries = entries;
    this.draws = entries.draws(thread);
  }

  @Override
  public void prepare() {
    int index = draws.next();
    key = entries.key(index);
    expectedTags += entries.tag(index);
  }

  @Override
  public void call() {
    value = cache.get(key);
  }

  @Override
  public void look() {
    if (value != null) {
      foundTags += Entries.head(value);
    }
  }

  @Override
  public void check() {
    if (foundTags != expectedTags) {
      throw new StoreException("gets found nothing, or wrong values, where entries are there");
    }
  }
}
