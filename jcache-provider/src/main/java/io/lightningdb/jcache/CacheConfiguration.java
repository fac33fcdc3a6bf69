package io.lightningdb.jcache;

import io.lightningdb.Durability;
import io.lightningdb.StorageEngine;
import io.lightningdb.jcache.spi.Serializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/*
 * The fields are those of the specification's own class, which copies and compares itself. It is
 * never handed out, so that nobody can change it.
 */
/** The configuration of a cache, complete. Immutable. */
final class CacheConfiguration<K, V> implements LightningConfiguration<K, V> {

  private static final long serialVersionUID = 1;

  private final MutableConfiguration<K, V> values;
  private final CacheOptions<V> options;

  /**
   * @param options with nothing left open that has a default
   */
  CacheConfiguration(CompleteConfiguration<K, V> values, CacheOptions<V> options) {
    this.values = new MutableConfiguration<>(values);
    this.options = options;
  }

  /** Returns this configuration as it is now that some of it was changed. */
  CacheConfiguration<K, V> with(
      List<CacheEntryListenerConfiguration<K, V>> listeners,
      boolean isStatisticsEnabled,
      boolean isManagementEnabled) {
    MutableConfiguration<K, V> changed = new MutableConfiguration<>(values);
    for (CacheEntryListenerConfiguration<K, V> each :
        values.getCacheEntryListenerConfigurations()) {
      changed.removeCacheEntryListenerConfiguration(each);
    }
    listeners.forEach(changed::addCacheEntryListenerConfiguration);
    changed.setStatisticsEnabled(isStatisticsEnabled);
    changed.setManagementEnabled(isManagementEnabled);
    return new CacheConfiguration<>(changed, options);
  }

  /** Returns this configuration with the engine of the keyspace that was found or made. */
  CacheConfiguration<K, V> withStorageEngine(StorageEngine engine) {
    return new CacheConfiguration<>(values, options.withStorageEngine(engine));
  }

  @Override
  public Durability getDurability() {
    return Objects.requireNonNull(options.durability());
  }

  @Override
  public @Nullable StorageEngine getStorageEngine() {
    return options.storageEngine();
  }

  @Override
  public @Nullable String getSerialFilter() {
    return options.serialFilter();
  }

  @Override
  public @Nullable Factory<? extends Serializer<V>> getSerializerFactory() {
    return options.serializerFactory();
  }

  @Override
  public Duration getLockTimeout() {
    return Objects.requireNonNull(options.lockTimeout());
  }

  @Override
  public @Nullable Long getMaxEntries() {
    return options.maxEntries();
  }

  @Override
  public @Nullable Long getMaxBytes() {
    return options.maxBytes();
  }

  @Override
  public Integer getNearCacheEntries() {
    return Objects.requireNonNull(options.nearCacheEntries());
  }

  @Override
  public @Nullable Duration getWriteBehindDelay() {
    return options.writeBehindDelay();
  }

  @Override
  public @Nullable Duration getRefreshAhead() {
    return options.refreshAhead();
  }

  @Override
  public Class<K> getKeyType() {
    return values.getKeyType();
  }

  @Override
  public Class<V> getValueType() {
    return values.getValueType();
  }

  @Override
  public boolean isStoreByValue() {
    return values.isStoreByValue();
  }

  @Override
  public boolean isReadThrough() {
    return values.isReadThrough();
  }

  @Override
  public boolean isWriteThrough() {
    return values.isWriteThrough();
  }

  @Override
  public boolean isStatisticsEnabled() {
    return values.isStatisticsEnabled();
  }

  @Override
  public boolean isManagementEnabled() {
    return values.isManagementEnabled();
  }

  @Override
  public Iterable<CacheEntryListenerConfiguration<K, V>> getCacheEntryListenerConfigurations() {
    return listenerConfigurations();
  }

  private List<CacheEntryListenerConfiguration<K, V>> listenerConfigurations() {
    List<CacheEntryListenerConfiguration<K, V>> copy = new ArrayList<>();
    values.getCacheEntryListenerConfigurations().forEach(copy::add);
    return List.copyOf(copy);
  }

  @Override
  public @Nullable Factory<CacheLoader<K, V>> getCacheLoaderFactory() {
    return values.getCacheLoaderFactory();
  }

  @Override
  public @Nullable Factory<CacheWriter<? super K, ? super V>> getCacheWriterFactory() {
    return values.getCacheWriterFactory();
  }

  @Override
  public Factory<ExpiryPolicy> getExpiryPolicyFactory() {
    return values.getExpiryPolicyFactory();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CacheConfiguration<?, ?> configuration
        && values.equals(configuration.values)
        && options.equals(configuration.options);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values, options);
  }
}
