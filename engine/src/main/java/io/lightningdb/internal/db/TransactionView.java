package io.lightningdb.internal.db;

import io.lightningdb.Cursor;
import io.lightningdb.KeyRange;
import io.lightningdb.ReadView;
import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.txn.ReadSet;
import io.lightningdb.internal.txn.ReadTrackingCursor;
import io.lightningdb.internal.txn.TransactionCursor;
import io.lightningdb.internal.txn.WriteSet;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A keyspace as a transaction sees it: its own writes come first. */
final class TransactionView implements ReadView {

  private final TransactionHandle transaction;
  private final KeyspaceHandle keyspace;
  private final KeyspaceId id;
  private final TransactionReads reads;
  private ReadView committed;
  private int moves;

  TransactionView(TransactionHandle transaction, KeyspaceHandle keyspace, TransactionReads reads) {
    this.transaction = transaction;
    this.keyspace = keyspace;
    this.id = keyspace.id();
    this.reads = reads;
    this.committed = reads.committed(keyspace, transaction);
    this.moves = reads.moves();
  }

  private ReadView committed() {
    if (moves != reads.moves()) {
      committed = reads.committed(keyspace, transaction);
      moves = reads.moves();
    }
    return committed;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    Sizes.checkKey(key);
    WriteSet writes = transaction.writes();
    if (writes.has(id, key)) {
      return written(writes, key);
    }
    reads.note(id, key);
    return committed().get(key);
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    keys.forEach(Sizes::checkKey);
    WriteSet writes = transaction.writes();
    List<byte[]> notWritten = new ArrayList<>(keys);
    notWritten.removeIf(key -> writes.has(id, key));
    notWritten.forEach(key -> reads.note(id, key));
    List<byte @Nullable []> found = committed().getAll(notWritten);
    if (found.size() == keys.size()) {
      return found;
    }
    Iterator<byte @Nullable []> others = found.iterator();
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      values.add(writes.has(id, key) ? written(writes, key) : others.next());
    }
    return values;
  }

  private byte @Nullable [] written(WriteSet writes, byte[] key) {
    try {
      byte[] value = writes.get(id, key, reads.time());
      return value == null ? null : value.clone();
    } catch (IOException e) {
      transaction.checkOpen();
      throw Failures.reading(e);
    } finally {
      Reference.reachabilityFence(transaction);
    }
  }

  @Override
  public boolean contains(byte[] key) {
    Sizes.checkKey(key);
    WriteSet writes = transaction.writes();
    if (writes.has(id, key)) {
      return writes.hasValue(id, key, reads.time());
    }
    reads.note(id, key);
    return committed().contains(key);
  }

  @Override
  public Cursor cursor(KeyRange range) {
    Objects.requireNonNull(range, "range");
    WriteSet writes = transaction.writes();
    ReadSet tracked = reads.note(id, range);
    OpenSnapshot snapshot = open(Kind.CURSOR);
    EntryCursor entries = entries(writes, snapshot);
    CursorHandle cursor =
        new CursorHandle(
            tracked == null ? entries : new ReadTrackingCursor(entries, range, tracked, id),
            range,
            snapshot,
            transaction,
            () -> reads.close(snapshot));
    reads.give(snapshot, cursor);
    return cursor;
  }

  @Override
  public @Nullable InputStream openValue(byte[] key) {
    Sizes.checkKey(key);
    WriteSet writes = transaction.writes();
    if (!writes.has(id, key)) {
      reads.note(id, key);
    }
    OpenSnapshot snapshot = open(Kind.VALUE_STREAM);
    ValueStream opened = null;
    try {
      opened =
          ValueStream.open(
              entries(writes, snapshot),
              key,
              keyspace.engine().files(),
              snapshot,
              transaction,
              () -> reads.close(snapshot));
      if (opened != null) {
        reads.give(snapshot, opened);
      }
      return opened;
    } catch (IOException e) {
      transaction.checkOpen();
      throw Failures.reading(e);
    } finally {
      if (opened == null) {
        reads.close(snapshot);
      }
    }
  }

  /** Returns what a cursor is to read, which has the keyspace. */
  private OpenSnapshot open(Kind kind) {
    OpenSnapshot snapshot = reads.open(kind);
    try {
      keyspace.check(snapshot.view());
      return snapshot;
    } catch (RuntimeException e) {
      reads.close(snapshot);
      throw e;
    }
  }

  private EntryCursor entries(WriteSet writes, OpenSnapshot snapshot) {
    return new TransactionCursor(
        writes,
        id,
        snapshot.view().cursor(id, snapshot.sequence(), snapshot.time()),
        snapshot.time());
  }
}
