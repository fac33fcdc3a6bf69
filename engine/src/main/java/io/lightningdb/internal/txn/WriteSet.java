package io.lightningdb.internal.txn;

import io.lightningdb.LimitException;
import io.lightningdb.Limits;
import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.DeletedRanges;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.base.Stretch;
import io.lightningdb.internal.txn.Write.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The writes of a transaction before it commits. For one thread. */
public final class WriteSet {

  /** A value, or null for a deletion; a box, because a map cannot tell null from absent. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Written(byte @Nullable [] value, boolean isBlob, long expiresAt) {}

  private final Map<KeyspaceId, Writes> keyspaces = new LinkedHashMap<>();
  private final Blobs blobs;
  private long bytes;
  private long changes;

  /** How many writes and ranges there are. */
  private int size;

  /** What was there before each write since the oldest savepoint, newest last. */
  private final List<Runnable> undos = new ArrayList<>();

  private int savepoints;

  /** What was written in one keyspace. */
  private static final class Writes implements DeletedRanges {

    private static final byte[] LOWEST = {};

    private final NavigableMap<byte[], Written> entries = new TreeMap<>(Keys::compare);

    /**
     * The deleted ranges, none of which touches another, by their first keys: what is behind them,
     * or nothing if they go on to the end. Entries were written later.
     */
    private final NavigableMap<byte[], Optional<byte[]>> ranges = new TreeMap<>(Keys::compare);

    @Override
    public Stretch around(byte[] key) {
      Map.Entry<byte[], Optional<byte[]>> range = ranges.floorEntry(key);
      byte[] from = LOWEST;
      if (range != null) {
        byte[] to = range.getValue().orElse(null);
        if (to == null || Keys.compare(key, to) < 0) {
          return new Stretch(range.getKey(), to, Long.MAX_VALUE);
        }
        from = to;
      }
      return new Stretch(from, ranges.higherKey(key), 0);
    }

    /** Returns whether {@code key} was written or is in a deleted range. */
    boolean has(byte[] key) {
      return entries.containsKey(key) || (!ranges.isEmpty() && around(key).isDeleted());
    }

    /** Returns the ranges that a range overlaps or touches. */
    private NavigableMap<byte[], Optional<byte[]>> joined(byte[] from, byte @Nullable [] to) {
      Map.Entry<byte[], Optional<byte[]>> before = ranges.lowerEntry(from);
      boolean reaches =
          before != null && before.getValue().map(end -> Keys.compare(end, from) >= 0).orElse(true);
      byte[] first = reaches ? before.getKey() : from;
      return to == null ? ranges.tailMap(first, true) : ranges.subMap(first, true, to, true);
    }
  }

  /**
   * @param blobs reads what was written apart
   */
  public WriteSet(Blobs blobs) {
    this.blobs = blobs;
  }

  /**
   * Adds a write, replacing an earlier one of the same key. The arrays must not change any more.
   *
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   * @throws LimitException if all writes together are too large for a commit
   */
  public void put(KeyspaceId keyspace, byte[] key, byte @Nullable [] value, long expiresAt) {
    put(keyspace, key, new Written(value, false, expiresAt));
  }

  /** Adds a write that never expires, or the deletion of a key. */
  public void put(KeyspaceId keyspace, byte[] key, byte @Nullable [] value) {
    put(keyspace, key, value, ReadTime.NEVER);
  }

  /**
   * Adds a write of a value that was written apart, replacing an earlier one of the same key.
   *
   * @param pointer where it lies
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  public void putBlob(KeyspaceId keyspace, byte[] key, byte[] pointer, long expiresAt) {
    put(keyspace, key, new Written(pointer, true, expiresAt));
  }

  private Writes writesOf(KeyspaceId keyspace) {
    return keyspaces.computeIfAbsent(keyspace, id -> new Writes());
  }

  private void put(KeyspaceId keyspace, byte[] key, Written written) {
    NavigableMap<byte[], Written> entries = writesOf(keyspace).entries;
    Written replaced = entries.get(key);
    long before = replaced == null ? 0 : CommitPayload.bytes(key, replaced.value);
    reserve(CommitPayload.bytes(key, written.value) - before);
    entries.put(key, written);
    size += replaced == null ? 1 : 0;
    changes++;
    note(() -> restore(entries, key, replaced));
  }

  /** Puts back what an entry was before a write. */
  private void restore(
      NavigableMap<byte[], Written> entries, byte[] key, @Nullable Written before) {
    Written taken = before == null ? entries.remove(key) : entries.put(key, before);
    if (taken == null) {
      size++;
    } else {
      bytes -= CommitPayload.bytes(key, taken.value);
    }
    if (before == null) {
      size--;
    } else {
      bytes += CommitPayload.bytes(key, before.value);
    }
  }

  /**
   * Deletes all keys of a range that is not empty; earlier writes of them are gone. The arrays must
   * not change any more.
   *
   * @param to the first key behind the range, or null if it has no end
   * @throws LimitException if all writes together are too large for a commit
   */
  public void deleteRange(KeyspaceId keyspace, byte[] from, byte @Nullable [] to) {
    Writes writes = writesOf(keyspace);
    reserve(rangeBytes(from, to));
    NavigableMap<byte[], Written> covered =
        to == null
            ? writes.entries.tailMap(from, true)
            : writes.entries.subMap(from, true, to, false);
    covered.forEach((key, written) -> note(() -> restore(writes.entries, key, written)));
    covered.forEach((key, written) -> bytes -= CommitPayload.bytes(key, written.value));
    size -= covered.size();
    covered.clear();
    join(writes.ranges, writes.joined(from, to), from, to);
    changes++;
  }

  /** Puts a range in the place of those that it overlaps or touches. */
  private void join(
      NavigableMap<byte[], Optional<byte[]>> ranges,
      NavigableMap<byte[], Optional<byte[]>> joined,
      byte[] from,
      byte @Nullable [] to) {
    NavigableMap<byte[], Optional<byte[]>> before = new TreeMap<>(joined);
    byte[] start = from;
    byte[] end = to;
    if (!before.isEmpty()) {
      start = Keys.compare(before.firstKey(), from) < 0 ? before.firstKey() : from;
      byte[] last = before.lastEntry().getValue().orElse(null);
      end = to == null || last == null ? null : Keys.compare(last, to) > 0 ? last : to;
    }
    joined.clear();
    ranges.put(start, Optional.ofNullable(end));
    before.forEach((key, behind) -> bytes -= rangeBytes(key, behind.orElse(null)));
    bytes += rangeBytes(start, end) - rangeBytes(from, to);
    size += 1 - before.size();
    byte[] newStart = start;
    byte[] newEnd = end;
    note(
        () -> {
          ranges.remove(newStart);
          ranges.putAll(before);
          bytes -= rangeBytes(newStart, newEnd);
          before.forEach((key, behind) -> bytes += rangeBytes(key, behind.orElse(null)));
          size += before.size() - 1;
        });
  }

  private static long rangeBytes(byte[] from, byte @Nullable [] to) {
    return CommitPayload.bytes(from, to);
  }

  /** Counts what is about to be written, if it is not too much. */
  private void reserve(long newBytes) {
    long bytesAfter = bytes + newBytes;
    if (bytesAfter > Limits.COMMIT_BYTES_MAX) {
      throw CommitPayload.tooLarge(bytesAfter);
    }
    bytes = bytesAfter;
  }

  private void note(Runnable undo) {
    if (savepoints > 0) {
      undos.add(undo);
    }
  }

  /**
   * Begins to note what writes replace, until as many savepoints were released, and returns the
   * present place in these notes.
   */
  public int savepoint() {
    savepoints++;
    return undos.size();
  }

  /** Takes back the writes that were made since {@link #savepoint} returned {@code place}. */
  public void rollbackTo(int place) {
    for (int i = undos.size() - 1; i >= place; i--) {
      undos.remove(i).run();
      changes++;
    }
  }

  /** Ends a savepoint; the writes stay. */
  public void release() {
    savepoints--;
    if (savepoints == 0) {
      undos.clear();
    }
  }

  /** Returns whether there is nothing that was written and not taken back. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Returns whether {@code key} was written, or deleted with others. */
  public boolean has(KeyspaceId keyspace, byte[] key) {
    Writes writes = keyspaces.get(keyspace);
    return writes != null && writes.has(key);
  }

  /**
   * Returns the value written to {@code key}; null if that was a deletion, there is none, or it has
   * expired.
   */
  public byte @Nullable [] get(KeyspaceId keyspace, byte[] key, ReadTime time) throws IOException {
    Written written = written(keyspace, key);
    byte[] value = written == null || time.isPast(written.expiresAt) ? null : written.value;
    return written == null || value == null || !written.isBlob ? value : blobs.read(value);
  }

  /** Returns whether {@code key} was written last, not deleted, and has not expired. */
  public boolean hasValue(KeyspaceId keyspace, byte[] key, ReadTime time) {
    Written written = written(keyspace, key);
    return written != null && written.value != null && !time.isPast(written.expiresAt);
  }

  private @Nullable Written written(KeyspaceId keyspace, byte[] key) {
    Writes writes = keyspaces.get(keyspace);
    return writes == null ? null : writes.entries.get(key);
  }

  /** Returns all writes, deleted ranges first. */
  public List<Write> writes() {
    List<Write> all = new ArrayList<>();
    keyspaces.forEach(
        (keyspace, writes) ->
            writes.ranges.forEach(
                (from, to) -> all.add(Write.range(keyspace, from, to.orElse(null)))));
    keyspaces.forEach(
        (keyspace, writes) ->
            writes.entries.forEach(
                (key, written) ->
                    all.add(
                        new Write(
                            keyspace, kind(written), key, written.value, written.expiresAt))));
    return all;
  }

  private static Kind kind(Written written) {
    if (written.value == null) {
      return Kind.DELETE;
    }
    return written.isBlob ? Kind.PUT_BLOB : Kind.PUT;
  }

  /** Returns how often something was written. */
  long changes() {
    return changes;
  }

  /**
   * Returns a cursor over the writes in {@code keyspace}, which sees writes made later too. What
   * has expired is a deletion.
   */
  EntryCursor cursor(KeyspaceId keyspace, ReadTime time) {
    return new WriteCursor(writesOf(keyspace).entries, time);
  }

  /** Returns the ranges of {@code keyspace} that are deleted, those included that come later. */
  DeletedRanges deletedRanges(KeyspaceId keyspace) {
    return writesOf(keyspace);
  }

  private final class WriteCursor implements EntryCursor {

    private final NavigableMap<byte[], Written> writes;
    private final ReadTime time;
    private Map.@Nullable Entry<byte[], Written> entry;

    WriteCursor(NavigableMap<byte[], Written> writes, ReadTime time) {
      this.writes = writes;
      this.time = time;
    }

    private boolean moveTo(Map.@Nullable Entry<byte[], Written> newEntry) {
      entry = newEntry;
      return newEntry != null;
    }

    private Map.Entry<byte[], Written> entry() {
      Map.Entry<byte[], Written> current = entry;
      if (current == null) {
        throw new IllegalStateException("the cursor is on no entry");
      }
      return current;
    }

    @Override
    public boolean first() {
      return moveTo(writes.firstEntry());
    }

    @Override
    public boolean last() {
      return moveTo(writes.lastEntry());
    }

    @Override
    public boolean seek(byte[] key) {
      return moveTo(writes.ceilingEntry(key));
    }

    @Override
    public boolean seekBefore(byte[] key) {
      return moveTo(writes.lowerEntry(key));
    }

    @Override
    public boolean next() {
      return moveTo(writes.higherEntry(key()));
    }

    @Override
    public boolean previous() {
      return moveTo(writes.lowerEntry(key()));
    }

    @Override
    public byte[] key() {
      return entry().getKey();
    }

    @Override
    public int keyLength() {
      return entry().getKey().length;
    }

    @Override
    public boolean isDelete() {
      Written written = entry().getValue();
      return written.value == null || time.isPast(written.expiresAt);
    }

    @Override
    public long expiresAt() {
      return entry().getValue().expiresAt;
    }

    @Override
    public byte[] value() throws IOException {
      return isBlob() ? blobs.read(stored()) : stored();
    }

    @Override
    public boolean isBlob() {
      return entry().getValue().isBlob;
    }

    @Override
    public int copyValue(byte[] into) throws IOException {
      if (isBlob()) {
        return EntryCursor.super.copyValue(into);
      }
      byte[] value = lentValue();
      System.arraycopy(value, 0, into, 0, Math.min(value.length, into.length));
      return value.length;
    }

    @Override
    public byte[] stored() {
      return lentValue().clone();
    }

    private byte[] lentValue() {
      byte[] value = entry().getValue().value;
      if (value == null) {
        throw new IllegalStateException("a deletion has no value");
      }
      return value;
    }
  }
}
