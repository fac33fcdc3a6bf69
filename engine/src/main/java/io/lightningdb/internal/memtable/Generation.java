package io.lightningdb.internal.memtable;

import io.lightningdb.internal.base.KeyspaceId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final long follows;
  private volatile long lastSequence;

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
    return arena.allocatedBytes();
  }
}
