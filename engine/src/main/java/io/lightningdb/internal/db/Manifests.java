package io.lightningdb.internal.db;

import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
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
  private long current;

  /**
   * @param nextFileNumber gives out the numbers of files
   * @param current the number of the manifest there is
   */
  Manifests(
      Disk disk,
      UUID database,
      AtomicLong nextFileNumber,
      LongSupplier clockMicros,
      BlockFiles files,
      Log log,
      long current) {
    this.disk = disk;
    this.database = database;
    this.nextFileNumber = nextFileNumber;
    this.clockMicros = clockMicros;
    this.files = files;
    this.log = log;
    this.sessionLog = log.activeSegment();
    this.current = current;
  }

  /**
   * Makes {@code flushed} what the database begins with when it is opened next.
   *
   * @return the number of the oldest log segment that is needed from now on
   */
  long write(View.Flushed flushed) throws IOException {
    long number = nextFileNumber.getAndIncrement();
    long firstLog = log.firstSegmentAfter(flushed.sequence());
    long oldestSegment = log.oldestSegment();
    boolean needsSync = false;
    Set<Long> needed = flushed.files();
    Map<Long, Long> lengths = new TreeMap<>();
    Map<Long, Long> segments = new TreeMap<>();
    for (BlockFile file : files.files()) {
      if (needed.contains(file.number())) {
        (file.isLogSegment() ? segments : lengths).put(file.number(), file.length());
        needsSync |= file.isLogSegmentFrom(oldestSegment);
      }
    }
    if (needsSync) {
      // What stores point to has to be on the device, and they may point to what is not synced yet.
      log.sync();
    }
    Manifest manifest =
        new Manifest(
            flushed,
            nextFileNumber.get(),
            firstLog,
            sessionLog >= firstLog ? sessionLog : 0,
            lengths,
            segments);
    ManifestFile.write(disk, database, number, clockMicros.getAsLong(), manifest.encode());
    long old = current;
    current = number;
    disk.deleteUnneeded(FileKind.MANIFEST.fileName(old));
    return firstLog;
  }
}
