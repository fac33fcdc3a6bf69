package io.lightningdb.internal.db;

import io.lightningdb.ConflictException;
import io.lightningdb.Durability;
import io.lightningdb.LightningException;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.txn.CommitPayload;
import io.lightningdb.internal.txn.LoadPayload;
import io.lightningdb.internal.txn.LockTable;
import io.lightningdb.internal.txn.LockTarget;
import io.lightningdb.internal.txn.ReadSet;
import io.lightningdb.internal.txn.Write;
import io.lightningdb.internal.wal.FrameType;
import io.lightningdb.internal.wal.Log;
import io.lightningdb.internal.wal.Payload;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * One commit at a time is checked, gets its sequence, goes into the log's buffer and the memtable and
 * becomes visible; all of this is memory, about a microsecond. Waiting for the disk comes after, when
 * the next commit is already on its way, so that one sync serves all who wait.
 */
/** Makes commits. */
final class Committer {

  /** A sequence for commits that depend on nothing read. */
  static final long BLIND = -1;

  private final Timeline timeline;
  private final Log log;
  private final Maintenance maintenance;
  private final LongValues longValues;
  private final CommitStages stages;
  private final LongSupplier clockMicros;
  private final LongAdder commits = new LongAdder();
  private final LockTable locks;
  private final CommitSignal signal = new CommitSignal();
  private final Watches watches = new Watches();

  /** The time of the newest commit; changed by whoever may commit. */
  private long lastMicros;

  private volatile boolean closed;

  /**
   * @param stages completes the stages of commits that nobody waits for
   * @param clockMicros tells the time in microseconds since 1970
   * @param lastMicros the time of the newest commit there is
   */
  Committer(
      Timeline timeline,
      Log log,
      Maintenance maintenance,
      LongValues longValues,
      CommitStages stages,
      LongSupplier clockMicros,
      long lastMicros) {
    this.timeline = timeline;
    this.log = log;
    this.maintenance = maintenance;
    this.longValues = longValues;
    this.stages = stages;
    this.clockMicros = clockMicros;
    this.lastMicros = lastMicros;
    this.locks = new LockTable(id -> timeline.view().catalog().nameOf(id));
  }

  /** Returns the locks that commits wait for. */
  LockTable locks() {
    return locks;
  }

  /** Returns what tells of commits. */
  CommitSignal signal() {
    return signal;
  }

  /** Returns who has to be told before a commit can be seen. */
  Watches watches() {
    return watches;
  }

  /** Returns the number of commits made. */
  long commitCount() {
    return commits.sum();
  }

  /**
   * Makes a commit outside of transactions.
   *
   * @throws ConflictException if one of the keys is locked, and not to be had in time
   */
  void commit(Session session, List<Write> writes, Durability durability) {
    commit(session, null, writes, BLIND, null, durability);
  }

  /**
   * Makes a commit of a transaction.
   *
   * @param locker has the transaction's locks, and is closed when the commit is made, or refused
   * @param readSequence the sequence as of which the transaction read, or {@link #BLIND}
   * @param reads what must not have been changed after it, beside the keys that are written
   * @throws ConflictException if one of the keys, or something of {@code reads}, was changed after
   *     {@code readSequence}, or one of the keys is locked, and not to be had in time
   */
  void commit(
      Locker locker,
      List<Write> writes,
      long readSequence,
      @Nullable ReadSet reads,
      Durability durability) {
    commit(locker.session(), locker, writes, readSequence, reads, durability);
  }

  /**
   * Makes a commit of a transaction as {@link #commit(Locker, List, long, ReadSet, Durability)}
   * does, and waits for no sync.
   *
   * @return completes once the durability holds; failed already if nothing was committed
   */
  CompletionStage<Void> commitAsync(
      Locker locker,
      List<Write> writes,
      long readSequence,
      @Nullable ReadSet reads,
      Durability durability) {
    return commitAsync(locker.session(), locker, writes, readSequence, reads, durability);
  }

  /** Makes a commit outside of transactions, and waits for no sync. */
  CompletionStage<Void> commitAsync(Session session, List<Write> writes, Durability durability) {
    return commitAsync(session, null, writes, BLIND, null, durability);
  }

  /** Returns a stage that completes once all commits that were made are synced. */
  CompletionStage<Void> syncAsync() {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    timeline.changing().lock();
    try {
      checkOpen();
      stages.add(timeline.now().sequence(), Durability.SYNC, stage);
    } finally {
      timeline.changing().unlock();
    }
    stages.completeSoon(Durability.SYNC);
    return stage;
  }

  private void commit(
      Session session,
      @Nullable Locker own,
      List<Write> writes,
      long readSequence,
      @Nullable ReadSet reads,
      Durability durability) {
    finish(make(session, own, writes, readSequence, reads, sequence -> {}), durability);
  }

  private CompletionStage<Void> commitAsync(
      Session session,
      @Nullable Locker own,
      List<Write> writes,
      long readSequence,
      @Nullable ReadSet reads,
      Durability durability) {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    try {
      make(
          session,
          own,
          writes,
          readSequence,
          reads,
          sequence -> stages.add(sequence, durability, stage));
    } catch (LightningException e) {
      return CompletableFuture.failedFuture(e);
    }
    maintenance.sealIfFull();
    stages.completeSoon(durability);
    return stage;
  }

  /*
   * What was read is looked up twice: before the lock is taken, in everything that was committed until
   * then, and under the lock only if there were commits since.
   *
   * Whoever locks a key is in the table before it comes to its turn here. So in one's own turn either
   * the lock is seen, or the commit is there before the other one reads. Locks that others have are
   * not waited for in one's turn: it is given back, and all begins again with the locks in hand. They
   * are let go as soon as the commit is seen, which is before it is synced: who reads it, and commits
   * because of it, is behind it in the log.
   */
  /**
   * Makes a commit that readers see and that has survived nothing yet.
   *
   * @param own has the locks of the transaction that commits, if it is one; closed here
   * @param made told of the sequence, one commit after the other, under the lock for changes
   * @return its sequence
   */
  private long make(
      Session session,
      @Nullable Locker own,
      List<Write> writes,
      long readSequence,
      @Nullable ReadSet reads,
      LongConsumer made) {
    Locker locker = own;
    long sequence;
    try {
      while (true) {
        Commit commit = prepare(writes);
        long checkedUpTo = readSequence;
        if (reads != null) {
          Moment moment = timeline.now();
          CommitChecks.checkReads(moment.view(), reads, readSequence);
          checkedUpTo = moment.sequence();
        }
        List<LockTarget> lockedByOthers;
        timeline.changing().lock();
        try {
          checkOpen();
          if (locker != null) {
            locker.checkOpen();
          }
          View view = timeline.view();
          CommitChecks.checkKeyspaces(view, writes);
          if (readSequence != BLIND) {
            CommitChecks.checkConflicts(view, writes, readSequence);
          }
          if (reads != null && timeline.now().sequence() > checkedUpTo) {
            CommitChecks.checkReads(view, reads, checkedUpTo);
          }
          lockedByOthers = lockedByOthers(locker, writes);
          if (lockedByOthers.isEmpty()) {
            sequence = append(commit, view);
            made.accept(sequence);
            break;
          }
        } catch (IOException e) {
          throw Failures.writing(e);
        } finally {
          timeline.changing().unlock();
        }
        locker = locker == null ? session.newLocker() : locker;
        locker.acquire(lockedByOthers);
      }
    } finally {
      if (locker != null) {
        locker.close();
      }
    }
    return sequence;
  }

  private List<LockTarget> lockedByOthers(@Nullable Locker locker, List<Write> writes) {
    return locks.isEmpty()
        ? List.of()
        : locks.heldByOthers(locker == null ? null : locker.owner(), writes);
  }

  /**
   * A commit that is about to be made.
   *
   * @param payload what the log is to say, or null if long values have to be put there before
   */
  private record Commit(List<Write> writes, @Nullable Payload payload) {}

  /** Waits until there is room for a commit, and reckons what can be reckoned without a lock. */
  private Commit prepare(List<Write> writes) {
    Payload payload = payloadOf(writes);
    Catalog catalog = timeline.view().catalog();
    if (longValues.areIn(writes, catalog)) {
      maintenance.awaitRoom(longValues.takenBytes(writes, catalog));
      return new Commit(writes, null);
    }
    maintenance.awaitRoom(payload.length());
    return new Commit(writes, payload);
  }

  private static Payload payloadOf(List<Write> writes) {
    int length = CommitPayload.length(writes);
    return new Payload() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public void writeTo(ByteWriter out) {
        CommitPayload.encode(writes, out);
      }
    };
  }

  /**
   * What {@link #exchange} did.
   *
   * @param done whether the condition held
   * @param previous the value found, null if there was none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record Exchange(boolean done, byte @Nullable [] previous) {}

  /** What becomes of a commit whose turn it is. */
  private enum Verdict {
    COMMIT,
    REFUSE,
    /** Something has to be read that cannot be read now. */
    AGAIN
  }

  /** Decides about a commit in its turn. */
  private interface Judge {

    /** Reads what has to be read beforehand. */
    void prepare();

    Verdict judge(View view) throws IOException;
  }

  /** Makes a write of one key, unless it is refused, and returns whether it was made. */
  private boolean commitIf(Session session, Write write, Judge judge, Durability durability) {
    List<Write> writes = List.of(write);
    Commit commit = prepare(writes);
    Locker locker = null;
    long sequence;
    try {
      while (true) {
        judge.prepare();
        List<LockTarget> lockedByOthers;
        timeline.changing().lock();
        try {
          checkOpen();
          View view = timeline.view();
          CommitChecks.checkKeyspaces(view, writes);
          Verdict verdict = judge.judge(view);
          if (verdict == Verdict.AGAIN) {
            continue;
          }
          if (verdict == Verdict.REFUSE) {
            return false;
          }
          lockedByOthers = lockedByOthers(locker, writes);
          if (lockedByOthers.isEmpty()) {
            sequence = append(commit, view);
            break;
          }
        } catch (IOException e) {
          throw Failures.writing(e);
        } finally {
          timeline.changing().unlock();
        }
        locker = locker == null ? session.newLocker() : locker;
        locker.acquire(lockedByOthers);
      }
    } finally {
      if (locker != null) {
        locker.close();
      }
    }
    finish(sequence, durability);
    return true;
  }

  /**
   * Makes a write of one key, if a condition holds when it is its turn.
   *
   * @param condition takes no time
   * @return whether it held
   * @throws ConflictException if the key is locked, and not to be had in time
   */
  boolean commitIf(Session session, Write write, BooleanSupplier condition, Durability durability) {
    return commitIf(
        session,
        write,
        new Judge() {
          @Override
          public void prepare() {}

          @Override
          public Verdict judge(View view) {
            return condition.getAsBoolean() ? Verdict.COMMIT : Verdict.REFUSE;
          }
        },
        durability);
  }

  /**
   * Makes a write of one key, if its present value meets a condition.
   *
   * @param time tells whether that has expired
   * @throws ConflictException if the key is locked, and not to be had in time
   */
  Exchange exchange(
      Session session,
      Write write,
      Predicate<byte @Nullable []> condition,
      ReadTime time,
      Durability durability) {
    PresentValue present = new PresentValue(write, condition, time);
    boolean done = commitIf(session, write, present, durability);
    return new Exchange(done, present.value);
  }

  /*
   * The value is read before the lock is taken, because that may have to go to the disk. If the key
   * was changed meanwhile, its newest version is in a memtable and can be read under the lock; only
   * if a flush came in between has the reading to be done again.
   */
  /** Decides by the present value of a key. */
  private final class PresentValue implements Judge {

    private final KeyspaceId keyspace;
    private final byte[] key;
    private final Predicate<byte @Nullable []> condition;
    private final ReadTime time;
    private long readSequence;
    private byte @Nullable [] value;

    PresentValue(Write write, Predicate<byte @Nullable []> condition, ReadTime time) {
      this.keyspace = write.keyspace();
      this.key = write.key();
      this.condition = condition;
      this.time = time;
    }

    @Override
    public void prepare() {
      while (true) {
        Moment moment = timeline.now();
        try {
          value = moment.view().get(keyspace, key, moment.sequence(), time);
          readSequence = moment.sequence();
          return;
        } catch (IOException e) {
          if (!BlockFiles.isOutdated(e) || moment.view().is(timeline.view())) {
            checkOpen();
            throw Failures.reading(e);
          }
        }
      }
    }

    @Override
    public Verdict judge(View view) throws IOException {
      if (view.flushed().sequence() > readSequence) {
        return Verdict.AGAIN;
      }
      Memtable changed = changedAfter(view, keyspace, key, readSequence);
      if (changed != null) {
        if (changed.isNewestBlob(key)) {
          // Not to be read under the lock.
          return Verdict.AGAIN;
        }
        byte[] newest = changed.get(key, Long.MAX_VALUE, time);
        value = newest == Memtable.DELETED ? null : newest;
      }
      return condition.test(value) ? Verdict.COMMIT : Verdict.REFUSE;
    }
  }

  /** Returns the memtable with the newest version of a key if that is after {@code sequence}. */
  private @Nullable Memtable changedAfter(
      View view, KeyspaceId keyspace, byte[] key, long sequence) {
    if (timeline.now().sequence() == sequence) {
      return null;
    }
    for (Generation generation : view.generations()) {
      Memtable memtable = generation.memtable(keyspace);
      if (memtable != null && memtable.newestSequence(key) > sequence) {
        return memtable;
      }
    }
    return null;
  }

  /** Makes a commit take effect. */
  private long append(Commit commit, View view) throws IOException {
    Payload payload = commit.payload;
    long sequence =
        payload == null
            ? appendWithLongValues(commit.writes, view)
            : append(FrameType.COMMIT, payload, commit.writes, view, false);
    commits.increment();
    return sequence;
  }

  private long appendWithLongValues(List<Write> writes, View view) throws IOException {
    long sequence = timeline.now().sequence() + 1;
    List<Write> placed = longValues.append(writes, view.catalog(), sequence, nowMicros());
    return append(FrameType.COMMIT, payloadOf(placed), placed, view, true);
  }

  /**
   * Puts a step into the log and the memtable and lets readers see it, in a view that may differ
   * from the present one in its catalog.
   *
   * @param writeNow whether what is in the log has to be in its file before
   */
  private long append(
      FrameType type, Payload payload, List<Write> writes, View view, boolean writeNow)
      throws IOException {
    long sequence = timeline.now().sequence() + 1;
    boolean published = false;
    try {
      log.append(type, sequence, nowMicros(), payload);
      if (writeNow) {
        log.writeNow();
      }
      for (Write write : writes) {
        LongValues.apply(write, view.active(), sequence);
      }
      view.active().advanceTo(sequence);
      watches.begin(writes);
      timeline.publish(view, sequence);
      published = true;
    } finally {
      watches.end(writes);
      if (!published && log.lastAppended() >= sequence) {
        // Out of memory or stack, most likely. What is in the memtable is not what is in the log,
        // so
        // neither may be added to; readers do not see the sequence.
        log.fail(new IOException("a commit could not be applied in memory"));
      }
    }
    return sequence;
  }

  /** What a commit changes that is in files already. */
  interface FileChange {
    /**
     * Makes the change, and writes it where it lasts.
     *
     * @param sequence the commit's
     * @return the view with the change
     */
    View apply(long sequence) throws IOException;
  }

  /*
   * The log gets a frame without operations, because its sequences have no gaps. It is there before
   * the files are a part of the database: so it does not matter which of the two a crash leaves. It
   * tells those who follow the log where to look for what may be new.
   */
  /**
   * Makes a commit of a load, which is in files. The caller holds the lock for changes, and may
   * have replaced the view since it took it. If the change fails, nothing is to be seen of it.
   */
  void commitFiles(LoadPayload load, FileChange change) throws IOException {
    long sequence = timeline.now().sequence() + 1;
    byte[] payload = load.encode();
    log.append(FrameType.LOAD, sequence, nowMicros(), Payload.of(payload, payload.length));
    View view = timeline.view();
    try {
      view.active().advanceTo(sequence);
      view = change.apply(sequence);
      commits.increment();
    } finally {
      watches.beginAll(load.keyspace());
      timeline.publish(view, sequence);
      watches.endAll(load.keyspace());
      signal.raise();
    }
  }

  /** Changes the catalog. What is appended to the log is on the device when this returns. */
  interface CatalogChange {
    /**
     * Returns the changed catalog, and writes what the log has to say about it.
     *
     * @return the catalog, or the same one if nothing is to be changed
     */
    Catalog apply(Catalog catalog, ByteWriter payload);
  }

  /** Makes a change to the catalog, and returns the new one. */
  Catalog changeCatalog(FrameType type, CatalogChange change) {
    ByteWriter payload = new ByteWriter(128);
    Catalog changed;
    long sequence;
    timeline.changing().lock();
    try {
      checkOpen();
      View view = timeline.view();
      changed = change.apply(view.catalog(), payload);
      if (changed == view.catalog()) {
        return changed;
      }
      watches.endOfDropped(changed);
      sequence =
          append(
              type,
              Payload.of(payload.array(), payload.size()),
              List.of(),
              view.withCatalog(changed),
              false);
    } catch (IOException e) {
      throw Failures.writing(e);
    } finally {
      timeline.changing().unlock();
    }
    finish(sequence, Durability.SYNC);
    return changed;
  }

  private void finish(long sequence, Durability durability) {
    signal.raise();
    maintenance.sealIfFull();
    try {
      switch (durability) {
        case SYNC -> log.awaitSynced(sequence);
        case FLUSHED -> log.awaitWritten(sequence);
        case ASYNC -> {}
      }
    } catch (IOException e) {
      throw Failures.writing(e);
    }
  }

  /** Returns the time, which never goes back from one commit to the next. */
  private long nowMicros() {
    lastMicros = Math.max(lastMicros, clockMicros.getAsLong());
    return lastMicros;
  }

  /** Lets no further commit begin; when this returns, none is under way. */
  void close() {
    timeline.changing().lock();
    try {
      closed = true;
    } finally {
      timeline.changing().unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the database is closed");
    }
  }
}
