package io.lightningdb.internal.db;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a database should do, over {@link TreeMap}: every version of every key, for ever. */
final class Model {

  /** The versions of one key, by sequence; an empty one is a deletion. */
  private final Map<String, TreeMap<String, TreeMap<Long, Optional<String>>>> keyspaces =
      new HashMap<>();

  private long sequence;

  long sequence() {
    return sequence;
  }

  void create(String keyspace) {
    keyspaces.put(keyspace, new TreeMap<>());
  }

  void drop(String keyspace) {
    keyspaces.remove(keyspace);
  }

  void rename(String from, String to) {
    keyspaces.put(to, keyspaces.remove(from));
  }

  /** Begins a commit, to which the writes that follow belong. */
  void commit() {
    sequence++;
  }

  void write(String keyspace, String key, @Nullable String value) {
    keyspaces
        .get(keyspace)
        .computeIfAbsent(key, k -> new TreeMap<>())
        .put(sequence, Optional.ofNullable(value));
  }

  @Nullable String get(String keyspace, String key, long atSequence) {
    TreeMap<Long, Optional<String>> versions = keyspaces.get(keyspace).get(key);
    Map.Entry<Long, Optional<String>> version =
        versions == null ? null : versions.floorEntry(atSequence);
    return version == null ? null : version.getValue().orElse(null);
  }

  @Nullable String get(String keyspace, String key) {
    return get(keyspace, key, sequence);
  }

  boolean changedSince(String keyspace, String key, long since) {
    TreeMap<Long, Optional<String>> versions = keyspaces.get(keyspace).get(key);
    return versions != null && versions.lastKey() > since;
  }

  /** Returns all entries as of a sequence. */
  NavigableMap<String, String> entries(String keyspace, long atSequence) {
    TreeMap<String, String> entries = new TreeMap<>();
    for (String key : keyspaces.get(keyspace).keySet()) {
      String value = get(keyspace, key, atSequence);
      if (value != null) {
        entries.put(key, value);
      }
    }
    return entries;
  }

  Map<String, SortedMap<String, String>> contents() {
    Map<String, SortedMap<String, String>> contents = new TreeMap<>();
    for (String keyspace : keyspaces.keySet()) {
      contents.put(keyspace, entries(keyspace, sequence));
    }
    return contents;
  }
}
