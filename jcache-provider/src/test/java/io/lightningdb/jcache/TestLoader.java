package io.lightningdb.jcache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.cache.integration.CacheLoader;

/** A loader that remembers what it was asked for. */
final class TestLoader<K, V> implements CacheLoader<K, V> {

  private final Function<K, V> values;
  final List<K> loaded = Collections.synchronizedList(new ArrayList<>());

  TestLoader(Function<K, V> values) {
    this.values = values;
  }

  @Override
  public V load(K key) {
    loaded.add(key);
    return values.apply(key);
  }

  @Override
  public Map<K, V> loadAll(Iterable<? extends K> keys) {
    Map<K, V> all = new HashMap<>();
    keys.forEach(key -> all.put(key, load(key)));
    return all;
  }
}
