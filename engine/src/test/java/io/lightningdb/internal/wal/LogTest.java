package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Observer;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogTest {

  private final SimulatedDisk disk = new SimulatedDisk();
  private final TestLog test = new TestLog(disk);

  private static Observer failing(Kind kind, IOException failure) {
    return operation -> {
      if (operation.kind() == kind) {
        throw failure;
      }
    };
  }

  /** Returns the newest sequence that a power failure, or the end of the process, would leave. */
  private long lastAfter(Survival survival) throws IOException {
    SimulatedDisk image = disk.afterPowerFailure(survival, new Seed(1));
    LogRecovery recovery = new LogRecovery(image, TestLog.DATABASE, 1, 1, 0);
    assertThat(TestLog.replay(recovery)).hasSize((int) recovery.lastSequence());
    return recovery.lastSequence();
  }

  @Test
  void anAppendedFrameIsInMemoryThenInTheFileThenOnTheDevice() throws IOException {
    try (Log log = test.create()) {
      long sequence = test.append();
      assertThat(lastAfter(Survival.EVERYTHING)).isZero();
      log.awaitWritten(sequence);
      assertThat(lastAfter(Survival.EVERYTHING)).isEqualTo(1);
      assertThat(lastAfter(Survival.NOTHING)).isZero();
      log.awaitSynced(sequence);
      assertThat(lastAfter(Survival.NOTHING)).isEqualTo(1);
    }
  }

  private long fileBytes() {
    return disk.files().values().stream().mapToLong(file -> file.length).sum();
  }

  @Test
  void closingGivesBackTheRoomThatWasAllocatedAhead() throws IOException {
    try (Log log = test.create()) {
      test.append();
      assertThat(fileBytes()).isEqualTo(log.fileBytes()).isEqualTo(TestLog.SEGMENT_BYTES);
    }
    assertThat(fileBytes())
        .isEqualTo(
            FileHeader.BYTES + LogFrame.bytes(0) + LogFrame.bytes(TestLog.payload(1).length));
    assertThat(lastAfter(Survival.NOTHING)).isEqualTo(1);
    assertThat(lastAfter(Survival.EVERYTHING)).isEqualTo(1);
    try (Log log = test.reopen(test.recover(1, 0))) {
      assertThat(test.append()).isEqualTo(2);
      log.sync();
      assertThat(lastAfter(Survival.NOTHING)).isEqualTo(2);
    }
  }

  @Test
  void aLogThatCannotBeShortenedIsClosedAllTheSame() throws IOException {
    Log log = test.create();
    test.append();
    disk.observe(failing(Kind.TRUNCATE, new IOException("planted")));
    log.close();
    assertThat(lastAfter(Survival.NOTHING)).isEqualTo(1);
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void whatIsWrittenOrSyncedAlreadyNeedsNothingMore() throws IOException {
    try (Log log = test.create()) {
      log.awaitSynced(test.append());
      long operations = disk.operations();
      long syncs = log.syncCount();
      log.awaitSynced(1);
      log.awaitWritten(1);
      log.sync();
      assertThat(disk.operations()).isEqualTo(operations);
      assertThat(log.syncCount()).isEqualTo(syncs);
    }
  }

  @Test
  void oneSyncServesAllThatWasAppendedBefore() throws IOException {
    try (Log log = test.create()) {
      long syncs = log.syncCount();
      for (int i = 0; i < 10; i++) {
        test.append();
      }
      log.awaitSynced(3);
      assertThat(lastAfter(Survival.NOTHING)).isEqualTo(10);
      log.awaitSynced(10);
      assertThat(log.syncCount()).isEqualTo(syncs + 1);
    }
  }

  @Test
  void closingBringsEverythingToTheDeviceAndLeavesNoFileOpen() throws IOException {
    Log log = test.create();
    for (int i = 0; i < 200; i++) {
      test.append();
    }
    log.close();
    assertThat(disk.openHandles()).isEmpty();
    assertThat(lastAfter(Survival.NOTHING)).isEqualTo(200);
    assertThatThrownBy(() -> log.awaitSynced(test.append())).isInstanceOf(IOException.class);
  }

  @Test
  void framesGoOnFromSegmentToSegment() throws IOException {
    try (Log log = test.create()) {
      long first = log.activeSegment();
      for (int i = 0; i < 5; i++) {
        test.fillSegment();
      }
      assertThat(log.activeSegment()).isGreaterThan(first + 4);
      log.sync();
      assertThat(lastAfter(Survival.NOTHING)).isEqualTo(log.lastAppended());
    }
  }

  @Test
  void aFrameLongerThanSegmentsGetsOneOfItsOwn() throws IOException {
    try (Log log = test.create()) {
      test.append();
      byte[] payload = new byte[10 * TestLog.SEGMENT_BYTES];
      payload[payload.length - 1] = 7;
      log.append(FrameType.COMMIT, 2, 1, Payload.of(payload, payload.length));
      log.awaitSynced(2);
      SimulatedDisk image = disk.afterPowerFailure(Survival.NOTHING, new Seed(1));
      LogRecovery recovery = new LogRecovery(image, TestLog.DATABASE, 1, 1, 1);
      byte[][] found = {null};
      recovery.replay(record -> found[0] = record.payload().readBytes(payload.length));
      assertThat(found[0]).isEqualTo(payload);
    }
  }

  @Test
  void aBufferThatNobodyWaitsForIsWrittenOutWhenItIsLarge() throws IOException {
    TestLog large = new TestLog(disk).withSegmentBytes(16 * 1024 * 1024);
    try (Log log = large.create()) {
      byte[] payload = new byte[100 * 1024];
      // Segments grow while there are still small ones: the last of these frames are all in one.
      for (int sequence = 1; sequence <= 60; sequence++) {
        log.append(FrameType.COMMIT, sequence, 1, Payload.of(payload, payload.length));
      }
      SimulatedDisk image = disk.afterPowerFailure(Survival.EVERYTHING, new Seed(1));
      assertThat(new LogRecovery(image, TestLog.DATABASE, 1, 1, 0).lastSequence())
          .as("what is in the files of 60 frames of 100 KiB")
          .isGreaterThanOrEqualTo(60 - 11);
    }
  }

  @Test
  void segmentsAreGivenUpOnceAllInThemIsFlushed() throws IOException {
    try (Log log = test.create()) {
      long first = log.activeSegment();
      long last = test.fillSegment() - 1;
      long second = log.activeSegment();
      test.fillSegment();
      long third = log.activeSegment();
      assertThat(log.firstSegmentAfter(0)).isEqualTo(first);
      assertThat(log.firstSegmentAfter(last - 1)).isEqualTo(first);
      assertThat(log.firstSegmentAfter(last)).isEqualTo(second);
      assertThat(log.firstSegmentAfter(log.lastAppended())).isEqualTo(third);
      log.release(log.firstSegmentAfter(last - 1));
      assertThat(disk.files()).containsKey("%06d.log".formatted(first));
      log.trimHistory(log.firstSegmentAfter(last));
      log.release(log.firstSegmentAfter(last));
      // It waits to be used again, under another name then.
      test.fillSegment();
      test.fillSegment();
      assertThat(disk.files())
          .doesNotContainKey("%06d.log".formatted(first))
          .containsKey("%06d.log".formatted(second));
      log.sync();
      SimulatedDisk image = disk.afterPowerFailure(Survival.NOTHING, new Seed(1));
      assertThat(new LogRecovery(image, TestLog.DATABASE, second, 0, last).lastSequence())
          .isEqualTo(log.lastAppended());
    }
  }

  /** Whoever noted its number may have brought it to the disk since. */
  @Test
  void aSegmentThatWasNeededStaysThoughItIsFullMeanwhile() throws IOException {
    try (Log log = test.create()) {
      long flushed = test.append();
      long noted = log.firstSegmentAfter(flushed);
      assertThat(noted).isEqualTo(log.activeSegment());
      byte[] large = new byte[2 * TestLog.SEGMENT_BYTES];
      log.append(FrameType.COMMIT, flushed + 1, 0, Payload.of(large, large.length));
      assertThat(log.activeSegment()).isGreaterThan(noted);
      log.release(noted);
      log.append(FrameType.COMMIT, flushed + 2, 0, Payload.of(large, large.length));
      assertThat(disk.files()).containsKey("%06d.log".formatted(noted));
    }
  }

  @Test
  void aSegmentIsNotGivenUpBeforeItIsSynced() throws IOException {
    try (Log log = test.create()) {
      long last = test.fillSegment() - 1;
      long syncs = log.syncCount();
      log.release(log.firstSegmentAfter(last));
      assertThat(log.syncCount()).isEqualTo(syncs + 1);
      log.release(log.firstSegmentAfter(last));
      assertThat(log.syncCount()).isEqualTo(syncs + 1);
    }
  }

  @Test
  void theLengthOfAllFilesIsKnown() throws IOException {
    try (Log log = test.create()) {
      for (int i = 0; i < 4; i++) {
        test.fillSegment();
      }
      log.release(log.firstSegmentAfter(log.lastAppended() - 1));
      long bytes = disk.files().values().stream().mapToLong(file -> file.length).sum();
      assertThat(log.fileBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void aFailedSyncEndsTheLog() throws IOException {
    Log log = test.create();
    log.awaitSynced(test.append());
    test.append();
    disk.observe(failing(Kind.SYNC, new IOException("the cable is out")));
    assertThatThrownBy(() -> log.awaitSynced(2)).hasMessageContaining("the cable is out");
    disk.observe(operation -> {});
    assertThatThrownBy(test::append).hasMessageContaining("the cable is out");
    assertThatThrownBy(log::checkUsable).hasMessageContaining("the cable is out");
    assertThatThrownBy(log::sync).hasMessageContaining("the cable is out");
    assertThatThrownBy(log::close).hasMessageContaining("the cable is out");
    assertThat(disk.openHandles()).isEmpty();
    assertThat(lastAfter(Survival.NOTHING)).isEqualTo(1);
  }

  @Test
  void aFailedWriteEndsTheLog() throws IOException {
    Log log = test.create();
    log.awaitSynced(test.append());
    test.append();
    disk.observe(failing(Kind.WRITE, new IOException("the cable is out")));
    assertThatThrownBy(() -> log.awaitWritten(2)).hasMessageContaining("the cable is out");
    disk.observe(operation -> {});
    assertThatThrownBy(test::append).hasMessageContaining("the cable is out");
    assertThatThrownBy(() -> log.awaitWritten(2)).hasMessageContaining("the cable is out");
    assertThatThrownBy(log::close).isInstanceOf(IOException.class);
    assertThat(disk.openHandles()).isEmpty();
    assertThat(lastAfter(Survival.EVERYTHING)).isEqualTo(1);
  }

  @Test
  void aReasonFromOutsideEndsTheLogToo() throws IOException {
    Log log = test.create();
    test.append();
    log.checkUsable();
    log.fail(new IOException("the trees are broken"));
    assertThatThrownBy(test::append).hasMessageContaining("the trees are broken");
    assertThatThrownBy(log::close).hasMessageContaining("the trees are broken");
  }

  /** Whoever failed between appending and taking effect would give the same sequence again. */
  @Test
  void aSequenceThatDoesNotFollowEndsTheLogRatherThanMakeItUnreadable() throws IOException {
    Log log = test.create();
    log.awaitSynced(test.append());
    assertThatThrownBy(() -> log.append(FrameType.COMMIT, 1, 0, Payload.NONE))
        .hasMessageContaining("sequence 1 cannot follow 1");
    assertThatThrownBy(test::append).hasMessageContaining("sequence 1 cannot follow 1");
    log.close();
    assertThat(lastAfter(Survival.EVERYTHING)).isEqualTo(1);
  }

  @Test
  void withoutSpaceForASegmentNothingIsAppendedAndItCanBeTriedAgain() throws IOException {
    try (Log log = test.create()) {
      log.awaitSynced(test.append());
      disk.observe(failing(Kind.CREATE, new DiskFullException("no space left")));
      // The segment that was made ready before still serves; then there is none.
      assertThatThrownBy(
              () -> {
                while (true) {
                  test.append();
                }
              })
          .isInstanceOf(DiskFullException.class);
      long last = log.lastAppended();
      log.awaitSynced(last);
      assertThatThrownBy(test::append).isInstanceOf(DiskFullException.class);
      assertThat(log.lastAppended()).isEqualTo(last);
      disk.observe(operation -> {});
      log.awaitSynced(test.append());
      assertThat(lastAfter(Survival.NOTHING)).isEqualTo(last + 1);
    }
  }

  @Test
  void anyOtherFailureToMakeASegmentEndsTheLog() throws IOException {
    Log log = test.create();
    disk.observe(failing(Kind.CREATE, new IOException("the directory is gone")));
    assertThatThrownBy(
            () -> {
              while (true) {
                test.append();
              }
            })
        .hasMessageContaining("the directory is gone");
    disk.observe(operation -> {});
    assertThatThrownBy(log::checkUsable).hasMessageContaining("the directory is gone");
    assertThatThrownBy(log::close).isInstanceOf(IOException.class);
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void aLogThatCannotBeginLeavesNoFileOpen() {
    for (Kind kind : new Kind[] {Kind.CREATE, Kind.WRITE, Kind.SYNC, Kind.SYNC_DIRECTORY}) {
      disk.observe(failing(kind, new IOException("the cable is out")));
      assertThatThrownBy(test::create).hasMessageContaining("the cable is out");
      assertThat(disk.openHandles()).as("after a failed %s", kind).isEmpty();
    }
  }

  @Test
  void manyWhoWaitWhileOneAppendsAllGetTheirTurn() throws IOException {
    try (ThreadScheduler scheduler = new ThreadScheduler("test")) {
      TestLog many = new TestLog(new MemoryDisk()).withScheduler(scheduler);
      try (Log log = many.create()) {
        AtomicLong appended = new AtomicLong();
        int frames = 5_000;
        Thread appender =
            Threads.start(
                () -> {
                  try {
                    for (int i = 0; i < frames; i++) {
                      appended.set(many.append());
                      if (i % 500 == 0) {
                        log.release(log.firstSegmentAfter(i / 2));
                      }
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
        Threads.run(
            4,
            thread -> {
              try {
                for (long seen = 0; seen < frames; seen = appended.get()) {
                  if (thread % 2 == 0) {
                    log.awaitSynced(seen);
                  } else {
                    log.awaitWritten(seen);
                  }
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
        Threads.join(appender);
        log.release(log.firstSegmentAfter(frames / 2));
        log.sync();
        LogRecovery recovery = many.recover(log.firstSegmentAfter(frames / 2), frames / 2);
        assertThat(recovery.lastSequence()).isEqualTo(frames);
        assertThat(TestLog.replay(recovery)).hasSize(frames - frames / 2);
      }
    }
  }

  /** Does something, once, at the end of the next sync of a file, before that returns. */
  private static final class DiskWithLateSync extends ForwardingDisk {

    interface Action {
      void run() throws IOException;
    }

    private Action action = () -> {};

    DiskWithLateSync(SimulatedDisk disk) {
      super(disk);
    }

    void afterNextSync(Action newAction) {
      action = newAction;
    }

    @Override
    protected WritableFile wrap(String name, WritableFile file) {
      return new ForwardingFile(file) {
        @Override
        public void sync() throws IOException {
          super.sync();
          Action now = action;
          action = () -> {};
          now.run();
        }
      };
    }
  }

  @Test
  void whatFillsASegmentWhileItIsSyncedIsSyncedToo() throws IOException {
    DiskWithLateSync late = new DiskWithLateSync(disk);
    TestLog interrupted = new TestLog(late);
    try (Log log = interrupted.create()) {
      interrupted.append();
      late.afterNextSync(interrupted::fillSegment);
      log.awaitSynced(1);
      long last = log.lastAppended();
      assertThat(last).isGreaterThan(5);
      log.awaitSynced(last);
      assertThat(lastAfter(Survival.NOTHING)).isEqualTo(last);
    }
  }

  @Test
  void whatCannotBeBroughtToTheDeviceEarlyEndsTheLog() throws IOException {
    ForwardingDisk failing =
        new ForwardingDisk(disk) {
          @Override
          protected WritableFile wrap(String name, WritableFile file) {
            return new ForwardingFile(file) {
              @Override
              public void writeBack(long from, long to) throws IOException {
                throw new IOException("planted at " + from);
              }
            };
          }
        };
    Log log = new TestLog(failing).withSegmentBytes(4 * 1024 * 1024).create();
    byte[] bytes = new byte[100_000];
    for (long sequence = 1; sequence <= 30 && !log.hasFailed(); sequence++) {
      log.append(FrameType.COMMIT, sequence, 0, Payload.of(bytes, 0, bytes.length));
      log.awaitWritten(sequence);
    }
    assertThat(log.hasFailed()).isTrue();
    assertThatThrownBy(log::sync)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("planted at");
  }

  /** Runs out of memory in the next write, as the JDK does where it copies what is written. */
  private static final class DiskWithoutMemory extends ForwardingDisk {

    private boolean failing;

    DiskWithoutMemory(SimulatedDisk disk) {
      super(disk);
    }

    @Override
    protected WritableFile wrap(String name, WritableFile file) {
      return new ForwardingFile(file) {
        @Override
        public void write(long position, byte[] from, int offset, int length) throws IOException {
          if (failing) {
            failing = false;
            throw new OutOfMemoryError("no memory for a copy");
          }
          super.write(position, from, offset, length);
        }
      };
    }
  }

  @Test
  void aWriteThatFindsNoMemoryEndsTheLogRatherThanLeaveAHole() throws IOException {
    DiskWithoutMemory failing = new DiskWithoutMemory(disk);
    TestLog ended = new TestLog(failing);
    Log log = ended.create();
    log.awaitSynced(ended.append());
    ended.append();
    failing.failing = true;
    assertThatThrownBy(() -> log.awaitWritten(2)).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(ended::append)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no memory for a copy");
    assertThatThrownBy(() -> log.awaitSynced(2)).isInstanceOf(IOException.class);
    assertThatThrownBy(log::close).isInstanceOf(IOException.class);
    assertThat(disk.openHandles()).isEmpty();
    assertThat(lastAfter(Survival.EVERYTHING)).isEqualTo(1);
  }
}
