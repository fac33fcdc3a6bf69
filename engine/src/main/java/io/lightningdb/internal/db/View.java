package io.lightningdb.internal.db;

import io.lightningdb.internal.base.DeletedRanges;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.LiveCursor;
import io.lightningdb.internal.base.MergingCursor;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.base.SkippingCursor;
import io.lightningdb.internal.base.SortedKeys;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import io.lightningdb.internal.store.AscendingReader;
import io.lightningdb.internal.store.KeyspaceStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * The stores are always the state as of one sequence, with the catalog of that moment. Versions are
 * in the memtables only, so a reader at a sequence that is not older finds in the stores nothing that
 * is too new for it.
 */
/**
 * Where the entries of all keyspaces are at one moment. Immutable, though its active generation
 * goes on being filled: flush, create, drop and the like replace the view by another.
 *
 * @param active the generation that is written to
 * @param sealed generations that wait to be flushed, newest first
 * @param flushed what has been flushed
 * @param history generations that have been flushed, newest first, kept to find conflicts
 * @param catalog the keyspaces there are now
 */
record View(
    Generation active,
    List<Sealed> sealed,
    Flushed flushed,
    List<Generation> history,
    Catalog catalog) {

  /** A generation that is not written to any more, and the keyspaces there were at its end. */
  record Sealed(Generation generation, Catalog catalog) {}

  /**
   * What is in files.
   *
   * @param sequence the sequence as of which it is
   * @param catalog the keyspaces there were then
   * @param stores the stores of those that have entries
   */
  record Flushed(long sequence, Catalog catalog, Map<KeyspaceId, KeyspaceStore> stores) {

    /** Returns whether this is the same state, rather than one that is equal to it. */
    @SuppressWarnings("ReferenceEquality")
    boolean is(Flushed other) {
      return this == other;
    }

    /** Returns the numbers of the files that the stores need. */
    Set<Long> files() {
      Set<Long> files = new HashSet<>();
      for (KeyspaceStore store : stores.values()) {
        files.addAll(store.fileUse().bytesByFile().keySet());
      }
      return files;
    }
  }

  byte @Nullable [] get(KeyspaceId keyspace, byte[] key, long sequence, ReadTime time)
      throws IOException {
    byte[] value = memtableValue(keyspace, key, sequence, time);
    if (value != null) {
      return value == Memtable.DELETED ? null : value;
    }
    KeyspaceStore store = flushed.stores().get(keyspace);
    return store == null ? null : store.get(key, time);
  }

  /** Returns what {@link #get} does for each key, in the order in which they were given. */
  List<byte @Nullable []> getAll(KeyspaceId keyspace, SortedKeys keys, long sequence, ReadTime time)
      throws IOException {
    KeyspaceStore store = flushed.stores().get(keyspace);
    AscendingReader reader = store == null ? null : store.ascendingReader(time);
    byte @Nullable [][] values = new byte[keys.size()][];
    for (int i = 0; i < values.length; i++) {
      byte[] key = keys.key(i);
      byte[] value = memtableValue(keyspace, key, sequence, time);
      if (value == null && reader != null) {
        value = reader.get(key);
      }
      values[keys.position(i)] = value == Memtable.DELETED ? null : value;
    }
    return Arrays.asList(values);
  }

  boolean contains(KeyspaceId keyspace, byte[] key, long sequence, ReadTime time)
      throws IOException {
    for (Generation generation : unflushed()) {
      Memtable memtable = generation.memtable(keyspace);
      Boolean there = memtable == null ? null : memtable.contains(key, sequence, time);
      if (there != null) {
        return there;
      }
    }
    KeyspaceStore store = flushed.stores().get(keyspace);
    return store != null && store.contains(key, time);
  }

  /** Returns a value, {@link Memtable#DELETED}, or null if no memtable knows the key. */
  private byte @Nullable [] memtableValue(
      KeyspaceId keyspace, byte[] key, long sequence, ReadTime time) throws IOException {
    byte[] value = get(active, keyspace, key, sequence, time);
    for (int i = 0; value == null && i < sealed.size(); i++) {
      value = get(sealed.get(i).generation(), keyspace, key, sequence, time);
    }
    return value;
  }

  private static byte @Nullable [] get(
      Generation generation, KeyspaceId keyspace, byte[] key, long sequence, ReadTime time)
      throws IOException {
    Memtable memtable = generation.memtable(keyspace);
    return memtable == null ? null : memtable.get(key, sequence, time);
  }

  EntryCursor cursor(KeyspaceId keyspace, long sequence, ReadTime time) {
    EntryCursor entries = cursor(keyspace, sequence);
    return mayExpire(keyspace) ? new LiveCursor(entries, time) : entries;
  }

  /** Returns whether any entry of a keyspace expires some time, or has expired. */
  boolean mayExpire(KeyspaceId keyspace) {
    KeyspaceStore store = flushed.stores().get(keyspace);
    if (store != null && store.mayExpire()) {
      return true;
    }
    boolean mayExpire = mayExpire(active, keyspace);
    for (int i = 0; !mayExpire && i < sealed.size(); i++) {
      mayExpire = mayExpire(sealed.get(i).generation(), keyspace);
    }
    return mayExpire;
  }

  private static boolean mayExpire(Generation generation, KeyspaceId keyspace) {
    Memtable memtable = generation.memtable(keyspace);
    return memtable != null && memtable.mayExpire();
  }

  private EntryCursor cursor(KeyspaceId keyspace, long sequence) {
    List<EntryCursor> layers = new ArrayList<>();
    List<DeletedRanges> deleted = new ArrayList<>();
    addLayer(active, keyspace, sequence, layers, deleted);
    for (Sealed each : sealed) {
      addLayer(each.generation(), keyspace, sequence, layers, deleted);
    }
    KeyspaceStore store = flushed.stores().get(keyspace);
    if (store != null) {
      layers.add(without(deleted, store.cursor()));
    }
    return layers.size() == 1 && store != null ? layers.get(0) : new MergingCursor(layers);
  }

  /**
   * Adds a generation's layer beneath newer ones.
   *
   * @param deleted the ranges that those have deleted, to which this one's are added
   */
  private static void addLayer(
      Generation generation,
      KeyspaceId keyspace,
      long sequence,
      List<EntryCursor> layers,
      List<DeletedRanges> deleted) {
    Memtable memtable = generation.memtable(keyspace);
    if (memtable != null) {
      layers.add(without(deleted, memtable.cursor(sequence)));
      DeletedRanges ranges = memtable.deletedBeneath(sequence);
      if (ranges != null) {
        deleted.add(ranges);
      }
    }
  }

  private static EntryCursor without(List<DeletedRanges> deleted, EntryCursor entries) {
    EntryCursor cursor = entries;
    for (DeletedRanges ranges : deleted) {
      cursor = new SkippingCursor(cursor, ranges);
    }
    return cursor;
  }

  /** Returns the generations that are not flushed, newest first. */
  List<Generation> unflushed() {
    List<Generation> generations = new ArrayList<>();
    generations.add(active);
    for (Sealed each : sealed) {
      generations.add(each.generation());
    }
    return generations;
  }

  /** Returns whether this is the same view, rather than one that is equal to it. */
  @SuppressWarnings("ReferenceEquality")
  boolean is(View other) {
    return this == other;
  }

  /** Returns the generations that are in memory, newest first, those already flushed included. */
  List<Generation> generations() {
    List<Generation> generations = unflushed();
    generations.addAll(history);
    return generations;
  }

  View withCatalog(Catalog newCatalog) {
    return new View(active, sealed, flushed, history, newCatalog);
  }

  /** Returns this view with its active generation sealed and an empty one in its place. */
  View withSealed() {
    List<Sealed> newSealed = new ArrayList<>();
    newSealed.add(new Sealed(active, catalog));
    newSealed.addAll(sealed);
    return new View(active.next(), List.copyOf(newSealed), flushed, history, catalog);
  }

  /** Returns this view with its oldest sealed generation flushed. */
  View withFlushed(Flushed newFlushed, List<Generation> newHistory) {
    return new View(
        active, List.copyOf(sealed.subList(0, sealed.size() - 1)), newFlushed, newHistory, catalog);
  }

  /** Returns this view with everything in files, but for what is yet to come. */
  View withAllFlushed(Flushed newFlushed, List<Generation> newHistory) {
    return new View(active, List.of(), newFlushed, newHistory, catalog);
  }

  /** Returns this view with the same content in other files. */
  View withMoved(Flushed newFlushed) {
    return new View(active, sealed, newFlushed, history, catalog);
  }
}
