package io.lightningdb.jcache;

import io.lightningdb.Durability;
import io.lightningdb.StorageEngine;
import io.lightningdb.jcache.codec.SerialFilters;
import io.lightningdb.jcache.spi.Serializer;
import java.time.Duration;
import java.util.Objects;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A configuration to be filled in and given to {@code CacheManager.createCache}, which copies it.
 * Call the setters of this class first: those inherited return the type that they are inherited
 * from. Not safe for use by several threads at once.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public class MutableLightningConfiguration<K, V> extends MutableConfiguration<K, V>
    implements LightningConfiguration<K, V> {

  private static final long serialVersionUID = 1;

  private @Nullable Durability durability;
  private @Nullable StorageEngine storageEngine;
  private @Nullable String serialFilter;
  private @Nullable Factory<? extends Serializer<V>> serializerFactory;
  private @Nullable Duration lockTimeout;
  private @Nullable Long maxEntries;
  private @Nullable Long maxBytes;
  private @Nullable Integer nearCacheEntries;
  private @Nullable Duration writeBehindDelay;
  private @Nullable Duration refreshAhead;

  /** Makes a configuration with the defaults. */
  public MutableLightningConfiguration() {}

  /** Makes a copy of a configuration. */
  public MutableLightningConfiguration(CompleteConfiguration<K, V> configuration) {
    super(configuration);
    if (configuration instanceof LightningConfiguration<K, V> other) {
      durability = other.getDurability();
      serialFilter = other.getSerialFilter();
      serializerFactory = other.getSerializerFactory();
      lockTimeout = other.getLockTimeout();
      storageEngine = other.getStorageEngine();
      maxEntries = other.getMaxEntries();
      maxBytes = other.getMaxBytes();
      nearCacheEntries = other.getNearCacheEntries();
      writeBehindDelay = other.getWriteBehindDelay();
      refreshAhead = other.getRefreshAhead();
    }
  }

  @Override
  public @Nullable Durability getDurability() {
    return durability;
  }

  /** Sets what changes have survived when they return. */
  public MutableLightningConfiguration<K, V> setDurability(@Nullable Durability newDurability) {
    durability = newDurability;
    return this;
  }

  @Override
  public @Nullable String getSerialFilter() {
    return serialFilter;
  }

  /**
   * Sets which classes may come back from the disk, in place of the default.
   *
   * @param pattern in the syntax of {@code jdk.serialFilter}; {@code "com.acme.**;java.base/*;!*"}
   *     for instance lets in what is of {@code com.acme} or the JDK's base, and nothing else
   * @throws IllegalArgumentException if it is malformed
   */
  public MutableLightningConfiguration<K, V> setSerialFilter(@Nullable String pattern) {
    SerialFilters.of(pattern);
    serialFilter = pattern;
    return this;
  }

  @Override
  public @Nullable Factory<? extends Serializer<V>> getSerializerFactory() {
    return serializerFactory;
  }

  /** Sets what makes the serializer of the values. */
  public MutableLightningConfiguration<K, V> setSerializerFactory(
      @Nullable Factory<? extends Serializer<V>> factory) {
    serializerFactory = factory;
    return this;
  }

  @Override
  public @Nullable Duration getLockTimeout() {
    return lockTimeout;
  }

  /**
   * Sets how long an operation waits for another one on the same key.
   *
   * @throws IllegalArgumentException if it is negative or longer than a day
   */
  public MutableLightningConfiguration<K, V> setLockTimeout(@Nullable Duration timeout) {
    return checked(() -> lockTimeout = timeout);
  }

  @Override
  public @Nullable StorageEngine getStorageEngine() {
    return storageEngine;
  }

  /** Sets how a new keyspace keeps the entries on disk. */
  public MutableLightningConfiguration<K, V> setStorageEngine(@Nullable StorageEngine engine) {
    storageEngine = engine;
    return this;
  }

  @Override
  public @Nullable Long getMaxEntries() {
    return maxEntries;
  }

  /**
   * Bounds the cache by the number of its entries, in place of another bound.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public MutableLightningConfiguration<K, V> setMaxEntries(@Nullable Long entries) {
    return checked(
        () -> {
          maxEntries = entries;
          maxBytes = entries == null ? maxBytes : null;
        });
  }

  @Override
  public @Nullable Long getMaxBytes() {
    return maxBytes;
  }

  /**
   * Bounds the cache by the size of its entries, in bytes, in place of another bound.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public MutableLightningConfiguration<K, V> setMaxBytes(@Nullable Long bytes) {
    return checked(
        () -> {
          maxBytes = bytes;
          maxEntries = bytes == null ? maxEntries : null;
        });
  }

  @Override
  public @Nullable Integer getNearCacheEntries() {
    return nearCacheEntries;
  }

  /**
   * Sets how many entries are kept in memory as objects, 0 for none.
   *
   * @throws IllegalArgumentException if it is negative or more than 4,194,304
   */
  public MutableLightningConfiguration<K, V> setNearCacheEntries(@Nullable Integer entries) {
    return checked(() -> nearCacheEntries = entries);
  }

  @Override
  public @Nullable Duration getWriteBehindDelay() {
    return writeBehindDelay;
  }

  /**
   * Has changes written behind, and sets for how long each waits at least. The cache has to be set
   * to write through, and to have a writer, as well.
   *
   * @throws IllegalArgumentException if it is negative or longer than a day
   */
  public MutableLightningConfiguration<K, V> setWriteBehindDelay(@Nullable Duration delay) {
    return checked(() -> writeBehindDelay = delay);
  }

  @Override
  public @Nullable Duration getRefreshAhead() {
    return refreshAhead;
  }

  /**
   * Sets how long before it expires an entry that is read is loaded anew. The cache has to have a
   * loader as well.
   *
   * @throws IllegalArgumentException if it is negative or longer than a day
   */
  public MutableLightningConfiguration<K, V> setRefreshAhead(@Nullable Duration time) {
    return checked(() -> refreshAhead = time);
  }

  /** Makes a change, unless that makes it a configuration that cannot be. */
  private MutableLightningConfiguration<K, V> checked(Runnable change) {
    CacheOptions<V> before = CacheOptions.of(this);
    change.run();
    try {
      CacheOptions.of(this);
      return this;
    } catch (IllegalArgumentException e) {
      lockTimeout = before.lockTimeout();
      maxEntries = before.maxEntries();
      maxBytes = before.maxBytes();
      nearCacheEntries = before.nearCacheEntries();
      writeBehindDelay = before.writeBehindDelay();
      refreshAhead = before.refreshAhead();
      throw e;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof MutableLightningConfiguration<?, ?> configuration
        && CacheOptions.of(this).equals(CacheOptions.of(configuration));
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), CacheOptions.of(this));
  }
}
