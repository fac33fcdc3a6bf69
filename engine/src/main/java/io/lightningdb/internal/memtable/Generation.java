package io.lightningdb.internal.memtable;

import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The memtables, one for each keyspace written to, that are filled together and then flushed
 * together. One thread at a time may write; any number may read.
 */
public final class Generation {

  /** How many bytes of values that lie elsewhere count as one of memory. */
  public static final int APART_SHARE = 4;

  /*
   * One arena for all, so that a keyspace with a single small entry does not take a slab of its own.
   */
  private final Arena arena = new Arena();
  private final Map<KeyspaceId, Memtable> memtables = new ConcurrentHashMap<>();

  /** The commits of this time that went into files past the memtables. */
  private final List<Loaded> loads = new CopyOnWriteArrayList<>();

  private final LongAdder loadBytes = new LongAdder();

  /** The memory that deleted ranges take. */
  private final LongAdder rangeBytes = new LongAdder();

  private final Blobs blobs;

  /** The files that values are in that lie elsewhere. */
  private final Set<Long> blobFiles = ConcurrentHashMap.newKeySet();

  private final LongAdder apartBytes = new LongAdder();
  private final long follows;
  private volatile long lastSequence;

  /** A commit that changed any number of keys, from the first to the last of them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Loaded(KeyspaceId keyspace, byte[] first, byte[] last, long sequence) {

    private static final int OVERHEAD_BYTES = 128;

    boolean mayHave(KeyspaceId id, byte[] key) {
      return keyspace.equals(id) && Keys.compare(first, key) <= 0 && Keys.compare(key, last) <= 0;
    }

    boolean mayHave(KeyspaceId id, byte[] from, byte @Nullable [] to) {
      return keyspace.equals(id)
          && Keys.compare(last, from) >= 0
          && (to == null || Keys.compare(first, to) < 0);
    }

    int memoryBytes() {
      return first.length + last.length + OVERHEAD_BYTES;
    }
  }

  /**
   * Makes an empty generation that follows everything up to {@code sequence}.
   *
   * @param blobs reads values that lie elsewhere
   */
  public Generation(long sequence, Blobs blobs) {
    this.follows = sequence;
    this.lastSequence = sequence;
    this.blobs = blobs;
  }

  /** Makes an empty generation, to which no values are added that lie elsewhere. */
  public Generation(long sequence) {
    this(sequence, Blobs.NONE);
  }

  /** Returns an empty generation that follows this one. */
  public Generation next() {
    return new Generation(lastSequence, blobs);
  }

  /** Returns the newest sequence that is not in here because it is older. */
  public long follows() {
    return follows;
  }

  /**
   * Adds a version of a key; null deletes. The arrays are copied.
   *
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  public void put(
      KeyspaceId keyspace, byte[] key, byte @Nullable [] value, long expiresAt, long sequence) {
    memtableFor(keyspace).put(key, value, expiresAt, sequence);
    lastSequence = sequence;
  }

  /**
   * Adds a version of a key whose value lies elsewhere. The arrays are copied.
   *
   * @param pointer where it lies
   * @param file the number of the file that this is in
   * @param valueBytes how many bytes of that it takes
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  public void putBlob(
      KeyspaceId keyspace,
      byte[] key,
      byte[] pointer,
      long file,
      long valueBytes,
      long expiresAt,
      long sequence) {
    // First, so that whoever sees the pointer finds the file among those that are needed.
    blobFiles.add(file);
    apartBytes.add(valueBytes);
    memtableFor(keyspace).putBlob(key, pointer, expiresAt, sequence);
    lastSequence = sequence;
  }

  /**
   * Deletes all keys of a range that is not empty. The arrays must not be changed any more.
   *
   * @param to the first key behind the range, or null if it has no end
   */
  public void deleteRange(KeyspaceId keyspace, byte[] from, byte @Nullable [] to, long sequence) {
    Memtable memtable = memtableFor(keyspace);
    long before = memtable.rangeBytes();
    memtable.deleteRange(from, to, sequence);
    rangeBytes.add(memtable.rangeBytes() - before);
    lastSequence = sequence;
  }

  private Memtable memtableFor(KeyspaceId keyspace) {
    Memtable memtable = memtables.get(keyspace);
    if (memtable == null) {
      memtable = new Memtable(arena, blobs);
      memtables.put(keyspace, memtable);
    }
    return memtable;
  }

  /** Returns the numbers of the files that values of any version are in that lie elsewhere. */
  public Set<Long> blobFiles() {
    return Collections.unmodifiableSet(blobFiles);
  }

  /**
   * Notes that a commit of this time went into files: what it changed is not in a memtable.
   *
   * @param first the first key that it changed; not to be changed any more, as the last one
   */
  public void noteLoad(KeyspaceId keyspace, byte[] first, byte[] last, long sequence) {
    Loaded load = new Loaded(keyspace, first, last, sequence);
    loads.add(load);
    loadBytes.add(load.memoryBytes());
    lastSequence = sequence;
  }

  /** Returns whether a key may have been changed after {@code sequence} past the memtables. */
  public boolean mayBeLoadedAfter(long sequence, KeyspaceId keyspace, byte[] key) {
    for (Loaded load : loads) {
      if (load.sequence > sequence && load.mayHave(keyspace, key)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether something in a range may have been changed after {@code sequence} past the
   * memtables.
   *
   * @param from the first key of the range
   * @param to the first key behind the range, or null if it has no end
   */
  public boolean mayBeLoadedAfter(
      long sequence, KeyspaceId keyspace, byte[] from, byte @Nullable [] to) {
    for (Loaded load : loads) {
      if (load.sequence > sequence && load.mayHave(keyspace, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** Notes that everything up to {@code sequence} is in this generation or older ones. */
  public void advanceTo(long sequence) {
    lastSequence = sequence;
  }

  /** Returns the newest sequence that is in here, or if nothing is, the one this follows. */
  public long lastSequence() {
    return lastSequence;
  }

  /** Returns the memtable of {@code keyspace}, or null if this generation has nothing for it. */
  public @Nullable Memtable memtable(KeyspaceId keyspace) {
    return memtables.get(keyspace);
  }

  /** Returns the keyspaces that were written to. */
  public Set<KeyspaceId> keyspaces() {
    return memtables.keySet();
  }

  /** Returns whether ranges were deleted: to flush them may take long, however few they are. */
  public boolean hasDeletedRanges() {
    return rangeBytes.sum() > 0;
  }

  /** Returns whether nothing was written. */
  public boolean isEmpty() {
    return memtables.isEmpty();
  }

  /** Returns the memory taken, in bytes, roughly. */
  public long memoryBytes() {
    return arena.allocatedBytes() + loadBytes.sum() + rangeBytes.sum();
  }

  /*
   * Values that lie elsewhere take no memory. But those in the log are in the part of it that recovery
   * has to read as long as the generation is not flushed, and those that others have replaced, in the
   * log or in files of their own, do not give their space back before.
   */
  /**
   * Returns how much is in use of the memory that a generation may take, in bytes, roughly. Values
   * that lie elsewhere count a little.
   */
  public long usedBytes() {
    return memoryBytes() - arena.freeBytes() + apartBytes.sum() / APART_SHARE;
  }
}
