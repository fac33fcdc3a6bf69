package io.lightningdb.jcache;

import io.lightningdb.Durability;
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
  private @Nullable String serialFilter;
  private @Nullable Factory<? extends Serializer<V>> serializerFactory;
  private @Nullable Duration lockTimeout;

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
    if (timeout != null) {
      CacheSettings.checkLockTimeout(timeout);
    }
    lockTimeout = timeout;
    return this;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof MutableLightningConfiguration<?, ?> configuration
        && durability == configuration.durability
        && Objects.equals(serialFilter, configuration.serialFilter)
        && Objects.equals(serializerFactory, configuration.serializerFactory)
        && Objects.equals(lockTimeout, configuration.lockTimeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), durability, serialFilter, serializerFactory, lockTimeout);
  }
}
