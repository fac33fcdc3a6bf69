package io.lightningdb.jdbc.internal.connection;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a program says of itself. It is kept, and nothing depends on it. */
final class ClientInfo {

  /** The names that JDBC suggests. */
  static final List<String> NAMES = List.of("ApplicationName", "ClientHostname", "ClientUser");

  private final Map<String, String> values = new ConcurrentHashMap<>();

  /** Sets a value, null for none; returns whether there is such a name. */
  boolean set(String name, @Nullable String value) {
    if (!NAMES.contains(name)) {
      return false;
    }
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, value);
    }
    return true;
  }

  void clear() {
    values.clear();
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  Properties all() {
    Properties all = new Properties();
    all.putAll(values);
    return all;
  }
}
