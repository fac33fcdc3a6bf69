package io.lightningdb.internal.db;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a database should do, over {@link TreeMap}: every version of every key, for ever. */
final class Model {

  /**
   * A value, and when it expires, in microseconds since 1970.
   *
   * @param expiresAt the greatest number for never
   */
  record Entry(String value, long expiresAt) {}

  /** The versions of one key, by sequence; an empty one is a deletion. */
  private final Map<String, TreeMap<String, TreeMap<Long, Optional<Entry>>>> keyspaces =
      new HashMap<>();

  private final Map<String, Map<String, String>> attributes = new HashMap<>();

  /** The ranges that were deleted. */
  private final List<DeletedRange> deletedRanges = new ArrayList<>();

  private long sequence;

  /** A range that was deleted, up to a key or to the end. */
  private record DeletedRange(String keyspace, String from, @Nullable String to, long sequence) {

    boolean overlaps(String otherFrom, @Nullable String otherTo) {
      return (to == null || otherFrom.compareTo(to) < 0)
          && (otherTo == null || from.compareTo(otherTo) < 0);
    }
  }

  long sequence() {
    return sequence;
  }

  void create(String keyspace) {
    keyspaces.put(keyspace, new TreeMap<>());
    attributes.put(keyspace, new TreeMap<>());
  }

  void drop(String keyspace) {
    keyspaces.remove(keyspace);
    attributes.remove(keyspace);
  }

  void rename(String from, String to) {
    keyspaces.put(to, keyspaces.remove(from));
    attributes.put(to, attributes.remove(from));
    deletedRanges.replaceAll(
        range ->
            range.keyspace.equals(from)
                ? new DeletedRange(to, range.from, range.to, range.sequence)
                : range);
  }

  /** Returns the attributes of a keyspace, to be read and changed. */
  Map<String, String> attributes(String keyspace) {
    return attributes.get(keyspace);
  }

  /** Begins a commit, to which the writes that follow belong. */
  void commit() {
    sequence++;
  }

  void write(String keyspace, String key, @Nullable Entry entry) {
    keyspaces
        .get(keyspace)
        .computeIfAbsent(key, k -> new TreeMap<>())
        .put(sequence, Optional.ofNullable(entry));
  }

  void deleteRange(String keyspace, String from, @Nullable String to) {
    deletedRanges.add(new DeletedRange(keyspace, from, to, sequence));
    for (String key : within(keyspaces.get(keyspace), from, to).keySet()) {
      write(keyspace, key, null);
    }
  }

  private static <V> SortedMap<String, V> within(
      NavigableMap<String, V> entries, String from, @Nullable String to) {
    return to == null ? entries.tailMap(from, true) : entries.subMap(from, true, to, false);
  }

  /** Returns what there is at a sequence for somebody who reads at a time. */
  @Nullable Entry get(String keyspace, String key, long atSequence, long micros) {
    TreeMap<Long, Optional<Entry>> versions = keyspaces.get(keyspace).get(key);
    Map.Entry<Long, Optional<Entry>> version =
        versions == null ? null : versions.floorEntry(atSequence);
    return version == null
        ? null
        : version.getValue().filter(entry -> entry.expiresAt > micros).orElse(null);
  }

  boolean changedSince(String keyspace, String key, long since) {
    return anyChangedSince(keyspace, key, key + '\0', since);
  }

  boolean anyChangedSince(String keyspace, String from, @Nullable String to, long since) {
    return within(keyspaces.get(keyspace), from, to).values().stream()
            .anyMatch(versions -> versions.lastKey() > since)
        || deletedRanges.stream()
            .filter(range -> range.sequence > since && range.keyspace.equals(keyspace))
            .anyMatch(range -> range.overlaps(from, to));
  }

  /** Returns all entries as of a sequence and a time. */
  NavigableMap<String, Entry> entries(String keyspace, long atSequence, long micros) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    for (String key : keyspaces.get(keyspace).keySet()) {
      Entry entry = get(keyspace, key, atSequence, micros);
      if (entry != null) {
        entries.put(key, entry);
      }
    }
    return entries;
  }

  Map<String, SortedMap<String, String>> contents(long micros) {
    Map<String, SortedMap<String, String>> contents = new TreeMap<>();
    for (String keyspace : keyspaces.keySet()) {
      SortedMap<String, String> values = new TreeMap<>();
      entries(keyspace, sequence, micros).forEach((key, entry) -> values.put(key, entry.value));
      contents.put(keyspace, values);
      Databases.putAttributes(contents, keyspace, attributes.get(keyspace));
    }
    return contents;
  }
}
