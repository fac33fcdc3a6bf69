package io.lightningdb.jcache;

import io.lightningdb.Durability;
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
  private final Durability durability;
  private final @Nullable String serialFilter;
  private final @Nullable Factory<? extends Serializer<V>> serializerFactory;
  private final Duration lockTimeout;

  CacheConfiguration(
      CompleteConfiguration<K, V> values,
      Durability durability,
      @Nullable String serialFilter,
      @Nullable Factory<? extends Serializer<V>> serializerFactory,
      Duration lockTimeout) {
    this.values = new MutableConfiguration<>(values);
    this.durability = durability;
    this.serialFilter = serialFilter;
    this.serializerFactory = serializerFactory;
    this.lockTimeout = lockTimeout;
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
    return new CacheConfiguration<>(
        changed, durability, serialFilter, serializerFactory, lockTimeout);
  }

  @Override
  public Durability getDurability() {
    return durability;
  }

  @Override
  public @Nullable String getSerialFilter() {
    return serialFilter;
  }

  @Override
  public @Nullable Factory<? extends Serializer<V>> getSerializerFactory() {
    return serializerFactory;
  }

  @Override
  public Duration getLockTimeout() {
    return lockTimeout;
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
        && durability == configuration.durability
        && Objects.equals(serialFilter, configuration.serialFilter)
        && Objects.equals(serializerFactory, configuration.serializerFactory)
        && lockTimeout.equals(configuration.lockTimeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values, durability, serialFilter, serializerFactory, lockTimeout);
  }
}
