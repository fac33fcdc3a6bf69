package io.lightningdb.internal.db;

import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.Savepoint;
import io.lightningdb.Transaction;
import io.lightningdb.internal.txn.WriteSet;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A transaction that a user holds. */
final class TransactionHandle implements Transaction {

  private final Session session;
  private final Isolation isolation;
  private final Durability durability;
  private final TransactionReads reads;
  private final WriteSet writes;

  /** What was written apart, kept until the transaction is over. */
  private final List<StreamedValue> streamed = new ArrayList<>();

  /** The savepoints that are not gone, oldest first. */
  private final List<SavepointHandle> savepoints = new ArrayList<>();

  TransactionHandle(Session session, Isolation isolation, Durability durability) {
    this.session = session;
    this.isolation = isolation;
    this.durability = durability;
    this.reads = TransactionReads.of(isolation, session);
    this.writes = new WriteSet(session.engine().files());
  }

  /** A place in the notes of what was written, or nothing any more. */
  private static final class SavepointHandle implements Savepoint {
    private final TransactionHandle transaction;
    private final int place;

    SavepointHandle(TransactionHandle transaction, int place) {
      this.transaction = transaction;
      this.place = place;
    }
  }

  void checkOpen() {
    session.checkOpen();
    if (reads.areOver()) {
      throw new IllegalStateException("the transaction is over");
    }
  }

  @Override
  public ReadView view(Keyspace keyspace) {
    checkOpen();
    return new TransactionView(this, session.handleOf(keyspace), reads, writes);
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
  public Savepoint savepoint() {
    checkOpen();
    SavepointHandle savepoint = new SavepointHandle(this, writes.savepoint());
    savepoints.add(savepoint);
    return savepoint;
  }

  @Override
  public void rollbackTo(Savepoint savepoint) {
    SavepointHandle found = forgetAfter(savepoint);
    writes.rollbackTo(found.place);
  }

  @Override
  public void release(Savepoint savepoint) {
    forgetAfter(savepoint);
    forgetLast();
  }

  /** Forgets the savepoints after one that is not gone, and returns that. */
  private SavepointHandle forgetAfter(Savepoint savepoint) {
    checkOpen();
    if (!(savepoint instanceof SavepointHandle handle) || handle.transaction != this) {
      throw new IllegalArgumentException("the savepoint is not one of this transaction");
    }
    int index = savepoints.lastIndexOf(handle);
    if (index < 0) {
      throw new IllegalStateException(
          "the savepoint is gone: it was released, or one before it was, or was gone back to");
    }
    while (savepoints.size() > index + 1) {
      forgetLast();
    }
    return handle;
  }

  private void forgetLast() {
    savepoints.remove(savepoints.size() - 1);
    writes.release();
  }

  @Override
  public Isolation isolation() {
    return isolation;
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
        session
            .engine()
            .committer()
            .commit(writes.writes(), reads.sequence(), reads.toValidate(), durability);
      }
    } finally {
      rollback();
    }
  }

  @Override
  public void rollback() {
    reads.end();
    savepoints.clear();
    streamed.forEach(StreamedValue::close);
    streamed.clear();
  }

  @Override
  public void close() {
    rollback();
  }
}
