package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/*
 * Backward validation (Kung and Robinson, "On Optimistic Methods for Concurrency Control", 1981): if
 * nothing of what a transaction has read was changed until its commit, everything it read is as it
 * would have read it at that moment, and so it is as if all of it had happened then. Where a cursor
 * went, the keys that it did not find are read too (phantoms), so a range is noted and not its keys.
 */
/** What a serializable transaction has read. For one thread. */
public final class ReadSet {

  /** How much memory the notes may take before whole keyspaces are noted. */
  static final long BYTES_MAX = 8 * 1024 * 1024;

  private static final int OVERHEAD_BYTES = 96;
  private static final byte[] LOWEST = {};

  private final Map<KeyspaceId, Reads> keyspaces = new HashMap<>();
  private long bytes;

  private static final class Reads {
    private final NavigableSet<byte[]> keys = new TreeSet<>(Keys::compare);
    private List<Interval> intervals = new ArrayList<>();
    private boolean all;

    /**
     * Makes one range of those that overlap or meet, so that no entry is passed twice when they are
     * looked up. No cursor may go on from here.
     */
    void joinIntervals() {
      intervals.removeIf(Interval::isEmpty);
      intervals.sort((a, b) -> Keys.compare(a.from, b.from));
      List<Interval> joined = new ArrayList<>();
      Interval last = null;
      for (Interval interval : intervals) {
        if (last != null && last.reaches(interval.from)) {
          last.extendTo(interval.to);
        } else {
          joined.add(interval);
          last = interval;
        }
      }
      intervals = joined;
    }
  }

  /** A range of keys that were read, as far as a cursor has come. */
  static final class Interval {
    private final Reads reads;
    private byte[] from;
    private byte @Nullable [] to;

    private Interval(Reads reads, byte[] from, byte @Nullable [] to) {
      this.reads = reads;
      this.from = from;
      this.to = to;
    }

    private void extendTo(byte @Nullable [] newTo) {
      if (to != null && (newTo == null || Keys.compare(newTo, to) > 0)) {
        to = newTo;
      }
    }

    private void extendFrom(byte[] newFrom) {
      if (Keys.compare(newFrom, from) < 0) {
        from = newFrom;
      }
    }

    private boolean reaches(byte[] key) {
      return to == null || Keys.compare(to, key) >= 0;
    }

    private boolean isEmpty() {
      return to != null && Keys.compare(from, to) >= 0;
    }

    private int keyBytes() {
      return from.length + (to == null ? 0 : to.length);
    }
  }

  /** Returns whether nothing was read. */
  public boolean isEmpty() {
    return keyspaces.isEmpty();
  }

  /** Returns one of the keyspaces that were read, of which there is at least one. */
  public KeyspaceId anyKeyspace() {
    return keyspaces.keySet().iterator().next();
  }

  /** Returns the keyspaces that were read. */
  public Set<KeyspaceId> keyspaces() {
    return Collections.unmodifiableSet(keyspaces.keySet());
  }

  private Reads reads(KeyspaceId keyspace) {
    return keyspaces.computeIfAbsent(keyspace, id -> new Reads());
  }

  /** Notes that a key was read, whether it was there or not. */
  public void key(KeyspaceId keyspace, byte[] key) {
    Reads reads = reads(keyspace);
    if (!reads.all && !reads.keys.contains(key)) {
      reads.keys.add(key.clone());
      count(key.length + OVERHEAD_BYTES);
    }
  }

  /**
   * Notes that a cursor begins to read, and returns what is to be extended where it goes.
   *
   * @param from the first key that counts, not to be changed any more
   * @param to the first key that does not count any more, or null; not to be changed any more
   */
  Interval interval(KeyspaceId keyspace, byte[] from, byte @Nullable [] to) {
    Reads reads = reads(keyspace);
    Interval interval = new Interval(reads, from, to);
    if (!reads.all) {
      reads.intervals.add(interval);
      count(interval.keyBytes() + OVERHEAD_BYTES);
    }
    return interval;
  }

  /** Adds to an interval everything up to a key, not to be changed any more; null is the end. */
  void extendTo(Interval interval, byte @Nullable [] to) {
    int before = interval.keyBytes();
    interval.extendTo(to);
    countLonger(interval, before);
  }

  /** Adds to an interval everything from a key on, not to be changed any more. */
  void extendFrom(Interval interval, byte[] from) {
    int before = interval.keyBytes();
    interval.extendFrom(from);
    countLonger(interval, before);
  }

  private void countLonger(Interval interval, int keyBytesBefore) {
    if (!interval.reads.all) {
      count(interval.keyBytes() - keyBytesBefore);
    }
  }

  private void count(int more) {
    bytes += more;
    if (bytes > BYTES_MAX) {
      for (Reads reads : keyspaces.values()) {
        reads.all = true;
        reads.keys.clear();
        reads.intervals.clear();
      }
      bytes = 0;
    }
  }

  /**
   * Returns something that was read and changed after {@code sequence}, or null if there is none.
   * Nothing may be noted any more from here on.
   *
   * @param generations those that have everything after {@code sequence}
   */
  public @Nullable Changed firstChanged(List<Generation> generations, long sequence) {
    keyspaces.values().forEach(Reads::joinIntervals);
    for (Generation generation : generations) {
      if (generation.lastSequence() > sequence) {
        for (Map.Entry<KeyspaceId, Reads> entry : keyspaces.entrySet()) {
          Changed changed = firstChanged(generation, entry.getKey(), entry.getValue(), sequence);
          if (changed != null) {
            return changed;
          }
        }
      }
    }
    return null;
  }

  private static @Nullable Changed firstChanged(
      Generation generation, KeyspaceId keyspace, Reads reads, long sequence) {
    Memtable memtable = generation.memtable(keyspace);
    for (byte[] key : reads.keys) {
      if ((memtable != null && memtable.newestSequence(key) > sequence)
          || generation.mayBeLoadedAfter(sequence, keyspace, key)) {
        return new Changed(keyspace, key);
      }
    }
    if (reads.all) {
      return firstChanged(
          generation, memtable, keyspace, new Interval(reads, LOWEST, null), sequence);
    }
    for (Interval interval : reads.intervals) {
      Changed changed = firstChanged(generation, memtable, keyspace, interval, sequence);
      if (changed != null) {
        return changed;
      }
    }
    return null;
  }

  private static @Nullable Changed firstChanged(
      Generation generation,
      @Nullable Memtable memtable,
      KeyspaceId keyspace,
      Interval interval,
      long sequence) {
    byte[] key =
        memtable == null ? null : memtable.anyChangedAfter(sequence, interval.from, interval.to);
    if (key != null) {
      return new Changed(keyspace, key);
    }
    return generation.mayBeLoadedAfter(sequence, keyspace, interval.from, interval.to)
        ? new Changed(keyspace, null)
        : null;
  }

  /** Returns the key that follows a key, which may be the first bytes of an array. */
  static byte[] successor(byte[] key, int length) {
    return Arrays.copyOf(Arrays.copyOf(key, length), length + 1);
  }
}
