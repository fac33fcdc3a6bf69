package io.lightningdb.internal.db;

import io.lightningdb.ConflictException;
import io.lightningdb.Durability;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.txn.CommitPayload;
import io.lightningdb.internal.txn.Conflicts;
import io.lightningdb.internal.txn.ReadSet;
import io.lightningdb.internal.txn.Write;
import io.lightningdb.internal.wal.FrameType;
import io.lightningdb.internal.wal.Log;
import io.lightningdb.internal.wal.Payload;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
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
  private final LongSupplier clockMicros;
  private final LongAdder commits = new LongAdder();

  /** The time of the newest commit; changed by whoever may commit. */
  private long lastMicros;

  private volatile boolean closed;

  /**
   * @param clockMicros tells the time in microseconds since 1970
   * @param lastMicros the time of the newest commit there is
   */
  Committer(
      Timeline timeline,
      Log log,
      Maintenance maintenance,
      LongValues longValues,
      LongSupplier clockMicros,
      long lastMicros) {
    this.timeline = timeline;
    this.log = log;
    this.maintenance = maintenance;
    this.longValues = longValues;
    this.clockMicros = clockMicros;
    this.lastMicros = lastMicros;
  }

  /** Returns the number of commits made. */
  long commitCount() {
    return commits.sum();
  }

  /**
   * Makes a commit.
   *
   * @param readSequence the sequence as of which the committing transaction read, or {@link #BLIND}
   * @throws ConflictException if one of the keys was changed after {@code readSequence}
   */
  void commit(List<Write> writes, long readSequence, Durability durability) {
    commit(writes, readSequence, null, durability);
  }

  /*
   * What was read is looked up twice: before the lock is taken, in everything that was committed until
   * then, and under the lock only if there were commits since.
   */
  /**
   * Makes a commit.
   *
   * @param readSequence the sequence as of which the committing transaction read, or {@link #BLIND}
   * @param reads what must not have been changed after it, beside the keys that are written
   * @throws ConflictException if one of the keys, or something of {@code reads}, was changed after
   *     {@code readSequence}
   */
  void commit(
      List<Write> writes, long readSequence, @Nullable ReadSet reads, Durability durability) {
    Commit commit = prepare(writes);
    long checkedUpTo = readSequence;
    if (reads != null) {
      Moment moment = timeline.now();
      checkReads(moment.view(), reads, readSequence);
      checkedUpTo = moment.sequence();
    }
    long sequence;
    timeline.changing().lock();
    try {
      checkOpen();
      View view = timeline.view();
      checkKeyspaces(view, writes);
      if (readSequence != BLIND) {
        checkConflicts(view, writes, readSequence);
      }
      if (reads != null && timeline.now().sequence() > checkedUpTo) {
        checkReads(view, reads, checkedUpTo);
      }
      sequence = append(commit, view);
    } catch (IOException e) {
      throw Failures.writing(e);
    } finally {
      timeline.changing().unlock();
    }
    finish(sequence, durability);
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

  /*
   * The value is read before the lock is taken, because that may have to go to the disk. If the key
   * was changed meanwhile, its newest version is in a memtable and can be read under the lock; only
   * if a flush came in between has the reading to be done again.
   */
  /** Sets the value of a key, null to delete it, if its present value meets a condition. */
  Exchange exchange(
      KeyspaceId keyspace,
      byte[] key,
      Predicate<byte @Nullable []> condition,
      byte @Nullable [] update,
      Durability durability) {
    List<Write> writes = List.of(new Write(keyspace, key, update));
    Commit commit = prepare(writes);
    while (true) {
      Moment moment = timeline.now();
      byte[] value;
      try {
        value = moment.view().get(keyspace, key, moment.sequence());
      } catch (IOException e) {
        if (BlockFiles.isOutdated(e) && !moment.view().is(timeline.view())) {
          continue;
        }
        checkOpen();
        throw Failures.reading(e);
      }
      long sequence;
      timeline.changing().lock();
      try {
        checkOpen();
        View view = timeline.view();
        checkKeyspaces(view, writes);
        if (view.flushed().sequence() > moment.sequence()) {
          continue;
        }
        Memtable changed = changedAfter(view, keyspace, key, moment.sequence());
        if (changed != null) {
          if (changed.isNewestBlob(key)) {
            // Not to be read under the lock.
            continue;
          }
          value = changed.get(key, Long.MAX_VALUE);
          value = value == Memtable.DELETED ? null : value;
        }
        if (!condition.test(value)) {
          return new Exchange(false, value);
        }
        sequence = append(commit, view);
      } catch (IOException e) {
        throw Failures.writing(e);
      } finally {
        timeline.changing().unlock();
      }
      finish(sequence, durability);
      return new Exchange(true, value);
    }
  }

  /** Returns the memtable with the newest version of a key if that is after {@code sequence}. */
  private static @Nullable Memtable changedAfter(
      View view, KeyspaceId keyspace, byte[] key, long sequence) {
    for (Generation generation : view.generations()) {
      Memtable memtable = generation.memtable(keyspace);
      if (memtable != null && memtable.newestSequence(key) > sequence) {
        return memtable;
      }
    }
    return null;
  }

  private static void checkKeyspaces(View view, List<Write> writes) {
    for (Write write : writes) {
      if (!view.catalog().contains(write.keyspace())) {
        throw new IllegalStateException("a keyspace that was written to has been dropped");
      }
    }
  }

  private static void checkCovered(View view, KeyspaceId keyspace, long readSequence) {
    if (!Conflicts.cover(view.generations(), readSequence)) {
      throw new ConflictException(
          "the transaction was open for so long that it cannot be checked against what was"
              + " committed meanwhile; run it again",
          nameOf(view, keyspace),
          null);
    }
  }

  private static void checkReads(View view, ReadSet reads, long readSequence) {
    checkCovered(view, reads.anyKeyspace(), readSequence);
    ReadSet.Changed changed = reads.firstChanged(view.generations(), readSequence);
    if (changed != null) {
      String keyspace = nameOf(view, changed.keyspace());
      byte[] key = changed.key();
      String what =
          key == null
              ? "a range of keyspace '" + keyspace + "' that this transaction read was loaded into"
              : "key "
                  + Keys.show(key)
                  + " of keyspace '"
                  + keyspace
                  + "', which this transaction read, was changed";
      throw new ConflictException(
          what + " by another commit since it began; run it again", keyspace, key);
    }
  }

  private static void checkConflicts(View view, List<Write> writes, long readSequence) {
    List<Generation> generations = view.generations();
    checkCovered(view, writes.get(0).keyspace(), readSequence);
    Write conflict = Conflicts.find(generations, writes, readSequence);
    if (conflict != null) {
      String keyspace = nameOf(view, conflict);
      throw new ConflictException(
          "key "
              + Keys.show(conflict.key())
              + " of keyspace '"
              + keyspace
              + "' was changed by another commit since this transaction began; run it again",
          keyspace,
          conflict.key());
    }
    Write loaded = Conflicts.findLoaded(generations, writes, readSequence);
    if (loaded != null) {
      String keyspace = nameOf(view, loaded);
      throw new ConflictException(
          "key "
              + Keys.show(loaded.key())
              + " of keyspace '"
              + keyspace
              + "' is among those of a bulk load that was committed since this transaction began;"
              + " run it again",
          keyspace,
          loaded.key());
    }
  }

  private static String nameOf(View view, Write write) {
    return nameOf(view, write.keyspace());
  }

  private static String nameOf(View view, KeyspaceId keyspace) {
    KeyspaceInfo info = view.catalog().find(keyspace);
    return info == null ? "" : info.name();
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
      timeline.publish(view, sequence);
      published = true;
    } finally {
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
   * the files are a part of the database: so it does not matter which of the two a crash leaves.
   */
  /**
   * Makes a commit of a change that is in files. The caller holds the lock for changes, and may
   * have replaced the view since it took it. If the change fails, nothing is to be seen of it.
   */
  void commitFiles(FileChange change) throws IOException {
    long sequence = timeline.now().sequence() + 1;
    log.append(FrameType.COMMIT, sequence, nowMicros(), payloadOf(List.of()));
    View view = timeline.view();
    try {
      view.active().advanceTo(sequence);
      view = change.apply(sequence);
      commits.increment();
    } finally {
      timeline.publish(view, sequence);
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
