package io.lightningdb.jcache.integration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * A cache's loader. What it throws comes out as {@link CacheLoaderException}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class Loader<K, V> {

  private final String cacheName;
  private final CacheLoader<K, V> loader;

  public Loader(String cacheName, CacheLoader<K, V> loader) {
    this.cacheName = cacheName;
    this.loader = loader;
  }

  /** Returns the value of {@code key}, or null if there is none. */
  public @Nullable V load(K key) {
    try {
      return loader.load(key);
    } catch (CacheLoaderException e) {
      throw e;
    } catch (Exception e) {
      throw failed(e);
    }
  }

  /** Returns the values of those of {@code keys} that have one. */
  public Map<K, V> loadAll(List<K> keys) {
    try {
      Map<K, V> loaded = loader.loadAll(keys);
      Map<K, V> found = new LinkedHashMap<>();
      if (loaded != null) {
        for (K key : keys) {
          V value = loaded.get(key);
          if (value != null) {
            found.put(key, value);
          }
        }
      }
      return found;
    } catch (CacheLoaderException e) {
      throw e;
    } catch (Exception e) {
      throw failed(e);
    }
  }

  private CacheLoaderException failed(Exception e) {
    return new CacheLoaderException("the loader of cache '" + cacheName + "' failed: " + e, e);
  }

  /** Returns the loader itself. */
  public CacheLoader<K, V> loader() {
    return loader;
  }
}
