package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.ZipfIndex;
import io.lightningdb.benchmarks.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;

/** Calls of {@code getAll} for some different keys that are there. */
final class CacheGetAlls implements CacheCalls {

  /** How many keys a call asks for. */
  static final int KEYS = 20;

  /** Sets are made before; after so many the first comes again. */
  private static final int SETS = 1 << 12;

  private final Cache<String, byte[]> cache;
  private final List<Wanted> all = new ArrayList<>();
  private int position;
  private Wanted wanted;
  private Map<String, byte[]> found = Map.of();
  private long expectedTags;
  private long foundTags;

  CacheGetAlls(Cache<String, byte[]> cache, CacheEntries entries, int thread) {
    this.cache = cache;
    ZipfIndex draws = entries.draws(thread);
    for (int i = 0; i < SETS; i++) {
      all.add(Wanted.of(entries, draws));
    }
    this.wanted = all.get(0);
  }

  /** Keys to ask for, and the sum of the tags of their values. */
  private record Wanted(Set<String> keys, long tags) {

    static Wanted of(CacheEntries entries, ZipfIndex draws) {
      Set<String> keys = new HashSet<>();
      long tags = 0;
      while (keys.size() < KEYS) {
        int index = draws.next();
        if (keys.add(entries.key(index))) {
          tags += entries.tag(index);
        }
      }
      return new Wanted(keys, tags);
    }
  }

  @Override
  public void prepare() {
    wanted = all.get(position);
    position = (position + 1) % SETS;
    expectedTags += wanted.tags;
  }

  @Override
  public void call() {
    found = cache.getAll(wanted.keys);
  }

  @Override
  public void look() {
    for (byte[] value : found.values()) {
      foundTags += Entries.head(value);
    }
  }

  @Override
  public void check() {
    if (foundTags != expectedTags) {
      throw new StoreException("getAll found too little, or wrong values, where entries are there");
    }
  }
}
