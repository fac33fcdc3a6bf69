package io.lightningdb.jcache;

import io.lightningdb.Durability;
import io.lightningdb.StorageEngine;
import io.lightningdb.jcache.spi.Serializer;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.cache.configuration.Factory;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LightningConfiguration} has beyond the specification; what is null is left open.
 *
 * @param <V> the type of values
 */
record CacheOptions<V>(
    @Nullable Durability durability,
    @Nullable StorageEngine storageEngine,
    @Nullable String serialFilter,
    @Nullable Factory<? extends Serializer<V>> serializerFactory,
    @Nullable Duration lockTimeout,
    @Nullable Long maxEntries,
    @Nullable Long maxBytes,
    @Nullable Integer nearCacheEntries,
    @Nullable Duration writeBehindDelay,
    @Nullable Duration refreshAhead)
    implements Serializable {

  /** As many as the stamps that tell what is outdated can be told apart. */
  static final int NEAR_CACHE_ENTRIES_MAX = 1 << 22;

  private static final Duration TIME_MAX = Duration.ofDays(1);

  CacheOptions {
    checkTime("lockTimeout", lockTimeout);
    checkTime("writeBehindDelay", writeBehindDelay);
    checkTime("refreshAhead", refreshAhead);
    checkNumber("maxEntries", maxEntries, 1, Long.MAX_VALUE);
    checkNumber("maxBytes", maxBytes, 1, Long.MAX_VALUE);
    checkNumber("nearCacheEntries", nearCacheEntries, 0, NEAR_CACHE_ENTRIES_MAX);
    if (maxEntries != null && maxBytes != null) {
      throw new IllegalArgumentException(
          "a cache is bounded by maxEntries or by maxBytes, not by both");
    }
  }

  private static void checkTime(String name, @Nullable Duration time) {
    if (time != null && (time.isNegative() || time.compareTo(TIME_MAX) > 0)) {
      throw new IllegalArgumentException(
          name + " must be from 0 to " + TIME_MAX.toHours() + " hours, not " + time);
    }
  }

  private static void checkNumber(String name, @Nullable Number number, long min, long max) {
    if (number != null && (number.longValue() < min || number.longValue() > max)) {
      throw new IllegalArgumentException(
          name + " must be from " + min + " to " + max + ", not " + number);
    }
  }

  static <V> CacheOptions<V> none() {
    return new CacheOptions<>(null, null, null, null, null, null, null, null, null, null);
  }

  static <V> CacheOptions<V> of(LightningConfiguration<?, V> configuration) {
    return new CacheOptions<>(
        configuration.getDurability(),
        configuration.getStorageEngine(),
        configuration.getSerialFilter(),
        configuration.getSerializerFactory(),
        configuration.getLockTimeout(),
        configuration.getMaxEntries(),
        configuration.getMaxBytes(),
        configuration.getNearCacheEntries(),
        configuration.getWriteBehindDelay(),
        configuration.getRefreshAhead());
  }

  CacheOptions<V> withStorageEngine(StorageEngine engine) {
    return new CacheOptions<V>(null, engine, null, null, null, null, null, null, null, null)
        .orElse(this);
  }

  private boolean isBounded() {
    return maxEntries != null || maxBytes != null;
  }

  /** Returns these options, with those of {@code other} where these leave something open. */
  CacheOptions<V> orElse(CacheOptions<V> other) {
    CacheOptions<V> bounds = isBounded() ? this : other;
    return new CacheOptions<>(
        either(other, CacheOptions::durability),
        either(other, CacheOptions::storageEngine),
        either(other, CacheOptions::serialFilter),
        either(other, CacheOptions::serializerFactory),
        either(other, CacheOptions::lockTimeout),
        bounds.maxEntries,
        bounds.maxBytes,
        either(other, CacheOptions::nearCacheEntries),
        either(other, CacheOptions::writeBehindDelay),
        either(other, CacheOptions::refreshAhead));
  }

  private <T> @Nullable T either(
      CacheOptions<V> other, Function<CacheOptions<V>, @Nullable T> option) {
    return Optional.<T>ofNullable(option.apply(this)).orElse(option.apply(other));
  }
}
