package io.lightningdb.internal.db;

import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.Transaction;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.txn.TransactionCursor;
import io.lightningdb.internal.txn.WriteSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction that a user holds. */
final class TransactionHandle implements Transaction {

  private final Session session;
  private final Durability durability;
  private final OpenSnapshot snapshot;
  private final WriteSet writes;

  /** What was written apart, kept until the transaction is over. */
  private final List<StreamedValue> streamed = new ArrayList<>();

  TransactionHandle(Session session, Durability durability) {
    this.session = session;
    this.durability = durability;
    this.snapshot = session.engine().openSnapshot(session, true);
    this.writes = new WriteSet(session.engine().files());
  }

  private void checkOpen() {
    session.checkOpen();
    if (snapshot.isClosed()) {
      throw new IllegalStateException("the transaction is over");
    }
  }

  @Override
  public ReadView view(Keyspace keyspace) {
    checkOpen();
    return new TransactionView(session.handleOf(keyspace));
  }

  @Override
  public void put(Keyspace keyspace, byte[] key, byte[] value) {
    Sizes.checkKey(key);
    Sizes.checkValue(value);
    writes.put(writable(keyspace).id(), key.clone(), value.clone());
  }

  @Override
  public void put(Keyspace keyspace, byte[] key, InputStream value) {
    Sizes.checkKey(key);
    KeyspaceHandle handle = writable(keyspace);
    StreamedValue read = StreamedValue.read(session, handle.options(), value);
    streamed.add(read);
    checkOpen();
    byte[] array = read.array();
    if (array != null) {
      writes.put(handle.id(), key.clone(), array);
    } else {
      writes.putBlob(handle.id(), key.clone(), read.pointer().encode());
    }
  }

  @Override
  public void delete(Keyspace keyspace, byte[] key) {
    Sizes.checkKey(key);
    writes.put(writable(keyspace).id(), key.clone(), null);
  }

  private KeyspaceHandle writable(Keyspace keyspace) {
    checkOpen();
    KeyspaceHandle handle = session.handleOf(keyspace);
    handle.check(session.engine().timeline().view());
    return handle;
  }

  @Override
  public Isolation isolation() {
    return Isolation.SNAPSHOT;
  }

  @Override
  public boolean hasWrites() {
    return !writes.isEmpty();
  }

  @Override
  public void commit() {
    checkOpen();
    try {
      if (!writes.isEmpty()) {
        streamed.forEach(StreamedValue::beginCommit);
        session.engine().committer().commit(writes.writes(), snapshot.sequence(), durability);
      }
    } finally {
      rollback();
    }
  }

  @Override
  public void rollback() {
    session.engine().closeSnapshot(snapshot);
    streamed.forEach(StreamedValue::close);
    streamed.clear();
  }

  @Override
  public void close() {
    rollback();
  }

  /** A keyspace as this transaction sees it: its own writes come first. */
  private final class TransactionView extends SnapshotView {

    TransactionView(KeyspaceHandle keyspace) {
      super(snapshot, keyspace);
    }

    @Override
    void checkOpen() {
      TransactionHandle.this.checkOpen();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      Sizes.checkKey(key);
      checkOpen();
      return writes.has(id(), key) ? written(key) : super.get(key);
    }

    @Override
    public List<byte @Nullable []> getAll(List<byte[]> keys) {
      keys.forEach(Sizes::checkKey);
      checkOpen();
      if (writes.isEmpty()) {
        return super.getAll(keys);
      }
      List<byte[]> notWritten = new ArrayList<>(keys);
      notWritten.removeIf(key -> writes.has(id(), key));
      Iterator<byte @Nullable []> found = super.getAll(notWritten).iterator();
      List<byte @Nullable []> values = new ArrayList<>(keys.size());
      for (byte[] key : keys) {
        values.add(writes.has(id(), key) ? written(key) : found.next());
      }
      return values;
    }

    private byte @Nullable [] written(byte[] key) {
      try {
        byte[] value = writes.get(id(), key);
        return value == null ? null : value.clone();
      } catch (IOException e) {
        checkOpen();
        throw Failures.reading(e);
      }
    }

    @Override
    public boolean contains(byte[] key) {
      Sizes.checkKey(key);
      checkOpen();
      return writes.has(id(), key) ? writes.hasValue(id(), key) : super.contains(key);
    }

    @Override
    EntryCursor entries() {
      return new TransactionCursor(writes, id(), super.entries());
    }
  }
}
