package io.lightningdb.jcache.integration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/**
 * Where a cache writes through to, maybe nowhere. What a writer throws comes out as {@link
 * CacheWriterException}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class Writer<K, V> {

  private final String cacheName;
  private final @Nullable CacheWriter<? super K, ? super V> writer;

  /**
   * @param writer null for a cache that does not write through
   */
  public Writer(String cacheName, @Nullable CacheWriter<? super K, ? super V> writer) {
    this.cacheName = cacheName;
    this.writer = writer;
  }

  /** Returns whether the cache writes through. */
  public boolean isPresent() {
    return writer != null;
  }

  /** Returns the writer itself, or null. */
  public @Nullable CacheWriter<? super K, ? super V> writer() {
    return writer;
  }

  /** Writes an entry through. */
  public void write(K key, V value) {
    run(target -> target.write(new Written<>(key, value)));
  }

  /** Removes an entry from what lies behind, whether or not it is there. */
  public void delete(K key) {
    run(target -> target.delete(key));
  }

  private void run(Consumer<CacheWriter<? super K, ? super V>> operation) {
    CacheWriter<? super K, ? super V> target = writer;
    if (target == null) {
      return;
    }
    try {
      operation.accept(target);
    } catch (CacheWriterException e) {
      throw e;
    } catch (Exception e) {
      throw failed(e);
    }
  }

  /**
   * What came of writing several entries.
   *
   * @param failedKeys the keys of those that were not written
   * @param failure why, or null if all were
   */
  public record Outcome<K>(Set<K> failedKeys, @Nullable CacheWriterException failure) {}

  /** Writes entries through, and tells which were not written. */
  public Outcome<K> writeAll(Map<K, V> entries) {
    CacheWriter<? super K, ? super V> target = writer;
    if (target == null || entries.isEmpty()) {
      return new Outcome<>(Set.of(), null);
    }
    Collection<Cache.Entry<? extends K, ? extends V>> left = new ArrayList<>(entries.size());
    entries.forEach((key, value) -> left.add(new Written<>(key, value)));
    return outcome(
        () -> writeAll(target, left),
        () -> {
          Set<K> failed = new HashSet<>();
          left.forEach(entry -> failed.add(entry.getKey()));
          return failed;
        });
  }

  /** The signature of {@code writeAll} asks for a collection of exactly the writer's types. */
  @SuppressWarnings("unchecked")
  private static <K, V> void writeAll(
      CacheWriter<K, V> target, Collection<? extends Cache.Entry<?, ?>> entries) {
    target.writeAll((Collection<Cache.Entry<? extends K, ? extends V>>) entries);
  }

  /** Removes entries from what lies behind, and tells which were not removed. */
  public Outcome<K> deleteAll(Collection<K> keys) {
    CacheWriter<? super K, ? super V> target = writer;
    if (target == null || keys.isEmpty()) {
      return new Outcome<>(Set.of(), null);
    }
    List<K> left = new ArrayList<>(keys);
    return outcome(() -> target.deleteAll(left), () -> new HashSet<>(left));
  }

  private interface Left<K> {
    Set<K> keys();
  }

  private Outcome<K> outcome(Runnable operation, Left<K> left) {
    try {
      operation.run();
      return new Outcome<>(Set.of(), null);
    } catch (CacheWriterException e) {
      return new Outcome<>(left.keys(), e);
    } catch (Exception e) {
      return new Outcome<>(left.keys(), failed(e));
    }
  }

  private CacheWriterException failed(Exception e) {
    return new CacheWriterException("the writer of cache '" + cacheName + "' failed: " + e, e);
  }

  private record Written<K, V>(K key, V value) implements Cache.Entry<K, V> {

    @Override
    public K getKey() {
      return key;
    }

    @Override
    public V getValue() {
      return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      if (type.isInstance(this)) {
        return type.cast(this);
      }
      throw new IllegalArgumentException("an entry is no " + type.getName());
    }
  }
}
