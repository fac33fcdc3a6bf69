package io.lightningdb.internal.txn;

import io.lightningdb.Limits;
import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The writes of a transaction before it commits. For one thread. */
public final class WriteSet {

  /** A value, or null for a deletion; a box, because a map cannot tell null from absent. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Written(byte @Nullable [] value, boolean isBlob) {}

  private final Map<KeyspaceId, NavigableMap<byte[], Written>> keyspaces = new LinkedHashMap<>();
  private final Blobs blobs;
  private long bytes;
  private long changes;
  private int size;

  /** What was there before each write since the oldest savepoint, newest last. */
  private final List<Undo> undos = new ArrayList<>();

  private int savepoints;

  /** A write that can be taken back. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Undo(KeyspaceId keyspace, byte[] key, @Nullable Written before) {}

  /**
   * @param blobs reads what was written apart
   */
  public WriteSet(Blobs blobs) {
    this.blobs = blobs;
  }

  /**
   * Adds a write, replacing an earlier one of the same key. The arrays must not change any more.
   *
   * @throws io.lightningdb.LimitException if all writes together are too large for a commit
   */
  public void put(KeyspaceId keyspace, byte[] key, byte @Nullable [] value) {
    put(keyspace, key, new Written(value, false));
  }

  /**
   * Adds a write of a value that was written apart, replacing an earlier one of the same key.
   *
   * @param pointer where it lies
   */
  public void putBlob(KeyspaceId keyspace, byte[] key, byte[] pointer) {
    put(keyspace, key, new Written(pointer, true));
  }

  private void put(KeyspaceId keyspace, byte[] key, Written written) {
    NavigableMap<byte[], Written> writes =
        keyspaces.computeIfAbsent(keyspace, id -> new TreeMap<>(Keys::compare));
    Written replaced = writes.put(key, written);
    long bytesAfter = bytes + CommitPayload.bytes(key, written.value);
    if (replaced != null) {
      bytesAfter -= CommitPayload.bytes(key, replaced.value);
    }
    if (bytesAfter > Limits.COMMIT_BYTES_MAX) {
      takeBack(writes, key, replaced);
      throw CommitPayload.tooLarge(bytesAfter);
    }
    bytes = bytesAfter;
    size += replaced == null ? 1 : 0;
    changes++;
    if (savepoints > 0) {
      undos.add(new Undo(keyspace, key, replaced));
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
      takeBack(undos.remove(i));
    }
  }

  private void takeBack(Undo undo) {
    NavigableMap<byte[], Written> writes = Objects.requireNonNull(keyspaces.get(undo.keyspace));
    Written taken = Objects.requireNonNull(writes.get(undo.key));
    bytes -= CommitPayload.bytes(undo.key, taken.value);
    Written before = undo.before;
    if (before == null) {
      size--;
    } else {
      bytes += CommitPayload.bytes(undo.key, before.value);
    }
    takeBack(writes, undo.key, before);
    changes++;
  }

  /** Ends a savepoint; the writes stay. */
  public void release() {
    savepoints--;
    if (savepoints == 0) {
      undos.clear();
    }
  }

  private static void takeBack(
      NavigableMap<byte[], Written> writes, byte[] key, @Nullable Written replaced) {
    if (replaced == null) {
      writes.remove(key);
    } else {
      writes.put(key, replaced);
    }
  }

  /** Returns whether there is nothing that was written and not taken back. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Returns whether there is a write of {@code key}. */
  public boolean has(KeyspaceId keyspace, byte[] key) {
    NavigableMap<byte[], Written> writes = keyspaces.get(keyspace);
    return writes != null && writes.containsKey(key);
  }

  /** Returns the value written to {@code key}; null if that was a deletion, or there is none. */
  public byte @Nullable [] get(KeyspaceId keyspace, byte[] key) throws IOException {
    Written written = written(keyspace, key);
    byte[] value = written == null ? null : written.value;
    return written == null || value == null || !written.isBlob ? value : blobs.read(value);
  }

  /** Returns whether {@code key} was written last, and not deleted. */
  public boolean hasValue(KeyspaceId keyspace, byte[] key) {
    Written written = written(keyspace, key);
    return written != null && written.value != null;
  }

  private @Nullable Written written(KeyspaceId keyspace, byte[] key) {
    NavigableMap<byte[], Written> writes = keyspaces.get(keyspace);
    return writes == null ? null : writes.get(key);
  }

  /** Returns all writes. */
  public List<Write> writes() {
    List<Write> all = new ArrayList<>();
    keyspaces.forEach(
        (keyspace, writes) ->
            writes.forEach(
                (key, written) ->
                    all.add(new Write(keyspace, key, written.value, written.isBlob))));
    return all;
  }

  /** Returns how often something was written. */
  long changes() {
    return changes;
  }

  /** Returns a cursor over the writes in {@code keyspace}, which sees writes made later too. */
  EntryCursor cursor(KeyspaceId keyspace) {
    return new WriteCursor(keyspaces.computeIfAbsent(keyspace, id -> new TreeMap<>(Keys::compare)));
  }

  private final class WriteCursor implements EntryCursor {

    private final NavigableMap<byte[], Written> writes;
    private Map.@Nullable Entry<byte[], Written> entry;

    WriteCursor(NavigableMap<byte[], Written> writes) {
      this.writes = writes;
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
      return entry().getValue().value == null;
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
    public byte[] stored() {
      byte[] value = entry().getValue().value;
      if (value == null) {
        throw new IllegalStateException("a deletion has no value");
      }
      return value.clone();
    }
  }
}
