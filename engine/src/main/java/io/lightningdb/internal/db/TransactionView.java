package io.lightningdb.internal.db;

import io.lightningdb.Cursor;
import io.lightningdb.KeyRange;
import io.lightningdb.ReadView;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.txn.ReadSet;
import io.lightningdb.internal.txn.ReadTrackingCursor;
import io.lightningdb.internal.txn.TransactionCursor;
import io.lightningdb.internal.txn.WriteSet;
import java.io.IOException;
import java.io.InputStream;
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
  private final @Nullable ReadSet tracked;
  private final ReadView committed;
  private final WriteSet writes;

  TransactionView(
      TransactionHandle transaction,
      KeyspaceHandle keyspace,
      TransactionReads reads,
      WriteSet writes) {
    this.transaction = transaction;
    this.keyspace = keyspace;
    this.id = keyspace.id();
    this.reads = reads;
    this.tracked = reads.tracked();
    this.committed = reads.committed(keyspace);
    this.writes = writes;
  }

  private void note(byte[] key) {
    if (tracked != null) {
      tracked.key(id, key);
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    Sizes.checkKey(key);
    transaction.checkOpen();
    if (writes.has(id, key)) {
      return written(key);
    }
    note(key);
    return committed.get(key);
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    keys.forEach(Sizes::checkKey);
    transaction.checkOpen();
    List<byte[]> notWritten = new ArrayList<>(keys);
    notWritten.removeIf(key -> writes.has(id, key));
    notWritten.forEach(this::note);
    List<byte @Nullable []> found = committed.getAll(notWritten);
    if (found.size() == keys.size()) {
      return found;
    }
    Iterator<byte @Nullable []> others = found.iterator();
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      values.add(writes.has(id, key) ? written(key) : others.next());
    }
    return values;
  }

  private byte @Nullable [] written(byte[] key) {
    try {
      byte[] value = writes.get(id, key);
      return value == null ? null : value.clone();
    } catch (IOException e) {
      transaction.checkOpen();
      throw Failures.reading(e);
    }
  }

  @Override
  public boolean contains(byte[] key) {
    Sizes.checkKey(key);
    transaction.checkOpen();
    if (writes.has(id, key)) {
      return writes.hasValue(id, key);
    }
    note(key);
    return committed.contains(key);
  }

  @Override
  public Cursor cursor(KeyRange range) {
    Objects.requireNonNull(range, "range");
    transaction.checkOpen();
    OpenSnapshot snapshot = open();
    EntryCursor entries = entries(snapshot);
    return new CursorHandle(
        tracked == null ? entries : new ReadTrackingCursor(entries, range, tracked, id),
        range,
        snapshot,
        () -> reads.close(snapshot));
  }

  @Override
  public @Nullable InputStream openValue(byte[] key) {
    Sizes.checkKey(key);
    transaction.checkOpen();
    if (!writes.has(id, key)) {
      note(key);
    }
    OpenSnapshot snapshot = open();
    InputStream opened = null;
    try {
      opened =
          ValueStream.open(
              entries(snapshot),
              key,
              keyspace.engine().files(),
              snapshot,
              () -> reads.close(snapshot));
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
  private OpenSnapshot open() {
    OpenSnapshot snapshot = reads.open();
    try {
      keyspace.check(snapshot.view());
      return snapshot;
    } catch (RuntimeException e) {
      reads.close(snapshot);
      throw e;
    }
  }

  private EntryCursor entries(OpenSnapshot snapshot) {
    return new TransactionCursor(writes, id, snapshot.view().cursor(id, snapshot.sequence()));
  }
}
