package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.testing.ArrayFile;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class SegmentReaderTest {

  private static final long NUMBER = 5;
  private static final FileIdentity IDENTITY = new FileIdentity(TestLog.DATABASE, NUMBER);

  private static SegmentReader reader(byte[] bytes) throws IOException {
    return new SegmentReader("a segment", IDENTITY, new ArrayFile(bytes));
  }

  private static SegmentBytes segment(long follows) {
    return new SegmentBytes(TestLog.DATABASE, NUMBER, follows);
  }

  private static List<Long> readAll(SegmentReader reader) throws IOException {
    List<Long> sequences = new ArrayList<>();
    for (LogRecord record = reader.next(); record != null; record = reader.next()) {
      sequences.add(record.sequence());
    }
    return sequences;
  }

  @Test
  void framesAreReadInOrderUpToTheZerosBehindThem() throws IOException {
    SegmentBytes segment = segment(10).commits(5, 10);
    SegmentReader reader = reader(segment.toBytes(10_000));
    assertThat(reader.size()).isEqualTo(10_000);
    assertThat(readAll(reader)).containsExactly(10L, 11L, 12L, 13L, 14L, 15L);
    assertThat(reader.position()).isEqualTo(segment.ends().get(5).longValue());
    assertThat(reader.nextBeyondDamage(0)).isNull();
  }

  @Test
  void aSegmentMayEndWithItsLastFrame() throws IOException {
    assertThat(readAll(reader(segment(0).commits(3, 0).toBytes()))).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void framesLongerThanTheWindowAreRead(Seed seed) throws IOException {
    SegmentBytes segment = segment(0);
    for (int i = 0; i < 30_000; i++) {
      segment.commit(0);
    }
    byte[] bytes = segment.toBytes();
    assertThat(bytes.length).isGreaterThan(3 * 1024 * 1024);
    SegmentReader reader = reader(bytes);
    assertThat(readAll(reader)).hasSize(30_001);
    // From the middle again, and then backwards, which the window has to follow too.
    for (int i = 0; i < 100; i++) {
      int frame = seed.between(0, 29_999);
      reader.seek(segment.ends().get(frame));
      assertThat(reader.next().sequence()).isEqualTo(frame + 1);
    }
  }

  @Test
  void aDamagedFrameIsNoneAndThoseBeyondAreFound() throws IOException {
    SegmentBytes segment = segment(0).commits(6, 0);
    byte[] bytes = segment.toBytes(8_192);
    bytes[segment.ends().get(2) + LogFrame.HEADER_BYTES]++;
    SegmentReader reader = reader(bytes);
    assertThat(readAll(reader)).containsExactly(0L, 1L, 2L);
    assertThat(reader.nextBeyondDamage(2).sequence()).isEqualTo(4);
    assertThat(readAll(reader)).containsExactly(5L, 6L);
  }

  @Test
  void aDamagedLengthHidesOnlyTheFrameThatItIsIn() throws IOException {
    for (int length : new int[] {-1, 0, 1, 50, 8_000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      SegmentBytes segment = segment(0).commits(6, 0);
      byte[] bytes = segment.toBytes(8_192);
      int at = segment.ends().get(2) + 4;
      for (int i = 0; i < 4; i++) {
        bytes[at + i] = (byte) (length >>> (8 * i));
      }
      SegmentReader reader = reader(bytes);
      assertThat(readAll(reader)).containsExactly(0L, 1L, 2L);
      assertThat(reader.nextBeyondDamage(2).sequence()).as("with length %d", length).isEqualTo(4);
    }
  }

  @Test
  void framesNoNewerThanWantedArePassedOver() throws IOException {
    SegmentBytes segment = segment(0).commits(6, 0);
    byte[] bytes = segment.toBytes();
    SegmentReader reader = reader(bytes);
    assertThat(reader.nextBeyondDamage(4).sequence()).isEqualTo(5);
  }

  @Test
  void framesOfAnotherDatabaseOrAnotherFileAreNone() throws IOException {
    byte[] ofAnotherDatabase = new SegmentBytes(new UUID(1, 2), NUMBER, 0).commits(3, 0).toBytes();
    byte[] ofAnotherFile =
        new SegmentBytes(TestLog.DATABASE, NUMBER + 1, 0).commits(3, 0).toBytes();
    for (byte[] bytes : List.of(ofAnotherDatabase, ofAnotherFile)) {
      SegmentReader reader = reader(bytes);
      assertThat(reader.next()).isNull();
      assertThat(reader.nextBeyondDamage(-1)).isNull();
    }
  }

  @Test
  void aFrameInAnotherPlaceIsNone() throws IOException {
    byte[] bytes = segment(0).commits(3, 0).toBytes();
    byte[] shifted = new byte[bytes.length + 8];
    System.arraycopy(bytes, FileHeader.BYTES, shifted, FileHeader.BYTES + 8, bytes.length - 64);
    assertThat(reader(shifted).nextBeyondDamage(-1)).isNull();
  }

  @Test
  void aFileShorterThanAFrameHasNone() throws IOException {
    for (int length = 0; length < FileHeader.BYTES + LogFrame.HEADER_BYTES; length++) {
      SegmentReader reader = reader(Arrays.copyOf(segment(0).toBytes(), length));
      assertThat(reader.next()).isNull();
      assertThat(reader.nextBeyondDamage(0)).isNull();
    }
  }

  /** A value of equal numbers, each of which looks like the beginning of a long frame. */
  @Test
  @Timeout(60)
  void whatLooksLikeFramesButIsNoneDoesNotTakeForEver() throws IOException {
    byte[] payload = new byte[16 * 1024 * 1024];
    for (int i = 0; i < payload.length; i += Long.BYTES) {
      payload[i] = (byte) FrameType.COMMIT.code();
      payload[i + 6] = 64; // 4 MiB, as the upper half of a number
    }
    ByteWriter out = new ByteWriter(payload.length + 1_000);
    out.writeZeros(FileHeader.BYTES);
    LogFrame.append(
        out, IDENTITY, out.size(), FrameType.COMMIT, 1, 1, 0, Payload.of(payload, payload.length));
    LogFrame.append(out, IDENTITY, out.size(), FrameType.COMMIT, 2, 1, 0, Payload.of(payload, 8));
    byte[] bytes = out.toByteArray();
    bytes[FileHeader.BYTES]++;
    assertThat(reader(bytes).nextBeyondDamage(0).sequence()).isEqualTo(2);
  }

  /** Reads all frames, those beyond damage too; whatever is wrong with them, there are none. */
  @Test
  void noBytesMakeItFail(Seed seed) {
    List<byte[]> intact = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      intact.add(segment(i * 50L).commits(seed.between(0, 8), i).toBytes(1_024));
    }
    ParserFuzz.feed(
        seed,
        intact,
        bytes -> {
          SegmentReader reader = reader(bytes);
          int frames = readAll(reader).size();
          while (reader.nextBeyondDamage(0) != null) {
            frames++;
          }
          assertThat(frames).isLessThan(100);
        });
  }
}
