package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogReaderTest {

  private final SimulatedDisk disk = new SimulatedDisk();

  private static void nothing() {}

  private static void assertReads(LogReader reader, long first, long last) throws IOException {
    for (long sequence = first; sequence <= last; sequence++) {
      LogRecord record = reader.next(last);
      assertThat(record).isNotNull();
      assertThat(record.sequence()).isEqualTo(sequence);
      assertThat(record.payload().readBytes(record.payload().remaining()))
          .isEqualTo(TestLog.payload(sequence));
    }
    assertThat(reader.next(last)).isNull();
    assertThat(reader.sequence()).isEqualTo(last);
  }

  @Test
  void framesAreReadAcrossSegmentsFromAnySequenceOn() throws IOException {
    TestLog test = new TestLog(disk);
    try (Log log = test.create()) {
      for (int i = 0; i < 3; i++) {
        test.fillSegment();
      }
      long last = log.lastAppended();
      for (long from = 0; from <= last; from++) {
        try (LogReader reader = log.read(from, 0, LogReaderTest::nothing)) {
          assertReads(reader, from + 1, last);
        }
      }
    }
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void whatIsStillInTheBufferIsWrittenOutToBeRead() throws IOException {
    TestLog test = new TestLog(disk);
    try (Log log = test.create();
        LogReader reader = log.read(0, 0, LogReaderTest::nothing)) {
      for (int i = 1; i <= 500; i++) {
        test.append();
        assertReads(reader, i, i);
      }
    }
  }

  @Test
  void noMoreIsReadThanIsAskedFor() throws IOException {
    TestLog test = new TestLog(disk);
    try (Log log = test.create();
        LogReader reader = log.read(0, 0, LogReaderTest::nothing)) {
      for (int i = 0; i < 10; i++) {
        test.append();
      }
      log.writeNow();
      assertReads(reader, 1, 4);
      assertReads(reader, 5, 5);
      assertReads(reader, 6, 10);
    }
  }

  @Test
  void partsOfValuesArePassedOver() throws IOException {
    TestLog test = new TestLog(disk).withSegmentBytes(16 * 1024);
    try (Log log = test.create();
        LogReader reader = log.read(0, 0, LogReaderTest::nothing)) {
      for (int i = 1; i < 10; i++) {
        log.makeRoom(6_000, i);
        log.appendValue(i, i, new byte[1_000]);
        log.appendValue(i, i, new byte[2_000]);
        test.append();
        log.writeNow();
      }
      assertReads(reader, 1, 9);
      try (LogReader other = log.read(5, 0, LogReaderTest::nothing)) {
        assertReads(other, 6, 9);
      }
    }
  }

  @Test
  void whatIsReleasedGoesUnlessItIsRead() throws IOException {
    TestLog test = new TestLog(disk);
    try (Log log = test.create()) {
      long first = log.activeSegment();
      test.fillSegment();
      long second = log.activeSegment();
      LogReader reader = log.read(0, 0, LogReaderTest::nothing);
      assertThat(reader.next(1)).isNotNull();
      test.fillSegment();
      long kept = test.fillSegment() - 1;
      assertThat(log.trimHistory(log.activeSegment())).isZero();
      log.release(log.activeSegment());
      assertThat(log.readableAfter()).isEqualTo(kept);
      // One was made ready already; then the second is used again, under another name.
      test.fillSegment();
      test.fillSegment();
      assertThat(disk.files().keySet())
          .contains(FileKind.LOG.fileName(first))
          .doesNotContain(FileKind.LOG.fileName(second));
      assertThat(log.isBeingRead(first)).isTrue();
      assertThat(log.isBeingRead(second)).isFalse();
      assertThatThrownBy(() -> log.read(0, 0, LogReaderTest::nothing))
          .isInstanceOf(HistoryGoneException.class);
      long last = log.lastAppended();
      assertThatThrownBy(
              () -> {
                while (reader.next(last) != null) {
                  // On to the end of what is there.
                }
              })
          .isInstanceOfSatisfying(
              HistoryGoneException.class, e -> assertThat(e.readableAfter()).isEqualTo(kept));
      assertThat(disk.files()).doesNotContainKey(FileKind.LOG.fileName(first));
      reader.skipTo(kept);
      assertReads(reader, kept + 1, last);
      reader.close();
      reader.close();
    }
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void aSegmentWithValuesIsLeftToOthersWhenItWasRead() throws IOException {
    TestLog test = new TestLog(disk);
    AtomicInteger left = new AtomicInteger();
    try (Log log = test.create()) {
      long first = log.activeSegment();
      log.makeRoom(1_000, 1);
      log.appendValue(1, 1, new byte[100]);
      test.append();
      LogReader reader = log.read(0, 0, left::incrementAndGet);
      assertThat(reader.next(1)).isNotNull();
      test.fillSegment();
      log.trimHistory(log.activeSegment());
      log.release(log.activeSegment());
      assertThat(log.isBeingRead(first)).isTrue();
      reader.close();
      assertThat(left).hasValue(1);
      assertThat(log.isBeingRead(first)).isFalse();
      assertThat(disk.files()).containsKey(FileKind.LOG.fileName(first));
    }
  }

  @Test
  void whatAReaderClaimsIsKeptUpToALength() throws IOException {
    TestLog test = new TestLog(disk);
    try (Log log = test.create();
        LogReader some = log.read(0, 5 * TestLog.SEGMENT_BYTES, LogReaderTest::nothing)) {
      for (int i = 0; i < 4; i++) {
        test.fillSegment();
        log.trimHistory(log.activeSegment());
        log.release(log.activeSegment());
        assertThat(log.readableAfter()).isZero();
      }
      test.fillSegment();
      log.trimHistory(log.activeSegment());
      assertThat(log.readableAfter()).isEqualTo(log.lastAppended() - 1);
      log.release(log.activeSegment());
      assertThat(some.sequence()).isZero();
    }
  }

  @Test
  void whatIsNotClaimedAnyMoreGoes() throws IOException {
    TestLog test = new TestLog(disk);
    try (Log log = test.create()) {
      LogReader reader = log.read(0, Long.MAX_VALUE, LogReaderTest::nothing);
      test.fillSegment();
      test.fillSegment();
      log.trimHistory(log.activeSegment());
      log.release(log.activeSegment());
      assertThat(log.readableAfter()).isZero();
      reader.close();
      log.trimHistory(log.activeSegment());
      log.release(log.activeSegment());
      assertThat(log.readableAfter()).isEqualTo(log.lastAppended() - 1);
    }
  }

  /** Frames that a recovery has dropped are void, even if they are intact. */
  @Test
  void whatARecoveryHasDroppedIsNotRead() throws IOException {
    TestLog test = new TestLog(disk);
    test.create();
    long segment = test.log().activeSegment();
    long damageAt = FileHeader.BYTES + LogFrame.bytes(0);
    for (int i = 1; i <= 5; i++) {
      damageAt += LogFrame.bytes(TestLog.payload(i).length);
      test.append();
    }
    test.log().sync();
    for (int i = 6; i <= 8; i++) {
      test.append();
    }
    test.log().writeNow();
    String name = FileKind.LOG.fileName(segment);
    Map<String, byte[]> files = new TreeMap<>(disk.files());
    byte[] bytes = files.get(name);
    Arrays.fill(bytes, (int) damageAt, (int) damageAt + LogFrame.HEADER_BYTES, (byte) 0);
    test.log().close();

    SimulatedDisk image = SimulatedDisk.of(files);
    LogRecovery recovery = new LogRecovery(image, TestLog.DATABASE, segment, segment, 5);
    assertThat(recovery.lastSequence()).isEqualTo(5);
    long[] clock = {5_000};
    try (Log log =
        Log.open(
            image,
            new InlineScheduler(),
            recovery,
            recovery.history(segment, 1 << 20),
            () -> 100 + clock[0]++,
            () -> clock[0]++,
            TestLog.SEGMENT_BYTES)) {
      for (int i = 6; i <= 9; i++) {
        byte[] payload = TestLog.payload(i);
        log.append(FrameType.COMMIT, i, 7_000 + i, Payload.of(payload, payload.length));
      }
      try (LogReader reader = log.read(0, 0, LogReaderTest::nothing)) {
        assertReads(reader, 1, 5);
        LogRecord next = reader.next(9);
        assertThat(next.sequence()).isEqualTo(6);
        assertThat(next.timeMicros()).isEqualTo(7_006);
        assertReads(reader, 7, 9);
      }
    }
    assertThat(image.openHandles()).isEmpty();
  }

  @Test
  void aFrameThatIsNotIntactIsDamageAndSoItStays() throws IOException {
    TestLog test = new TestLog(disk);
    try (Log log = test.create()) {
      for (int i = 0; i < 20; i++) {
        test.append();
      }
      log.writeNow();
      String name = FileKind.LOG.fileName(log.activeSegment());
      long at = FileHeader.BYTES + LogFrame.bytes(0);
      for (int i = 1; i <= 6; i++) {
        at += LogFrame.bytes(TestLog.payload(i).length);
      }
      try (var file = disk.openForWriting(name)) {
        file.write(at + 50, new byte[] {1, 2, 3}, 0, 3);
      }
      try (LogReader reader = log.read(0, 0, LogReaderTest::nothing);
          LogReader behind = log.read(10, 0, LogReaderTest::nothing)) {
        for (int i = 1; i <= 6; i++) {
          assertThat(reader.next(20).sequence()).isEqualTo(i);
        }
        for (int i = 0; i < 3; i++) {
          assertThatThrownBy(() -> reader.next(20))
              .isInstanceOf(CorruptionException.class)
              .hasMessageContaining(name)
              .hasMessageContaining("sequence 7");
          assertThatThrownBy(() -> behind.next(20)).isInstanceOf(CorruptionException.class);
        }
      }
    }
    assertThat(disk.openHandles()).isEmpty();
  }
}
