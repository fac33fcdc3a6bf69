package io.lightningdb.jcache;

import io.lightningdb.Durability;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.StorageEngine;
import io.lightningdb.jcache.codec.SerialFilters;
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
          "engine",
          "expiry",
          "lockTimeout",
          "management",
          "maxBytes",
          "maxEntries",
          "nearCacheEntries",
          "pageBytes",
          "refreshAhead",
          "serialFilter",
          "serializer",
          "statistics",
          "writeBehindDelay");

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

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
      case "durability",
          "engine",
          "lockTimeout",
          "maxBytes",
          "maxEntries",
          "nearCacheEntries",
          "refreshAhead",
          "writeBehindDelay" ->
          one.options();
      case "pageBytes" -> one.keyspaceOptions();
      case "expiry" -> one.expiryPolicyFactory();
      case "management", "statistics" -> one.isOn(name);
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

  private <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
    String text = values.get(name);
    if (text == null) {
      return null;
    }
    for (E each : type.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(text.strip())) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no value of the setting '"
            + name
            + "'; there are "
            + List.of(type.getEnumConstants()));
  }

  private @Nullable Long number(String name) {
    String text = values.get(name);
    if (text == null) {
      return null;
    }
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no number, for the setting '" + name + "'", e);
    }
  }

  private @Nullable Duration millis(String name) {
    Long millis = number(name);
    return millis == null ? null : Duration.ofMillis(millis);
  }

  private @Nullable Duration duration(String name) {
    String text = values.get(name);
    if (text == null) {
      return null;
    }
    try {
      return Duration.parse(text.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration such as PT10S, for the setting '" + name + "'", e);
    }
  }

  /** Returns what the settings say of what is beyond the specification. */
  private <V> CacheOptions<V> options() {
    String serializer = values.get("serializer");
    Long nearCacheEntries = number("nearCacheEntries");
    return new CacheOptions<>(
        constant("durability", Durability.class),
        constant("engine", StorageEngine.class),
        values.get("serialFilter"),
        serializer == null ? null : FactoryBuilder.factoryOf(serializer),
        millis("lockTimeout"),
        number("maxEntries"),
        number("maxBytes"),
        nearCacheEntries == null
            ? null
            : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, nearCacheEntries)),
        duration("writeBehindDelay"),
        duration("refreshAhead"));
  }

  private static <V> CacheOptions<V> defaults(Durability databaseDurability) {
    return new CacheOptions<>(
        databaseDurability,
        StorageEngine.BTREE,
        null,
        null,
        LOCK_TIMEOUT,
        null,
        null,
        0,
        null,
        null);
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

  /** Returns the options of a new keyspace, but for its engine. */
  KeyspaceOptions keyspaceOptions() {
    KeyspaceOptions.Builder options = KeyspaceOptions.builder();
    Long pageBytes = number("pageBytes");
    if (pageBytes != null) {
      options.pageBytes((int) Math.max(0, Math.min(Integer.MAX_VALUE, pageBytes)));
    }
    return options.build();
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
    CacheOptions<V> own =
        configuration instanceof LightningConfiguration<K, V> lightning
            ? CacheOptions.of(lightning)
            : CacheOptions.none();
    CacheOptions<V> settings = options();
    return new CacheConfiguration<>(
        values, own.orElse(settings).orElse(defaults(databaseDurability)));
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
