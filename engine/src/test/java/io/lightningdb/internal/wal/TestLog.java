package io.lightningdb.internal.wal;

import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import java.io.IOException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A log on a disk, whose frames have payloads that follow from their sequences, so that whatever is
 * read can be checked without a note of what was written.
 */
final class TestLog {

  static final UUID DATABASE = new UUID(0x0123456789ABCDEFL, 0xFEDCBA9876543210L);
  static final int SEGMENT_BYTES = 4 * 1024;

  private final Disk disk;
  private final AtomicLong numbers = new AtomicLong(1);
  private final AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
  private UUID database = DATABASE;
  private Scheduler scheduler = new InlineScheduler();
  private int segmentBytes = SEGMENT_BYTES;
  private Log log;

  /** The segment with which the log went on when it was opened. */
  private long sessionSegment;

  TestLog(Disk disk) {
    this.disk = disk;
  }

  TestLog withDatabase(UUID newDatabase) {
    database = newDatabase;
    return this;
  }

  TestLog withScheduler(Scheduler newScheduler) {
    scheduler = newScheduler;
    return this;
  }

  TestLog withSegmentBytes(int bytes) {
    segmentBytes = bytes;
    return this;
  }

  /** Gives the next file this number. */
  TestLog withNextNumber(long number) {
    numbers.set(number);
    return this;
  }

  Log log() {
    return log;
  }

  long sessionSegment() {
    return sessionSegment;
  }

  /** Begins the log of a new database. */
  Log create() throws IOException {
    log =
        Log.create(
            disk,
            scheduler,
            database,
            numbers::getAndIncrement,
            clock::incrementAndGet,
            segmentBytes);
    sessionSegment = log.activeSegment();
    return log;
  }

  /** Reads what is there from {@code firstSegment} on. */
  LogRecovery recover(long firstSegment, long flushed) throws IOException {
    long session = sessionSegment >= firstSegment ? sessionSegment : 0;
    return new LogRecovery(disk, database, firstSegment, session, flushed);
  }

  /** Goes on after a recovery. */
  Log reopen(LogRecovery recovery) throws IOException {
    log =
        Log.open(
            disk,
            scheduler,
            recovery,
            recovery.history(0, 0),
            numbers::getAndIncrement,
            clock::incrementAndGet,
            segmentBytes);
    sessionSegment = log.activeSegment();
    return log;
  }

  /** Appends the next frame, and returns its sequence. */
  long append() throws IOException {
    long sequence = log.lastAppended() + 1;
    byte[] payload = payload(sequence);
    log.append(
        FrameType.COMMIT, sequence, clock.incrementAndGet(), Payload.of(payload, payload.length));
    return sequence;
  }

  /** Appends frames until the log has gone on to another segment; returns the last sequence. */
  long fillSegment() throws IOException {
    long segment = log.activeSegment();
    long last = log.lastAppended();
    while (log.activeSegment() == segment) {
      last = append();
    }
    return last;
  }

  /** Returns what a frame carries: mostly a little, sometimes nothing, sometimes a lot. */
  static byte[] payload(long sequence) {
    Seed seed = new Seed(sequence);
    int length = seed.oneIn(20) ? 0 : seed.oneIn(20) ? seed.between(500, 2_000) : 100;
    return seed.bytes(length);
  }

  /** Replays a log, checks every payload, and returns the sequences with the types of frames. */
  static NavigableMap<Long, FrameType> replay(LogRecovery recovery) throws IOException {
    NavigableMap<Long, FrameType> found = new TreeMap<>();
    recovery.replay(
        record -> {
          byte[] payload = record.payload().readBytes(record.payload().remaining());
          if (!Arrays.equals(payload, payload(record.sequence()))) {
            throw new AssertionError("a wrong payload in frame " + record.sequence());
          }
          found.put(record.sequence(), record.type());
        });
    return found;
  }
}
