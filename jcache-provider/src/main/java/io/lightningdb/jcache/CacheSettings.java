package io.lightningdb.jcache;

import io.lightningdb.Durability;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jcache.codec.SerialFilters;
import io.lightningdb.jcache.spi.Serializer;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** The settings that apply to one cache, by name: what its configuration leaves open. Immutable. */
final class CacheSettings {

  static final List<String> NAMES =
      List.of(
          "durability",
          "expiry",
          "lockTimeout",
          "management",
          "pageBytes",
          "serialFilter",
          "serializer",
          "statistics");

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LOCK_TIMEOUT_MAX = Duration.ofDays(1);

  private final Map<String, String> values;

  CacheSettings(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /**
   * Checks that there is such a setting, and that {@code value} is one for it.
   *
   * @throws IllegalArgumentException if not
   */
  static void check(String name, String value) {
    CacheSettings one = new CacheSettings(Map.of(name, value));
    switch (name) {
      case "durability" -> one.durability(Durability.SYNC);
      case "expiry" -> one.expiryPolicyFactory();
      case "lockTimeout" -> one.lockTimeout();
      case "management", "statistics" -> one.isOn(name);
      case "pageBytes" -> one.keyspaceOptions();
      case "serialFilter" -> SerialFilters.of(value);
      case "serializer" -> {
        if (value.isBlank()) {
          throw new IllegalArgumentException("the setting 'serializer' names no class");
        }
      }
      default ->
          throw new IllegalArgumentException(
              "there is no setting '" + name + "' of a cache; the settings are " + NAMES);
    }
  }

  static Duration checkLockTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.compareTo(LOCK_TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException(
          "lockTimeout must be from 0 to " + LOCK_TIMEOUT_MAX + ", not " + timeout);
    }
    return timeout;
  }

  private Durability durability(Durability otherwise) {
    String text = values.get("durability");
    if (text == null) {
      return otherwise;
    }
    for (Durability each : Durability.values()) {
      if (each.name().equalsIgnoreCase(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no durability; there are SYNC, FLUSHED and ASYNC");
  }

  private Duration lockTimeout() {
    String text = values.get("lockTimeout");
    if (text == null) {
      return LOCK_TIMEOUT;
    }
    try {
      return checkLockTimeout(Duration.ofMillis(Long.parseLong(text)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no number of milliseconds for the setting 'lockTimeout'", e);
    }
  }

  private boolean isOn(String name) {
    String text = values.getOrDefault(name, "false");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "'" + text + "' is neither true nor false, for the setting '" + name + "'");
    };
  }

  /** Returns the options of a new keyspace. */
  KeyspaceOptions keyspaceOptions() {
    String text = values.get("pageBytes");
    if (text == null) {
      return KeyspaceOptions.defaults();
    }
    try {
      return KeyspaceOptions.builder().pageBytes(Integer.parseInt(text)).build();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number of bytes for 'pageBytes'", e);
    }
  }

  private @Nullable Factory<? extends ExpiryPolicy> expiryPolicyFactory() {
    String text = values.get("expiry");
    if (text == null) {
      return null;
    }
    String[] words = text.strip().split("\\s+", -1);
    if (words.length == 1 && words[0].equalsIgnoreCase("eternal")) {
      return EternalExpiryPolicy.factoryOf();
    }
    if (words.length != 2) {
      throw noExpiry(text, null);
    }
    try {
      javax.cache.expiry.Duration duration =
          new javax.cache.expiry.Duration(
              TimeUnit.MILLISECONDS, Duration.parse(words[1]).toMillis());
      return switch (words[0].toLowerCase(Locale.ROOT)) {
        case "created" -> CreatedExpiryPolicy.factoryOf(duration);
        case "accessed" -> AccessedExpiryPolicy.factoryOf(duration);
        case "modified" -> ModifiedExpiryPolicy.factoryOf(duration);
        case "touched" -> TouchedExpiryPolicy.factoryOf(duration);
        default -> throw noExpiry(text, null);
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw noExpiry(text, e);
    }
  }

  private static IllegalArgumentException noExpiry(String text, @Nullable Exception e) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no expiry; write eternal, or one of created, accessed, modified and touched"
            + " with a duration, for instance: touched PT30M",
        e);
  }

  /**
   * Completes a configuration: what it leaves open is as the settings say.
   *
   * @param databaseDurability the durability where nobody asks for another
   */
  <K, V> CacheConfiguration<K, V> complete(
      Configuration<K, V> configuration, Durability databaseDurability) {
    MutableConfiguration<K, V> values = copy(configuration);
    Factory<? extends ExpiryPolicy> expiry = expiryPolicyFactory();
    if (expiry != null && values.getExpiryPolicyFactory().equals(EternalExpiryPolicy.factoryOf())) {
      values.setExpiryPolicyFactory(expiry);
    }
    values.setStatisticsEnabled(values.isStatisticsEnabled() || isOn("statistics"));
    values.setManagementEnabled(values.isManagementEnabled() || isOn("management"));
    Durability durability = durability(databaseDurability);
    Duration lockTimeout = lockTimeout();
    String filter = this.values.get("serialFilter");
    String serializer = this.values.get("serializer");
    Factory<? extends Serializer<V>> serializers =
        serializer == null ? null : FactoryBuilder.factoryOf(serializer);
    if (configuration instanceof LightningConfiguration<K, V> own) {
      durability = own.getDurability() == null ? durability : own.getDurability();
      lockTimeout = own.getLockTimeout() == null ? lockTimeout : own.getLockTimeout();
      filter = own.getSerialFilter() == null ? filter : own.getSerialFilter();
      serializers = own.getSerializerFactory() == null ? serializers : own.getSerializerFactory();
    }
    return new CacheConfiguration<>(values, durability, filter, serializers, lockTimeout);
  }

  private static <K, V> MutableConfiguration<K, V> copy(Configuration<K, V> configuration) {
    if (configuration instanceof CompleteConfiguration<K, V> complete) {
      return new MutableConfiguration<>(complete);
    }
    return new MutableConfiguration<K, V>()
        .setTypes(configuration.getKeyType(), configuration.getValueType())
        .setStoreByValue(configuration.isStoreByValue());
  }
}
