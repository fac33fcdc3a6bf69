package io.lightningdb.jcache;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The types of a cache's keys and values, checked when they are given. */
record EntryTypes<K, V>(String cacheName, Class<K> keyType, Class<V> valueType) {

  void checkKey(Object key) {
    check(Objects.requireNonNull(key, "key"), keyType, "keys");
  }

  void checkValue(Object value) {
    check(Objects.requireNonNull(value, "value"), valueType, "values");
  }

  void checkKeys(Set<?> keys) {
    Objects.requireNonNull(keys, "keys").forEach(this::checkKey);
  }

  void checkEntries(Map<?, ?> entries) {
    Objects.requireNonNull(entries, "map")
        .forEach(
            (key, value) -> {
              checkKey(key);
              checkValue(value);
            });
  }

  private void check(Object object, Class<?> type, String what) {
    if (!type.isInstance(object)) {
      throw new ClassCastException(
          "the "
              + what
              + " of cache '"
              + cacheName
              + "' are of "
              + type.getName()
              + ", not of "
              + object.getClass().getName());
    }
  }
}
