package io.lightningdb.internal.db;

import io.lightningdb.Durability;
import io.lightningdb.Expiry;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.LimitException;
import io.lightningdb.ReadView;
import io.lightningdb.Savepoint;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.txn.LockTarget;
import io.lightningdb.internal.txn.WriteSet;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A transaction that a user holds. */
final class TransactionHandle implements Transaction {

  private final Session session;
  private final Isolation isolation;
  private final Durability durability;
  private final Duration lockTimeout;
  private final OpenTransaction open;
  private final TransactionReads reads;

  /** The savepoints that are not gone, oldest first. */
  private final List<SavepointHandle> savepoints = new ArrayList<>();

  TransactionHandle(Session session, TransactionOptions options) {
    Durability asked = options.durability();
    this.session = session;
    this.isolation = options.isolation();
    this.durability = asked == null ? session.engine().options().durability() : asked;
    this.lockTimeout = options.lockTimeout();
    this.open = OpenTransaction.begin(session, options);
    this.reads = open.reads();
    open.giveTo(this);
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
    open.checkOpen();
  }

  /** Returns what was written, of a transaction that is open. */
  WriteSet writes() {
    session.checkOpen();
    return open.writes();
  }

  @Override
  public ReadView view(Keyspace keyspace) {
    checkOpen();
    return new TransactionView(this, session.handleOf(keyspace), reads);
  }

  @Override
  public void put(Keyspace keyspace, byte[] key, byte[] value, Expiry expiry) {
    Sizes.checkKey(key);
    Sizes.checkValue(value);
    KeyspaceHandle handle = writable(keyspace);
    long expiresAt = expiresAt(handle, key, expiry);
    writes().put(handle.id(), key.clone(), value.clone(), expiresAt);
  }

  private long expiresAt(KeyspaceHandle keyspace, byte[] key, Expiry expiry) {
    if (expiry instanceof Expiry.Kept) {
      holdStill(keyspace, key);
      Instant present = view(keyspace).expiresAt(key);
      return present == null ? ReadTime.NEVER : keyspace.engine().expiresAt(Expiry.at(present));
    }
    return keyspace.engine().expiresAt(expiry);
  }

  /**
   * Sees to it that what is written because of an entry does not come after another commit has
   * changed that. Where all reads are of one moment, that is a conflict already.
   */
  private void holdStill(KeyspaceHandle keyspace, byte[] key) {
    if (isolation == Isolation.READ_COMMITTED) {
      lock(LockTarget.key(keyspace.id(), key.clone()), lockTimeout);
    }
  }

  @Override
  public boolean setExpiry(Keyspace keyspace, byte[] key, Expiry expiry) {
    Sizes.checkKey(key);
    Objects.requireNonNull(expiry, "expiry");
    KeyspaceHandle handle = writable(keyspace);
    holdStill(handle, key);
    long expiresAt = expiresAt(handle, key, expiry);
    try (InputStream value = view(keyspace).openValue(key)) {
      if (value != null) {
        put(handle, key, value, expiresAt);
      }
      return value != null;
    } catch (IOException e) {
      // These streams have other exceptions.
      throw new AssertionError(e);
    }
  }

  @Override
  public void put(Keyspace keyspace, byte[] key, InputStream value, Expiry expiry) {
    Sizes.checkKey(key);
    Objects.requireNonNull(value, "value");
    KeyspaceHandle handle = writable(keyspace);
    put(handle, key, value, expiresAt(handle, key, expiry));
  }

  private void put(KeyspaceHandle handle, byte[] key, InputStream value, long expiresAt) {
    StreamedValue read = StreamedValue.read(session, handle.options(), value);
    open.keep(read);
    checkOpen();
    byte[] array = read.array();
    if (array != null) {
      writes().put(handle.id(), key.clone(), array, expiresAt);
    } else {
      writes().putBlob(handle.id(), key.clone(), read.pointer().encode(), expiresAt);
    }
  }

  @Override
  public void delete(Keyspace keyspace, byte[] key) {
    Sizes.checkKey(key);
    KeyspaceHandle handle = writable(keyspace);
    writes().put(handle.id(), key.clone(), null);
  }

  @Override
  public void deleteRange(Keyspace keyspace, KeyRange range) {
    Sizes.checkRange(range);
    KeyspaceHandle handle = writable(keyspace);
    if (!range.isEmpty()) {
      writes().deleteRange(handle.id(), KeyRanges.firstOf(range), range.to());
    }
  }

  private KeyspaceHandle writable(Keyspace keyspace) {
    checkOpen();
    KeyspaceHandle handle = session.handleOf(keyspace);
    handle.check(session.engine().timeline().view());
    return handle;
  }

  @Override
  public byte @Nullable [] getForUpdate(Keyspace keyspace, byte[] key) {
    return getForUpdate(keyspace, key, lockTimeout);
  }

  @Override
  public byte @Nullable [] getForUpdate(Keyspace keyspace, byte[] key, Duration timeout) {
    Sizes.checkKey(key);
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, which " + timeout + " is");
    }
    lock(LockTarget.key(writable(keyspace).id(), key.clone()), timeout);
    return view(keyspace).get(key);
  }

  @Override
  public void lock(Keyspace keyspace, KeyRange range) {
    Objects.requireNonNull(range, "range");
    KeyspaceHandle handle = writable(keyspace);
    if (!range.isEmpty()) {
      lock(LockTarget.range(handle.id(), range), lockTimeout);
    }
  }

  private void lock(LockTarget target, Duration timeout) {
    if (!open.locks().covers(target)) {
      Moment moment = open.locker().acquireToRead(target, timeout);
      reads.lookAtLocked(target, moment);
      checkOpen();
      open.locks().add(target);
    }
  }

  @Override
  public Savepoint savepoint() {
    SavepointHandle savepoint = new SavepointHandle(this, writes().savepoint());
    savepoints.add(savepoint);
    return savepoint;
  }

  @Override
  public void rollbackTo(Savepoint savepoint) {
    SavepointHandle found = forgetAfter(savepoint);
    writes().rollbackTo(found.place);
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
    writes().release();
  }

  @Override
  public Isolation isolation() {
    return isolation;
  }

  @Override
  public boolean hasWrites() {
    return open.hasWrites();
  }

  @Override
  public void commit() {
    WriteSet writes = beginCommit();
    try {
      if (!writes.isEmpty()) {
        open.beginCommitOfStreams();
        session
            .engine()
            .committer()
            .commit(
                open.locker(), writes.writes(), reads.sequence(), reads.toValidate(), durability);
      }
    } finally {
      rollback();
    }
  }

  @Override
  public CompletionStage<Void> commitAsync() {
    WriteSet writes;
    try {
      writes = beginCommit();
    } catch (LimitException e) {
      return CompletableFuture.failedFuture(e);
    }
    try {
      if (writes.isEmpty()) {
        return CompletableFuture.completedFuture(null);
      }
      open.beginCommitOfStreams();
      return session
          .engine()
          .committer()
          .commitAsync(
              open.locker(), writes.writes(), reads.sequence(), reads.toValidate(), durability);
    } finally {
      rollback();
    }
  }

  /** From here on the engine does not roll the transaction back. */
  private WriteSet beginCommit() {
    session.checkOpen();
    return open.beginCommit();
  }

  @Override
  public void rollback() {
    try {
      open.end();
      savepoints.clear();
    } finally {
      // Or else it may be taken for lost while it is being ended.
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void close() {
    rollback();
  }
}
