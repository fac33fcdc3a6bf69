package io.lightningdb.internal.wal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.DiskFullException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/*
 * Appending copies a frame into a buffer and nothing more. Whoever needs it further (in the operating
 * system's hands, or on the device) writes out the buffer, for itself and for all before it, and
 * starts a new one, so that appending goes on meanwhile. The locks are taken in the order
 * writing, buffer; neither is held during a sync.
 *
 * Once a write or sync has failed, nobody knows what is on the disk: the log takes nothing more.
 */
/**
 * The log: what was committed, in order, in files that are allocated ahead. One thread at a time
 * may append; any number may wait for what was appended.
 */
public final class Log implements Closeable {

  private static final System.Logger LOGGER = System.getLogger(Log.class.getName());
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int BUFFER_BYTES_KEPT_MAX = 4 * 1024 * 1024;

  /** A buffer that nobody waits for is written out when it has grown to this. */
  private static final int BUFFER_BYTES_MAX = 1024 * 1024;

  /** Says that a frame does not fit into what is left of the segment. */
  private static final int NO_ROOM = -1;

  private final Disk disk;
  private final Scheduler scheduler;
  private final SegmentSupply supply;
  private final LogHistory history;
  private final SyncQueue queue;
  private final EarlyWriteBack earlyWriteBack;
  private final LongAdder syncs = new LongAdder();

  private final ReentrantLock writing = new ReentrantLock();

  @GuardedBy("writing")
  private ByteWriter spare = new ByteWriter(BUFFER_BYTES);

  private final ReentrantLock buffering = new ReentrantLock();

  @GuardedBy("buffering")
  private ByteWriter buffer = new ByteWriter(BUFFER_BYTES);

  @GuardedBy("buffering")
  private LogSegment active;

  /** Where in the active segment the buffer belongs. */
  @GuardedBy("buffering")
  private long bufferPosition;

  @GuardedBy("buffering")
  private long appended;

  /** Full segments, oldest first, that hold something not yet flushed. */
  @GuardedBy("buffering")
  private final Deque<LogSegment> full = new ArrayDeque<>();

  /** Segments that were written to since they were synced, the active one included. */
  @GuardedBy("buffering")
  private final List<LogSegment> unsynced = new ArrayList<>();

  private volatile long written;

  private Log(
      Disk disk,
      Scheduler scheduler,
      SegmentSupply supply,
      LogHistory history,
      LogSegment first,
      long sequence) {
    this.disk = disk;
    this.scheduler = scheduler;
    this.supply = supply;
    this.history = history;
    this.active = first;
    this.appended = sequence;
    this.written = sequence;
    this.queue =
        new SyncQueue(sequence, this::syncNow, () -> scheduler.execute(Lane.SYNC, this::serve));
    this.earlyWriteBack =
        new EarlyWriteBack(scheduler, e -> queue.fail("a write to the device failed", e));
  }

  /**
   * Opens the log of a database that was recovered: it goes on in a new segment, which survives a
   * power failure when this returns.
   *
   * @param recovery what was found, after it was replayed
   * @param history what of it can be read on
   * @param fileNumbers gives numbers that no file has had
   * @param clockMicros tells the time in microseconds since 1970
   * @param segmentBytes the size that segments grow to
   */
  public static Log open(
      Disk disk,
      Scheduler scheduler,
      LogRecovery recovery,
      LogHistory history,
      LongSupplier fileNumbers,
      LongSupplier clockMicros,
      int segmentBytes)
      throws IOException {
    List<LogSegment> old = recovery.openNeeded();
    return open(
        disk,
        scheduler,
        recovery.database(),
        recovery.lastSequence(),
        old,
        history,
        fileNumbers,
        clockMicros,
        segmentBytes);
  }

  /** Opens the log of a new database. */
  public static Log create(
      Disk disk,
      Scheduler scheduler,
      UUID database,
      LongSupplier fileNumbers,
      LongSupplier clockMicros,
      int segmentBytes)
      throws IOException {
    return open(
        disk,
        scheduler,
        database,
        0,
        List.of(),
        new LogHistory(disk, 0, List.of()),
        fileNumbers,
        clockMicros,
        segmentBytes);
  }

  private static Log open(
      Disk disk,
      Scheduler scheduler,
      UUID database,
      long sequence,
      List<LogSegment> old,
      LogHistory history,
      LongSupplier fileNumbers,
      LongSupplier clockMicros,
      int segmentBytes)
      throws IOException {
    SegmentSupply supply =
        new SegmentSupply(new SegmentFiles(disk, database, fileNumbers, clockMicros, segmentBytes));
    List<LogSegment> open = new ArrayList<>(old);
    try {
      LogSegment first = supply.take(0);
      open.add(first);
      Log log = new Log(disk, scheduler, supply, history, first, sequence);
      log.begin(old, clockMicros.getAsLong());
      log.syncNow();
      return log;
    } catch (IOException e) {
      LogSegment.closeAll(open, e);
      throw e;
    }
  }

  private void begin(List<LogSegment> old, long timeMicros) {
    buffering.lock();
    try {
      full.addAll(old);
      start(active, appended, timeMicros);
    } finally {
      buffering.unlock();
    }
  }

  /** Returns the number of the segment that is written to. */
  public long activeSegment() {
    buffering.lock();
    try {
      return active.number();
    } finally {
      buffering.unlock();
    }
  }

  /**
   * Appends a frame. It outlives nothing yet.
   *
   * @param sequence one more than that of the frame before
   * @throws io.lightningdb.internal.io.DiskFullException if there is no space for another segment:
   *     nothing was appended, and it can be tried again
   * @throws IOException if the log has failed
   */
  public void append(FrameType type, long sequence, long timeMicros, Payload payload)
      throws IOException {
    queue.throwFailure();
    int buffered = appendIfItFits(type, sequence, timeMicros, payload);
    while (buffered == NO_ROOM) {
      changeSegment(LogFrame.bytes(payload.length()), timeMicros);
      buffered = appendIfItFits(type, sequence, timeMicros, payload);
    }
    if (buffered >= BUFFER_BYTES_MAX) {
      writeOut(false);
    }
  }

  /**
   * Where a value is.
   *
   * @param segment the number of the segment
   * @param segmentBytes how long that is
   * @param offset where in it the first of the value's frames begins
   * @param length how many bytes its frames take
   */
  public record ValuePlace(long segment, long segmentBytes, long offset, long length) {}

  /*
   * A commit is in one segment with all parts of its values: so if it is intact, they are, because a
   * segment is read only as far as it is intact. It also lets one number say which segment a commit
   * needs, and a few bytes where a value is.
   */
  /**
   * Sees to it that what is appended next, up to {@code bytes} of frames, comes into one segment.
   *
   * @throws io.lightningdb.internal.io.DiskFullException as {@link #append} does
   * @throws IOException if the log has failed
   */
  public void makeRoom(long bytes, long timeMicros) throws IOException {
    queue.throwFailure();
    while (roomLeft() < bytes) {
      changeSegment(bytes, timeMicros);
    }
  }

  private long roomLeft() {
    buffering.lock();
    try {
      return active.capacity - bufferPosition - buffer.size();
    } finally {
      buffering.unlock();
    }
  }

  /**
   * Appends a value, to be followed by the commit that tells where it is; there is room for both.
   * It may be read only after {@link #writeNow}. Without the commit it is nothing but dead bytes.
   *
   * @param sequence that of the commit: one more than that of the last one
   * @throws IOException if the log has failed
   */
  public ValuePlace appendValue(long sequence, long timeMicros, byte[] value) throws IOException {
    queue.throwFailure();
    ValuePlace place = nextPlace(ValueParts.frameBytes(value.length));
    for (int from = 0; from < value.length; from += ValueParts.PART_BYTES) {
      int count = Math.min(ValueParts.PART_BYTES, value.length - from);
      int buffered =
          appendIfItFits(FrameType.PART, sequence, timeMicros, Payload.of(value, from, count));
      assert buffered != NO_ROOM : place;
      if (buffered >= BUFFER_BYTES_MAX) {
        writeOut(false);
      }
    }
    return place;
  }

  private ValuePlace nextPlace(long length) {
    buffering.lock();
    try {
      active.hasParts = true;
      long position = bufferPosition + buffer.size();
      return new ValuePlace(active.number(), active.capacity, position, length);
    } finally {
      buffering.unlock();
    }
  }

  /** Lets all that was appended outlive the process, and be read from its file. */
  public void writeNow() throws IOException {
    writeOut(false);
  }

  /** Lets everything up to {@code sequence} be read from its file, for readers. */
  void writeToRead(long sequence) throws IOException {
    if (written < sequence) {
      // Not for few: a log whose commits are all synced has no use for a mapping.
      writeOut(false);
    }
  }

  /** Returns the newest sequence that can be read from its file. */
  public long lastWritten() {
    return written;
  }

  /** A frame too many or too few would make the log unreadable, so it takes nothing more. */
  @GuardedBy("buffering")
  private IOException outOfOrder(long sequence) {
    IOException reason =
        new IOException("sequence " + sequence + " cannot follow " + appended + " in the log");
    queue.fail(reason);
    return reason;
  }

  /** Returns how many bytes are in the buffer then, or {@link #NO_ROOM}. */
  private int appendIfItFits(FrameType type, long sequence, long timeMicros, Payload payload)
      throws IOException {
    buffering.lock();
    try {
      long position = bufferPosition + buffer.size();
      if (position + LogFrame.bytes(payload.length()) > active.capacity) {
        return NO_ROOM;
      }
      if (sequence != appended + 1) {
        throw outOfOrder(sequence);
      }
      LogFrame.append(
          buffer, active.identity, position, type, sequence, timeMicros, queue.synced(), payload);
      if (type != FrameType.PART) {
        appended = sequence;
      }
      return buffer.size();
    } finally {
      buffering.unlock();
    }
  }

  private void changeSegment(long frameBytes, long timeMicros) throws IOException {
    LogSegment next = takeSegment(FileHeader.BYTES + LogFrame.bytes(0) + frameBytes);
    try {
      writeOut(false);
    } catch (IOException | RuntimeException | Error e) {
      LogSegment.closeAll(List.of(next), e);
      throw e;
    }
    boolean changed = false;
    buffering.lock();
    try {
      LogSegment previous = active;
      previous.lastSequence = appended;
      full.add(previous);
      active = next;
      start(next, appended, timeMicros);
      changed = true;
    } finally {
      buffering.unlock();
      if (!changed) {
        // Out of memory, most likely, and halfway from one segment to the other.
        queue.fail(new IOException("the log could not go on to its next segment"));
      }
    }
    scheduler.execute(Lane.LOG, this::prepareSegment);
  }

  @GuardedBy("buffering")
  private void start(LogSegment segment, long sequence, long timeMicros) {
    unsynced.add(segment);
    history.begin(segment.identity, segment.capacity, sequence);
    bufferPosition = FileHeader.BYTES;
    LogFrame.append(
        buffer,
        segment.identity,
        bufferPosition,
        FrameType.START,
        sequence,
        timeMicros,
        queue.synced(),
        Payload.NONE);
  }

  private LogSegment takeSegment(long bytesMin) throws IOException {
    try {
      return supply.take(bytesMin);
    } catch (DiskFullException e) {
      throw e;
    } catch (IOException e) {
      queue.fail(e);
      throw e;
    }
  }

  private void prepareSegment() {
    try {
      supply.prepare();
    } catch (DiskFullException e) {
      // Tried again, and reported, by the writer who needs the segment.
      LOGGER.log(System.Logger.Level.WARNING, "no space for the next log segment", e);
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.ERROR, "cannot prepare the next log segment", e);
      queue.fail(e);
    }
  }

  /** Returns once everything up to {@code sequence} outlives the process. */
  public void awaitWritten(long sequence) throws IOException {
    if (written < sequence) {
      writeOut(true);
    }
  }

  /** Returns once everything up to {@code sequence} outlives a power failure. */
  public void awaitSynced(long sequence) throws IOException {
    queue.await(sequence);
  }

  /** Syncs everything that has been appended, if anything is not synced yet. */
  public void sync() throws IOException {
    queue.await(lastAppended());
  }

  /**
   * Syncs everything that has been appended, or leaves it to whoever syncs now, without waiting.
   */
  public void syncSoon() {
    queue.request(lastAppended());
  }

  /** Returns the newest sequence that outlives a power failure. */
  public long synced() {
    return queue.synced();
  }

  /**
   * Has {@code listener} called after each sync, and when the log has failed, by a thread that may
   * have locks: it must neither wait nor throw.
   */
  public void onSync(Runnable listener) {
    queue.onSync(listener);
  }

  /** Returns the newest sequence that was appended. */
  public long lastAppended() {
    buffering.lock();
    try {
      return appended;
    } finally {
      buffering.unlock();
    }
  }

  /** Makes the log take nothing more, for a reason that has nothing to do with its own files. */
  public void fail(IOException reason) {
    queue.fail(reason);
  }

  /** Returns whether the log takes nothing more. */
  public boolean hasFailed() {
    return queue.hasFailed();
  }

  /** Throws if the log takes nothing more. */
  public void checkUsable() throws IOException {
    queue.throwFailure();
  }

  /** Returns how often the log was synced. */
  public long syncCount() {
    return syncs.sum();
  }

  private void serve() {
    queue.serve();
  }

  /**
   * Writes the buffer to its segment and returns the newest sequence in it.
   *
   * @param forFew whether it is likely to be a commit or two, for which a system call is dear, and
   *     which nobody is waiting to have synced
   */
  private long writeOut(boolean forFew) throws IOException {
    writing.lock();
    try {
      ByteWriter full;
      LogSegment segment;
      long position;
      long sequence;
      buffering.lock();
      try {
        queue.throwFailure();
        full = buffer;
        segment = active;
        position = bufferPosition;
        sequence = appended;
        buffer = spare;
        bufferPosition += full.size();
      } finally {
        buffering.unlock();
      }
      if (full.size() > 0) {
        if (forFew) {
          segment.file.overwrite(position, full.array(), 0, full.size());
        } else {
          segment.file.write(position, full.array(), 0, full.size());
        }
      }
      long end = position + full.size();
      full.clear();
      spare = full.array().length <= BUFFER_BYTES_KEPT_MAX ? full : new ByteWriter(BUFFER_BYTES);
      written = sequence;
      if (forFew) {
        earlyWriteBack.written(segment.file, end);
      }
      return sequence;
    } catch (IOException e) {
      queue.fail(e);
      throw new IOException("a write to the log failed: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      // Out of memory, most likely. What was in the buffer may be lost, and nothing can follow it.
      queue.fail("a write to the log failed", e);
      throw e;
    } finally {
      writing.unlock();
    }
  }

  private long syncNow() throws IOException {
    long sequence = writeOut(false);
    List<LogSegment> segments;
    LogSegment stillWritten;
    buffering.lock();
    try {
      segments = List.copyOf(unsynced);
      stillWritten = active;
    } finally {
      buffering.unlock();
    }
    for (LogSegment segment : segments) {
      segment.file.sync();
    }
    syncs.increment();
    buffering.lock();
    try {
      for (LogSegment segment : segments) {
        // The one that was active may have been written to, and filled, while it was synced.
        if (segment != stillWritten) {
          unsynced.remove(segment);
        }
      }
    } finally {
      buffering.unlock();
    }
    return sequence;
  }

  /** Returns the number of the oldest segment that has something newer than {@code flushed}. */
  public long firstSegmentAfter(long flushed) {
    buffering.lock();
    try {
      for (LogSegment segment : full) {
        if (segment.lastSequence > flushed) {
          return segment.number();
        }
      }
      return active.number();
    } finally {
      buffering.unlock();
    }
  }

  /*
   * Not by sequence: a segment that was active when its number was noted, and in which nothing came
   * after what is flushed, may be full by now, and is needed all the same.
   */
  /**
   * Gives up the segments before {@code firstNeeded}, which is not after the active one. Those that
   * have values, or are kept to be read, are closed and left to whoever reads them.
   */
  public void release(long firstNeeded) throws IOException {
    if (isUnsynced(firstNeeded)) {
      // Whoever syncs must not find a file closed.
      sync();
    }
    List<LogSegment> read = new ArrayList<>();
    List<LogSegment> free = new ArrayList<>();
    for (LogSegment segment : takeFull(firstNeeded)) {
      boolean kept = history.takeOver(segment.number(), segment.hasParts);
      (kept || segment.hasParts ? read : free).add(segment);
    }
    try {
      LogSegment.closeAll(read);
    } catch (IOException e) {
      LogSegment.closeAll(free, e);
      throw e;
    }
    supply.release(free);
    history.deleteOld();
  }

  /**
   * Decides which of the segments before {@code firstNeeded} are kept to be read. Others go with
   * the next {@link #release}, before which a manifest has to say what this returns.
   *
   * @return the number of the oldest segment that is kept for the next opening, or 0 if none is
   */
  public long trimHistory(long firstNeeded) {
    return history.trim(firstNeeded);
  }

  /**
   * Begins to read the commits after {@code sequence}, which was published.
   *
   * @param claimedBytes how much of the log is kept for the reader at most, from what it has read
   *     on, beside what is kept anyway
   * @param onSegmentLeft called when the reader has left a segment that others may delete
   * @throws HistoryGoneException if they are not there any more
   */
  public LogReader read(long sequence, long claimedBytes, Runnable onSegmentLeft)
      throws IOException {
    return new LogReader(this, history, disk, sequence, claimedBytes, onSegmentLeft);
  }

  /** Returns the least sequence after which commits can be read. */
  public long readableAfter() {
    return history.readableAfter();
  }

  /** Returns whether a segment that the log has given up, and does not keep, is being read. */
  public boolean isBeingRead(long segment) {
    return history.isLeaving(segment);
  }

  /** Returns up to where a segment may be written by now. */
  long writtenEnd(long segment) {
    buffering.lock();
    try {
      return active.number() == segment ? bufferPosition : Long.MAX_VALUE;
    } finally {
      buffering.unlock();
    }
  }

  /** Returns the number of the oldest segment that has not been given up, or is kept. */
  public long oldestSegment() {
    buffering.lock();
    try {
      LogSegment oldest = full.peek();
      long needed = oldest == null ? active.number() : oldest.number();
      return Math.min(needed, history.oldestSegment());
    } finally {
      buffering.unlock();
    }
  }

  private boolean isUnsynced(long firstNeeded) {
    buffering.lock();
    try {
      return unsynced.stream().anyMatch(segment -> segment.number() < firstNeeded);
    } finally {
      buffering.unlock();
    }
  }

  private List<LogSegment> takeFull(long firstNeeded) {
    List<LogSegment> taken = new ArrayList<>();
    buffering.lock();
    try {
      for (LogSegment segment = full.peek();
          segment != null && segment.number() < firstNeeded && !unsynced.contains(segment);
          segment = full.peek()) {
        taken.add(full.remove());
      }
      return taken;
    } finally {
      buffering.unlock();
    }
  }

  /** Returns the length of the log's files, in bytes. */
  public long fileBytes() {
    long bytes = supply.bytes() + history.keptBytes();
    buffering.lock();
    try {
      return bytes + active.capacity + full.stream().mapToLong(each -> each.capacity).sum();
    } finally {
      buffering.unlock();
    }
  }

  /**
   * Writes out and syncs what was appended, unless the log has failed, gives back the space that
   * was allocated ahead, and closes all files. The scheduler is closed already.
   */
  @Override
  public void close() throws IOException {
    queue.close();
    history.close();
    try (Closeable second = this::closeSegments;
        Closeable first = supply::close) {
      sync();
      giveBackRoom();
    }
  }

  /*
   * Not synced: with its old length the segment ends in zeros, or in what it was used for before,
   * and means the same. One with values is a file of the trees, whose manifest knows its length.
   */
  /** Takes away what the active segment has behind its last frame. */
  private void giveBackRoom() {
    buffering.lock();
    try {
      if (!active.hasParts) {
        active.file.truncate(bufferPosition);
      }
    } catch (IOException e) {
      // Everything that was promised is on the device; the space comes back with the segment.
      LOGGER.log(System.Logger.Level.WARNING, "cannot shorten " + active.fileName(), e);
    } finally {
      buffering.unlock();
    }
  }

  private void closeSegments() throws IOException {
    List<LogSegment> open;
    buffering.lock();
    try {
      open = new ArrayList<>(full);
      open.add(active);
    } finally {
      buffering.unlock();
    }
    LogSegment.closeAll(open);
  }
}
