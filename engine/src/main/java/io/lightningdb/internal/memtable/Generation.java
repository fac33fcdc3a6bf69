package io.lightningdb.internal.memtable;

import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
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

  /*
   * One arena for all, so that a keyspace with a single small entry does not take a slab of its own.
   */
  private final Arena arena = new Arena();
  private final Map<KeyspaceId, Memtable> memtables = new ConcurrentHashMap<>();

  /** The commits of this time that went into files past the memtables. */
  private final List<Loaded> loads = new CopyOnWriteArrayList<>();

  private final LongAdder loadBytes = new LongAdder();
  private final long follows;
  private volatile long lastSequence;

  /** A commit that changed any number of keys, from the first to the last of them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Loaded(KeyspaceId keyspace, byte[] first, byte[] last, long sequence) {

    private static final int OVERHEAD_BYTES = 128;

    boolean mayHave(KeyspaceId id, byte[] key) {
      return keyspace.equals(id) && Keys.compare(first, key) <= 0 && Keys.compare(key, last) <= 0;
    }

    int memoryBytes() {
      return first.length + last.length + OVERHEAD_BYTES;
    }
  }

  /** Makes an empty generation that follows everything up to {@code sequence}. */
  public Generation(long sequence) {
    this.follows = sequence;
    this.lastSequence = sequence;
  }

  /** Returns the newest sequence that is not in here because it is older. */
  public long follows() {
    return follows;
  }

  /** Adds a version of a key; null deletes. The arrays are copied. */
  public void put(KeyspaceId keyspace, byte[] key, byte @Nullable [] value, long sequence) {
    Memtable memtable = memtables.get(keyspace);
    if (memtable == null) {
      memtable = new Memtable(arena);
      memtables.put(keyspace, memtable);
    }
    memtable.put(key, value, sequence);
    lastSequence = sequence;
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

  /** Returns whether nothing was written. */
  public boolean isEmpty() {
    return memtables.isEmpty();
  }

  /** Returns the memory taken, in bytes, roughly. */
  public long memoryBytes() {
    return arena.allocatedBytes() + loadBytes.sum();
  }

  /** Returns how much of the memory taken is in use, in bytes, roughly. */
  public long usedBytes() {
    return memoryBytes() - arena.freeBytes();
  }
}
