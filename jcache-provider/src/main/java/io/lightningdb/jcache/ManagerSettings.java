package io.lightningdb.jcache;

import io.lightningdb.Options;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/*
 * A setting "cache.NAME" is for all caches, "cache.PATTERN.NAME" for those whose names match: an
 * asterisk stands for any characters. Names of caches often have dots and those of settings never, so
 * the last dot divides. Of several that match the longest pattern counts, and one without an
 * asterisk before all others.
 */
/** The settings of a manager: options of the engine, and settings of caches. Immutable. */
final class ManagerSettings {

  private static final String CACHE = "cache.";

  private final Options options;
  private final Map<String, Map<String, String>> cacheSettings;

  private ManagerSettings(Options options, Map<String, Map<String, String>> cacheSettings) {
    this.options = options;
    this.cacheSettings = cacheSettings;
  }

  /**
   * Makes settings of names and values.
   *
   * @throws IllegalArgumentException if there is no such setting, or a value is none for it
   */
  static ManagerSettings of(Map<String, String> settings) {
    Options.Builder options = Options.builder();
    Map<String, Map<String, String>> cacheSettings = new HashMap<>();
    for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
      String name = setting.getKey();
      String value = setting.getValue().strip();
      if (name.startsWith(CACHE)) {
        String rest = name.substring(CACHE.length());
        int dot = rest.lastIndexOf('.');
        String pattern = dot < 0 ? "*" : rest.substring(0, dot);
        CacheSettings.check(rest.substring(dot + 1), value);
        cacheSettings
            .computeIfAbsent(pattern, p -> new HashMap<>())
            .put(rest.substring(dot + 1), value);
      } else if (Options.Builder.names().contains(name)) {
        options.set(name, value);
      } else {
        throw new IllegalArgumentException(
            "there is no setting '"
                + name
                + "'; the settings are "
                + Options.Builder.names()
                + ", and for caches, behind 'cache.' or 'cache.NAME.', "
                + CacheSettings.NAMES);
      }
    }
    return new ManagerSettings(options.build(), cacheSettings);
  }

  /**
   * Returns whether a property belongs to somebody else: names of properties are like those of
   * packages, says the specification, and what is not in ours is passed through and means nothing.
   */
  static boolean isForeign(String name) {
    return name.indexOf('.') >= 0 && !name.startsWith(CACHE) && !name.startsWith("lightning.");
  }

  /** Returns the options that the engine is opened with. */
  Options options() {
    return options;
  }

  /** Returns the settings of the cache called {@code name}. */
  CacheSettings of(String name) {
    Map<String, String> merged = new HashMap<>();
    List<String> patterns =
        cacheSettings.keySet().stream()
            .filter(pattern -> matches(pattern, name))
            .sorted(
                Comparator.<String, Boolean>comparing(pattern -> !pattern.contains("*"))
                    .thenComparing(String::length)
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    for (String pattern : patterns) {
      Map<String, String> settings = cacheSettings.getOrDefault(pattern, Map.of());
      if (settings.containsKey("maxEntries") || settings.containsKey("maxBytes")) {
        // The one bound that a cache has is that of the longest pattern.
        merged.remove("maxEntries");
        merged.remove("maxBytes");
      }
      merged.putAll(settings);
    }
    return new CacheSettings(merged);
  }

  private static boolean matches(String pattern, String name) {
    String[] parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return pattern.equals(name);
    }
    String first = parts[0];
    String last = parts[parts.length - 1];
    if (name.length() < first.length() + last.length()
        || !name.startsWith(first)
        || !name.endsWith(last)) {
      return false;
    }
    int position = first.length();
    int end = name.length() - last.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = name.indexOf(parts[i], position);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      position = found + parts[i].length();
    }
    return true;
  }
}
