package io.lightningdb.internal.db;

import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Writes one manifest after the other. For one thread at a time. */
final class Manifests {

  private final Disk disk;
  private final UUID database;
  private final AtomicLong nextFileNumber;
  private final LongSupplier clockMicros;
  private final BlockFiles files;
  private final Log log;
  private final long sessionLog;
  private final int roomMin;
  private ManifestFile current;

  /**
   * @param nextFileNumber gives out the numbers of files
   * @param current the file with the manifest there is
   * @param roomMin how many bytes of edits each new file has room for, at least
   */
  Manifests(
      Disk disk,
      UUID database,
      AtomicLong nextFileNumber,
      LongSupplier clockMicros,
      BlockFiles files,
      Log log,
      ManifestFile current,
      int roomMin) {
    this.disk = disk;
    this.database = database;
    this.nextFileNumber = nextFileNumber;
    this.clockMicros = clockMicros;
    this.files = files;
    this.log = log;
    this.sessionLog = log.activeSegment();
    this.current = current;
    this.roomMin = roomMin;
  }

  /**
   * Makes {@code flushed} what the database begins with when it is opened next. What is new in it
   * has to be in the log as well: see {@link #writeWhole}.
   *
   * @return the number of the oldest log segment that is needed from now on
   */
  long write(View.Flushed flushed) throws IOException {
    long firstLog = log.firstSegmentAfter(flushed.sequence());
    long keptLog = prepareLog(flushed, firstLog);
    if (!current.append(manifest(flushed, firstLog, keptLog).encode())) {
      begin(flushed, firstLog, keptLog);
    }
    return firstLog;
  }

  /**
   * Does the same in a new file. A file that is damaged is never mistaken for one that was never
   * there, so this is for what is nowhere else.
   */
  long writeWhole(View.Flushed flushed) throws IOException {
    long firstLog = log.firstSegmentAfter(flushed.sequence());
    begin(flushed, firstLog, prepareLog(flushed, firstLog));
    return firstLog;
  }

  /**
   * Sees to what a manifest relies on of the log.
   *
   * @return the number of the oldest segment that is kept to be read, or 0
   */
  private long prepareLog(View.Flushed flushed, long firstLog) throws IOException {
    syncValues(flushed);
    long keptLog = log.trimHistory(firstLog);
    if (keptLog != 0) {
      // So that nothing is missing in what is kept, and where it is, it was damaged.
      log.awaitSynced(flushed.sequence());
    }
    return keptLog;
  }

  /** Brings the log to the device if something points to values in what is not there yet. */
  private void syncValues(View.Flushed flushed) throws IOException {
    long oldestSegment = log.oldestSegment();
    if (flushed.files().stream().anyMatch(file -> files.isLogSegmentFrom(file, oldestSegment))) {
      log.sync();
    }
  }

  private void begin(View.Flushed flushed, long firstLog, long keptLog) throws IOException {
    FileIdentity identity = new FileIdentity(database, nextFileNumber.getAndIncrement());
    Manifest manifest = manifest(flushed, firstLog, keptLog);
    ManifestFile old = current;
    current =
        ManifestFile.create(disk, identity, manifest.writtenMicros(), manifest.encode(), roomMin);
    disk.deleteUnneeded(old.name());
  }

  private Manifest manifest(View.Flushed flushed, long firstLog, long keptLog) {
    Set<Long> needed = flushed.files();
    SortedMap<Long, Long> lengths = new TreeMap<>();
    SortedMap<Long, Long> segments = new TreeMap<>();
    for (BlockFile file : files.files()) {
      if (needed.contains(file.number())) {
        (file.isLogSegment() ? segments : lengths).put(file.number(), file.length());
      }
    }
    return new Manifest(
        flushed,
        clockMicros.getAsLong(),
        nextFileNumber.get(),
        firstLog,
        sessionLog >= firstLog ? sessionLog : 0,
        lengths,
        segments,
        keptLog);
  }
}
