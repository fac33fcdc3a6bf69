package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.testing.ForwardingDisk.ForwardingFile;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The making ready, giving out, taking back and using again of log segments. */
class SegmentSupplyTest {

  private static final int SEGMENT_BYTES = 4 * 1024;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final AtomicLong numbers = new AtomicLong(1);
  private final SegmentSupply supply = supply(SEGMENT_BYTES);

  private SegmentSupply supply(int segmentBytes) {
    return new SegmentSupply(
        new SegmentFiles(
            disk, TestLog.DATABASE, numbers::getAndIncrement, () -> 1_234_567, segmentBytes));
  }

  private void release(LogSegment... segments) throws IOException {
    supply.release(List.of(segments));
  }

  private Map<String, byte[]> filesOnTheDevice() {
    return disk.afterPowerFailure(Survival.NOTHING, new Seed(1)).files();
  }

  @Test
  void aSegmentIsOnTheDeviceWithItsNameHeaderAndSpaceWhenItIsGivenOut() throws IOException {
    LogSegment segment = supply.take(0);
    assertThat(segment.fileName()).isEqualTo("000001.log");
    assertThat(segment.capacity).isEqualTo(SEGMENT_BYTES);
    byte[] bytes = filesOnTheDevice().get("000001.log");
    assertThat(bytes).hasSize(SEGMENT_BYTES);
    FileHeader header = FileHeader.decode("000001.log", bytes);
    assertThat(header.identity()).isEqualTo(segment.identity);
    assertThat(header.createdMicros()).isEqualTo(1_234_567);
    for (int i = FileHeader.BYTES; i < bytes.length; i++) {
      assertThat(bytes[i]).isZero();
    }
  }

  @Test
  void aSegmentMadeReadyIsGivenOutNext() throws IOException {
    supply.prepare();
    supply.prepare();
    assertThat(disk.files()).containsOnlyKeys("000001.log");
    assertThat(supply.bytes()).isEqualTo(SEGMENT_BYTES);
    assertThat(supply.take(100).number()).isEqualTo(1);
    assertThat(supply.bytes()).isZero();
    assertThat(supply.take(100).number()).isEqualTo(2);
  }

  @Test
  void whatNeedsMoreRoomGetsASegmentOfItsSize() throws IOException {
    supply.prepare();
    LogSegment large = supply.take(3 * SEGMENT_BYTES + 5);
    assertThat(large.capacity).isEqualTo(3 * SEGMENT_BYTES + 5);
    // The one that was ready is used later, under a greater number.
    assertThat(supply.bytes()).isEqualTo(SEGMENT_BYTES);
    LogSegment next = supply.take(0);
    assertThat(next.number()).isGreaterThan(large.number());
    assertThat(disk.files()).containsOnlyKeys(large.fileName(), next.fileName());
  }

  @Test
  void segmentsGrowFromSmallToTheirFullSize() throws IOException {
    SegmentSupply growing = supply(1024 * 1024);
    List<Long> capacities = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      capacities.add(growing.take(0).capacity);
    }
    assertThat(capacities).containsExactly(262_144L, 524_288L, 1_048_576L, 1_048_576L, 1_048_576L);
  }

  @Test
  void aSegmentThatIsDoneIsUsedAgainUnderAnotherName() throws IOException {
    LogSegment segment = supply.take(0);
    segment.file.write(100, new byte[] {1, 2, 3}, 0, 3);
    segment.file.sync();
    release(segment);
    assertThat(supply.bytes()).isEqualTo(SEGMENT_BYTES);
    LogSegment again = supply.take(0);
    assertThat(again.number()).isEqualTo(2);
    assertThat(filesOnTheDevice()).containsOnlyKeys("000002.log");
    byte[] bytes = filesOnTheDevice().get("000002.log");
    assertThat(FileHeader.decode("000002.log", bytes).identity()).isEqualTo(again.identity);
    assertThat(bytes[101]).isEqualTo((byte) 2); // what was in it stays
    again.file.write(0, new byte[1], 0, 1);
    assertThat(disk.openHandles()).containsExactly("000002.log");
  }

  @Test
  void noMoreThanAFewAreKeptToBeUsedAgain() throws IOException {
    List<LogSegment> segments = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      segments.add(supply.take(0));
    }
    supply.release(segments);
    assertThat(disk.files()).hasSize(4);
    assertThat(supply.bytes()).isEqualTo(4 * SEGMENT_BYTES);
  }

  @Test
  void aSegmentOfAnotherSizeIsDeletedWhenItIsDone() throws IOException {
    release(supply.take(2 * SEGMENT_BYTES));
    assertThat(disk.files()).isEmpty();
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void withoutSpaceNothingIsLeftOfTheAttempt() throws IOException {
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.WRITE) {
            throw new DiskFullException("no space left");
          }
        });
    assertThatThrownBy(() -> supply.take(0)).isInstanceOf(DiskFullException.class);
    assertThatThrownBy(supply::prepare).isInstanceOf(DiskFullException.class);
    assertThat(disk.files()).isEmpty();
    assertThat(disk.openHandles()).isEmpty();
    disk.observe(operation -> {});
    assertThat(supply.take(0).number()).isGreaterThan(2);
  }

  @Test
  void aSegmentThatCannotBeDeletedIsPassedOver() throws IOException {
    LogSegment segment = supply.take(2 * SEGMENT_BYTES);
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.DELETE) {
            throw new IOException("somebody has it open");
          }
        });
    release(segment);
    assertThat(disk.files()).containsOnlyKeys("000001.log");
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void closingDeletesWhatWaitsAndLeavesWhatWasGivenOut() throws IOException {
    LogSegment given = supply.take(0);
    release(supply.take(0), supply.take(0));
    supply.prepare();
    supply.close();
    assertThat(disk.files()).containsOnlyKeys(given.fileName());
    assertThat(disk.openHandles()).containsExactly(given.fileName());
    supply.prepare();
    assertThat(disk.files()).containsOnlyKeys(given.fileName());
    assertThat(supply.bytes()).isZero();
    given.file.close();
  }

  @Test
  void allSegmentsAreClosedEvenIfOneCannotBe() throws IOException {
    LogSegment one = supply.take(0);
    LogSegment two = supply.take(0);
    LogSegment failing =
        new LogSegment(
            one.identity,
            new ForwardingFile(one.file) {
              @Override
              public void close() throws IOException {
                super.close();
                throw new IOException("cannot be closed");
              }
            },
            one.capacity);
    IOException reason = new IOException("why they are closed");
    LogSegment.closeAll(List.of(failing, two), reason);
    assertThat(reason.getSuppressed())
        .singleElement()
        .hasToString("java.io.IOException: cannot be closed");
    assertThat(disk.openHandles()).isEmpty();
    assertThatThrownBy(() -> LogSegment.closeAll(List.of(failing, two)))
        .hasMessage("cannot be closed");
  }

  @Test
  void aFrameOfTheFilesEarlierLifeIsNotIntactInItsNewOne() throws IOException {
    LogSegment first = supply.take(0);
    byte[] old = new SegmentBytes(TestLog.DATABASE, 1, 0).commits(10, 0).toBytes(SEGMENT_BYTES);
    first.file.write(0, old, 0, old.length);
    release(first);
    LogSegment again = supply.take(0);
    try (ReadableFile file = disk.openForReading(again.fileName())) {
      SegmentReader reader = new SegmentReader(again.fileName(), again.identity, file);
      assertThat(reader.next()).isNull();
      assertThat(reader.nextBeyondDamage(-1)).isNull();
    }
  }
}
