package io.lightningdb.internal.wal;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * The segments are read twice. The first reading finds what is there: for each segment, which
 * sequence it starts after, how far its frames are intact, and what its intact frames, those beyond
 * damage included, testify to have been synced. From that follows which sequences there are without
 * a hole, and whether one is missing that had been synced; if so, it was damaged, and recovery
 * refuses to go on. What is missing otherwise is the unsynced tail, which a power failure may take
 * in any part.
 *
 * After a tail was dropped the log goes on in a new segment, whose START tells the sequence it
 * follows. From then on frames of older segments with newer sequences are void, even if they are
 * intact: they were never promised to anybody, and their sequences were given out again. That START
 * is synced, and the manifest names its segment, before the database takes a commit.
 */
/** Reads the log when a database is opened. */
public final class LogRecovery {

  private final Disk disk;
  private final UUID database;
  private final long flushed;
  private final List<Scan> scans = new ArrayList<>();

  /** The numbers of the segments before those that are needed. */
  private final List<Long> older = new ArrayList<>();

  private final List<String> obsolete = new ArrayList<>();
  private final long lastSequence;

  /**
   * What the first reading found in a segment that is in use.
   *
   * @param hasParts whether there are parts of values, be their commits there or not
   */
  private record Scan(
      FileIdentity identity,
      long size,
      long startsAfter,
      long lastIntact,
      boolean hasParts,
      long damageAt,
      long testified) {

    String fileName() {
      return FileKind.LOG.fileName(identity.number());
    }
  }

  /**
   * Reads the log through for the first time.
   *
   * @param firstSegment the number of the oldest segment that is needed
   * @param sessionSegment the number of the segment with which the log went on when the database
   *     was last opened, or 0 if that is needed no more
   * @param flushed the newest sequence that is in the trees
   * @throws CorruptionException if something is missing or damaged that had been synced
   */
  public LogRecovery(Disk disk, UUID database, long firstSegment, long sessionSegment, long flushed)
      throws IOException {
    this.disk = disk;
    this.database = database;
    this.flushed = flushed;
    List<Long> numbers =
        disk.list().stream()
            .filter(name -> FileKind.of(name).filter(kind -> kind == FileKind.LOG).isPresent())
            .map(FileKind::number)
            .sorted()
            .toList();
    for (long needed : new long[] {firstSegment, sessionSegment}) {
      if (needed != 0 && !numbers.contains(needed)) {
        throw new CorruptionException(
            "the log file "
                + FileKind.LOG.fileName(needed)
                + " is missing: commits in it are lost unless it is brought back");
      }
    }
    for (long number : numbers) {
      if (number < firstSegment) {
        older.add(number);
      }
      Scan scan =
          number < firstSegment
              ? null
              : scan(number, number == firstSegment, number == sessionSegment);
      if (scan == null) {
        obsolete.add(FileKind.LOG.fileName(number));
      } else {
        scans.add(scan);
      }
    }
    this.lastSequence = findLastSequence();
    for (int i = 0; i < scans.size(); i++) {
      if (!isNeeded(i)) {
        obsolete.add(scans.get(i).fileName());
      }
    }
  }

  /** Returns whether a segment tells of anything that is newer than the trees. */
  private boolean isNeeded(int index) {
    return end(index) > flushed;
  }

  /** Returns up to where the commits of a segment count. */
  private long end(int index) {
    return Math.min(validEnd(index), lastSequence);
  }

  /** Returns what is in the segment {@code number}, or null if it was never used. */
  private @Nullable Scan scan(long number, boolean headerIsSynced, boolean startIsSynced)
      throws IOException {
    FileIdentity identity = new FileIdentity(database, number);
    String name = FileKind.LOG.fileName(number);
    try (ReadableFile file = disk.openForReading(name)) {
      SegmentReader reader = new SegmentReader(name, identity, file);
      if (headerIsSynced) {
        checkHeader(name, file);
      }
      LogRecord first = reader.next();
      if (first == null) {
        if (startIsSynced) {
          throw new CorruptionException(name + " is damaged: its first frame is not intact");
        }
        // The first commit tells as well as the START before it what the segment follows.
        reader.seek(FileHeader.BYTES + LogFrame.bytes(0));
        first = reader.next();
      }
      if (first == null) {
        LogRecord beyond = reader.nextBeyondDamage(0);
        return beyond == null
            ? null
            : new Scan(
                identity,
                reader.size(),
                Long.MAX_VALUE,
                0,
                false,
                FileHeader.BYTES,
                testimony(reader, beyond));
      }
      checkHeader(name, file);
      boolean isStart = first.type() == FrameType.START;
      return scanFrames(identity, reader, isStart ? first.sequence() : first.sequence() - 1, first);
    }
  }

  private Scan scanFrames(
      FileIdentity identity, SegmentReader reader, long startsAfter, LogRecord first)
      throws IOException {
    long last = startsAfter;
    boolean hasParts = false;
    long testified = first.synced();
    LogRecord record = first.type() == FrameType.START ? reader.next() : first;
    for (; record != null; record = reader.next()) {
      testified = Math.max(testified, record.synced());
      if (record.sequence() != last + 1) {
        throw new CorruptionException(
            FileKind.LOG.fileName(identity.number())
                + " is damaged: sequence "
                + record.sequence()
                + " follows "
                + last
                + " before byte "
                + reader.position());
      }
      if (record.type() == FrameType.PART) {
        hasParts = true;
      } else {
        last = record.sequence();
      }
    }
    long damageAt = reader.position();
    LogRecord beyond = reader.nextBeyondDamage(last);
    if (beyond != null) {
      testified = Math.max(testified, testimony(reader, beyond));
    }
    return new Scan(identity, reader.size(), startsAfter, last, hasParts, damageAt, testified);
  }

  /** Returns the newest sequence that {@code record} and the frames after it say was synced. */
  private static long testimony(SegmentReader reader, LogRecord record) throws IOException {
    long testified = 0;
    LogRecord next = record;
    while (next != null) {
      testified = Math.max(testified, next.synced());
      next = reader.nextBeyondDamage(0);
    }
    return testified;
  }

  private void checkHeader(String name, ReadableFile file) throws IOException {
    if (file.size() < FileHeader.BYTES) {
      throw new CorruptionException(name + " has " + file.size() + " bytes: it was cut short");
    }
    byte[] header = new byte[FileHeader.BYTES];
    file.read(0, header, 0, header.length);
    FileHeader decoded = FileHeader.decode(name, header);
    if (!decoded.identity().database().equals(database)) {
      throw new CorruptionException(name + " belongs to another database");
    }
  }

  private long findLastSequence() {
    long last = flushed;
    for (int i = 0; i < scans.size(); i++) {
      Scan scan = scans.get(i);
      long end = validEnd(i);
      // Even without a commit, it tells what was before it.
      if (scan.startsAfter > last && end >= scan.startsAfter) {
        break;
      }
      last = Math.max(last, end);
    }
    long testified = flushed;
    for (Scan scan : scans) {
      testified = Math.max(testified, scan.testified);
    }
    if (testified > last) {
      throw new CorruptionException(
          "the log is damaged: sequence "
              + (last + 1)
              + " is missing although everything up to "
              + testified
              + " was synced; "
              + describeDamage());
    }
    return last;
  }

  /** Returns up to where the frames of a segment count: not beyond where a later one starts. */
  private long validEnd(int index) {
    long end = scans.get(index).lastIntact;
    for (Scan later : scans.subList(index + 1, scans.size())) {
      end = Math.min(end, later.startsAfter);
    }
    return end;
  }

  private String describeDamage() {
    StringBuilder text = new StringBuilder("its files are intact");
    for (Scan scan : scans) {
      text.append(", ").append(scan.fileName()).append(" up to byte ").append(scan.damageAt);
    }
    return text.toString();
  }

  UUID database() {
    return database;
  }

  /** Returns the newest sequence that is in the log, or the newest flushed one. */
  public long lastSequence() {
    return lastSequence;
  }

  /** Returns the lengths of the segments that are needed and have values, by their numbers. */
  public Map<Long, Long> segmentsWithValues() {
    Map<Long, Long> lengths = new TreeMap<>();
    for (int i = 0; i < scans.size(); i++) {
      Scan scan = scans.get(i);
      if (isNeeded(i) && scan.hasParts) {
        lengths.put(scan.identity.number(), scan.size);
      }
    }
    return lengths;
  }

  /**
   * Returns the names of files that nothing is needed of, once the manifest says that the log
   * begins with a later one.
   */
  public List<String> obsoleteFiles() {
    return obsolete;
  }

  /**
   * Returns what can be read by those who follow the log: what is needed, and what was kept before.
   *
   * @param keptFrom the number of the oldest segment that was kept, or 0 if none was
   * @param bytesKept how many bytes to keep from now on
   */
  public LogHistory history(long keptFrom, long bytesKept) throws IOException {
    boolean keeps = keptFrom != 0 && bytesKept > 0;
    List<HistorySegment> segments = new ArrayList<>();
    // As in recovery: what starts later makes void what is newer than that.
    long end = lastSequence;
    for (int i = scans.size() - 1; i >= 0; i--) {
      Scan scan = scans.get(i);
      if (scan.startsAfter < end && (keeps || isNeeded(i))) {
        segments.add(0, segment(scan.identity, scan.size, scan.startsAfter, end, isNeeded(i)));
      }
      end = Math.min(end, scan.startsAfter);
    }
    for (int i = older.size() - 1; keeps && i >= 0 && older.get(i) >= keptFrom; i--) {
      FileIdentity identity = new FileIdentity(database, older.get(i));
      try (ReadableFile file = disk.openForReading(FileKind.LOG.fileName(identity.number()))) {
        long startsAfter = startOf(identity, file);
        if (startsAfter < end) {
          segments.add(0, segment(identity, file.size(), startsAfter, end, false));
          end = startsAfter;
        }
      }
    }
    return new LogHistory(disk, bytesKept, segments);
  }

  private static HistorySegment segment(
      FileIdentity identity, long bytes, long startsAfter, long end, boolean isNeeded) {
    HistorySegment segment = new HistorySegment(identity, bytes, startsAfter);
    segment.end = end;
    segment.givenUp = !isNeeded;
    // It may have some, and whoever deletes those that have asks nobody.
    segment.hasParts = !isNeeded;
    return segment;
  }

  /**
   * Returns which sequence a segment starts after, or one that is too great to be if that cannot be
   * told: then it is missed by who reads what is before it.
   */
  private static long startOf(FileIdentity identity, ReadableFile file) throws IOException {
    String name = FileKind.LOG.fileName(identity.number());
    SegmentReader reader = new SegmentReader(name, identity, file);
    reader.refresh(0);
    LogRecord first = reader.next();
    if (first != null) {
      return first.sequence();
    }
    reader.seek(FileHeader.BYTES + LogFrame.bytes(0));
    first = reader.next();
    return first == null ? Long.MAX_VALUE : first.sequence() - 1;
  }

  /**
   * Opens the segments that are still needed, oldest first, and makes what is in them survive a
   * power failure: what outlived the end of a process may not be on the device yet.
   */
  List<LogSegment> openNeeded() throws IOException {
    List<LogSegment> segments = new ArrayList<>();
    try {
      for (int i = 0; i < scans.size(); i++) {
        if (!isNeeded(i)) {
          continue;
        }
        Scan scan = scans.get(i);
        WritableFile file = disk.openForWriting(scan.fileName());
        LogSegment segment = new LogSegment(scan.identity, file, scan.size);
        segment.hasParts = scan.hasParts;
        segment.lastSequence = end(i);
        segments.add(segment);
        file.sync();
      }
      return segments;
    } catch (IOException e) {
      LogSegment.closeAll(segments, e);
      throw e;
    }
  }

  /** Reads the log again and shows every frame that is not in the trees yet, in order. */
  public void replay(Consumer<LogRecord> receiver) throws IOException {
    for (int i = 0; i < scans.size(); i++) {
      Scan scan = scans.get(i);
      long end = end(i);
      if (!isNeeded(i) || end <= scan.startsAfter) {
        continue;
      }
      try (ReadableFile file = disk.openForReading(scan.fileName())) {
        SegmentReader reader = new SegmentReader(scan.fileName(), scan.identity, file);
        reader.seek(FileHeader.BYTES + LogFrame.bytes(0));
        for (long sequence = scan.startsAfter + 1; sequence <= end; sequence++) {
          LogRecord record = reader.next();
          while (record != null && record.type() == FrameType.PART) {
            record = reader.next();
          }
          if (record == null || record.sequence() != sequence) {
            throw new CorruptionException(
                scan.fileName() + " changed while it was read, at byte " + reader.position());
          }
          if (sequence > flushed) {
            receiver.accept(record);
          }
        }
      }
    }
  }
}
