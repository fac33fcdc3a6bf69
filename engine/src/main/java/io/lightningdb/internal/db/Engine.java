package io.lightningdb.internal.db;

import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Expiry;
import io.lightningdb.Options;
import io.lightningdb.Progress;
import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.StorageException;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.txn.LockTable;
import io.lightningdb.internal.wal.Log;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An open database, which one session or several use. */
final class Engine {

  private static final System.Logger LOGGER = System.getLogger(Engine.class.getName());

  private final Disk disk;
  private final Options options;
  private final Scheduler scheduler;
  private final BlockFiles files;
  private final Log log;
  private final Timeline timeline;
  private final SnapshotRegistry snapshots;
  private final Leases leases;
  private final Maintenance maintenance;
  private final Compactor compactor;
  private final Committer committer;
  private final CommitStages stages;
  private final int streamFileBytesMin;
  private final ChangeFeeds changes;
  private final ReadTime now;

  /** The bulk loads that are open. */
  private final Set<BulkLoadHandle> loads = ConcurrentHashMap.newKeySet();

  /** The values given as streams that are being written, or wait to be committed. */
  private final Set<StreamedValue> streams = ConcurrentHashMap.newKeySet();

  private final LockTable locks;

  /** Those who have locks, or wait for one. */
  private final Set<Locker> lockers = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /** Whether everything has been released. */
  private volatile boolean released;

  /**
   * @param streamFileBytesMin the length from which on a value given as a stream gets a file of its
   *     own, up to {@link io.lightningdb.internal.store.BlobPointer#PART_BYTES}, which is what it
   *     is but in tests
   */
  Engine(
      Disk disk,
      Options options,
      Scheduler scheduler,
      BlockFiles files,
      Log log,
      Timeline timeline,
      SnapshotRegistry snapshots,
      Leases leases,
      Maintenance maintenance,
      Compactor compactor,
      Committer committer,
      CommitStages stages,
      int streamFileBytesMin) {
    this.disk = disk;
    this.options = options;
    this.scheduler = scheduler;
    this.files = files;
    this.log = log;
    this.timeline = timeline;
    this.snapshots = snapshots;
    this.leases = leases;
    this.maintenance = maintenance;
    this.compactor = compactor;
    this.committer = committer;
    this.locks = committer.locks();
    this.now = expiresAt -> expiresAt <= files.nowMicros();
    this.stages = stages;
    this.streamFileBytesMin = streamFileBytesMin;
    this.changes = new ChangeFeeds(this, log, committer.signal());
    scheduler.repeat(Lane.SYNC, options.syncInterval(), log::syncSoon);
    scheduler.repeat(Lane.LOG, Leases.INTERVAL, leases::sweep);
    maintenance.start(compactor::soon);
    compactor.start();
  }

  Disk disk() {
    return disk;
  }

  Options options() {
    return options;
  }

  Timeline timeline() {
    return timeline;
  }

  Committer committer() {
    return committer;
  }

  Maintenance maintenance() {
    return maintenance;
  }

  BlockFiles files() {
    return files;
  }

  SnapshotRegistry snapshots() {
    return snapshots;
  }

  Leases leases() {
    return leases;
  }

  /** Returns those who follow the commits. */
  ChangeFeeds changes() {
    return changes;
  }

  /** Returns the bulk loads that are open, to be added to and taken from. */
  Set<BulkLoadHandle> loads() {
    return loads;
  }

  /**
   * Returns the values given as streams that are not committed yet, to be added to and taken from.
   */
  Set<StreamedValue> streams() {
    return streams;
  }

  LockTable locks() {
    return locks;
  }

  /** Returns those who have locks, or wait for one, to be added to and taken from. */
  Set<Locker> lockers() {
    return lockers;
  }

  /** Returns the length from which on a value given as a stream gets a file of its own. */
  int streamFileBytesMin() {
    return streamFileBytesMin;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Opens a snapshot of the newest commits, of something that is no transaction.
   *
   * @throws IllegalStateException if the session was closed meanwhile
   */
  OpenSnapshot openSnapshot(Session session, Kind kind) {
    OpenSnapshot snapshot = openSnapshot(leases.begin(session, kind));
    if (!session.isOpen()) {
      // Whoever closed the session may not have seen it, and nobody else would close it.
      closeSnapshot(snapshot);
      session.checkOpen();
    }
    return snapshot;
  }

  /** Opens a snapshot of the newest commits, which ends with its lease. */
  OpenSnapshot openSnapshot(Lease lease) {
    return snapshots.open(timeline, lease);
  }

  /** Returns the time as of which is read what is read just now. */
  ReadTime now() {
    return now;
  }

  /** Returns when what is written now expires, in microseconds since 1970, or NEVER. */
  long expiresAt(Expiry expiry) {
    return expiry instanceof Expiry.Never
        ? ReadTime.NEVER
        : Expiries.micros(expiry, files.nowMicros());
  }

  /** Lets a snapshot be closed when nobody can reach its handle any more. */
  void give(OpenSnapshot snapshot, Object handle) {
    leases.give(snapshot.lease(), handle, () -> closeSnapshot(snapshot));
  }

  /** Closes a snapshot, and ends its lease. May be called several times, by any thread. */
  void closeSnapshot(OpenSnapshot snapshot) {
    snapshot.lease().end();
    leave(snapshot);
  }

  /** Closes a snapshot whose lease goes on, or is over. May be called by any thread. */
  void leave(OpenSnapshot snapshot) {
    View view = snapshot.viewIfOpen();
    if (snapshots.remove(snapshot)
        && view != null
        && !view.flushed().is(timeline.view().flushed())
        && !closed) {
      maintenance.collectSoon();
    }
    snapshot.forgetView();
  }

  /** Makes everything committed so far survive a power failure. */
  void sync() {
    try {
      log.sync();
    } catch (IOException e) {
      throw Failures.writing(e);
    }
  }

  void flush() {
    try {
      maintenance.flushNow();
      maintenance.runSoon();
    } catch (IOException e) {
      throw Failures.writing(e);
    }
  }

  void compact(Progress progress) {
    try {
      compactor.compactFully(progress);
    } catch (IOException e) {
      if (BlockFiles.isCancelled(e)) {
        throw new IllegalStateException("the database was closed while it was compacted", e);
      }
      throw Failures.writing(e);
    }
  }

  DatabaseStatistics statistics() {
    View view = timeline.view();
    long treeBytes = 0;
    long oldestSegment = log.oldestSegment();
    Set<Long> ofTheLog = new HashSet<>();
    for (BlockFile file : files.files()) {
      if (file.isLogSegmentFrom(oldestSegment)) {
        ofTheLog.add(file.number());
      } else {
        treeBytes += file.length();
      }
    }
    long liveBytes =
        view.flushed().stores().values().stream()
            .flatMap(store -> store.fileUse().bytesByFile().entrySet().stream())
            .filter(use -> !ofTheLog.contains(use.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new DatabaseStatistics(
        view.catalog().keyspaces().size(),
        maintenance.budget().statistics(view),
        log.fileBytes(),
        treeBytes,
        liveBytes,
        committer.commitCount(),
        log.syncCount(),
        maintenance.flushCount(),
        maintenance.collector().deletedBytes(),
        compactor.compactionCount(),
        files.compressionCounters().statistics(),
        snapshots.size(),
        leases.transactions().size(),
        new OldestSnapshot(this, leases).find(view, oldestSegment),
        leases.abandonedCount(),
        leases.expiredCount());
  }

  /**
   * Brings everything to the disk and releases everything. The sessions have been closed. To be
   * followed by {@link #completeStages}.
   *
   * @throws StorageException if something could not be brought to the disk
   */
  void close() {
    try {
      closeAll();
    } finally {
      released = true;
    }
  }

  /**
   * Completes the stages of commits that closing has found under way, if this has been closed. That
   * runs code of users, and so the caller has no lock.
   */
  void completeStages() {
    if (released) {
      stages.completeAll();
    }
  }

  private void closeAll() {
    committer.close();
    maintenance.close();
    compactor.stop();
    List<Exception> failures = new ArrayList<>();
    attempt(failures, this::flushIfThereIsSpace);
    closed = true;
    scheduler.close();
    attempt(failures, log);
    attempt(failures, files::close);
    attempt(failures, disk);
    if (!failures.isEmpty()) {
      Exception first = failures.get(0);
      StorageException failure =
          new StorageException(
              "the database is closed, but not everything could be brought to the disk: "
                  + first.getMessage(),
              first);
      failures.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  /** Flushes, to make the next opening fast. Without space the log, which is synced, will do. */
  private void flushIfThereIsSpace() throws IOException {
    try {
      maintenance.flushNow();
    } catch (DiskFullException e) {
      LOGGER.log(System.Logger.Level.WARNING, "no space to flush before closing", e);
    }
  }

  private static void attempt(List<Exception> failures, Closeable step) {
    try {
      step.close();
    } catch (IOException | RuntimeException e) {
      failures.add(e);
    }
  }
}
