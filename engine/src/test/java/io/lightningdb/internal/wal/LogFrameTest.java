package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class LogFrameTest {

  private static final FileIdentity IDENTITY = new FileIdentity(TestLog.DATABASE, 7);
  private static final long POSITION = 1_000;

  private static byte[] frame(byte[] payload) {
    ByteWriter out = new ByteWriter(0);
    LogFrame.append(
        out,
        IDENTITY,
        POSITION,
        FrameType.COMMIT,
        42,
        1_234,
        40,
        Payload.of(payload, payload.length));
    return out.toByteArray();
  }

  private static boolean isIntact(byte[] frame, FileIdentity identity, long position) {
    int length = LogFrame.payloadLength(frame, 0);
    return length >= 0
        && LogFrame.HEADER_BYTES + length <= frame.length
        && LogFrame.isIntact(identity, position, frame, 0, length);
  }

  @Test
  void aFrameIsReadAsItWasWritten(Seed seed) {
    for (int length = 0; length < 40; length++) {
      byte[] payload = seed.bytes(length);
      byte[] frame = frame(payload);
      assertThat(frame).hasSize((int) LogFrame.bytes(length));
      assertThat(frame.length % LogFrame.ALIGNMENT).isZero();
      assertThat(isIntact(frame, IDENTITY, POSITION)).isTrue();
      LogRecord record = LogFrame.decode("a test", frame, 0, length);
      assertThat(record.type()).isEqualTo(FrameType.COMMIT);
      assertThat(record.sequence()).isEqualTo(42);
      assertThat(record.timeMicros()).isEqualTo(1_234);
      assertThat(record.synced()).isEqualTo(40);
      assertThat(record.payload().readBytes(length)).isEqualTo(payload);
      assertThat(record.payload().remaining()).isZero();
    }
  }

  @Test
  void theLengthOfAFrameDoesNotOverflow() {
    assertThat(LogFrame.bytes(Integer.MAX_VALUE)).isEqualTo(2_147_483_688L);
    assertThat(LogFrame.bytes(0)).isEqualTo(40);
    assertThat(LogFrame.bytes(1)).isEqualTo(48);
    assertThat(LogFrame.bytes(8)).isEqualTo(48);
  }

  @Test
  void aFrameInAnotherPlaceIsNotIntact(Seed seed) {
    byte[] frame = frame(seed.bytes(30));
    assertThat(isIntact(frame, IDENTITY, POSITION + 8)).isFalse();
    assertThat(isIntact(frame, new FileIdentity(TestLog.DATABASE, 8), POSITION)).isFalse();
    assertThat(isIntact(frame, new FileIdentity(new UUID(1, 2), 7), POSITION)).isFalse();
  }

  @Test
  void aFlippedBitAnywhereButInThePaddingIsFound(Seed seed) {
    byte[] frame = frame(seed.bytes(29));
    int covered = LogFrame.HEADER_BYTES + 29;
    for (int bit = 0; bit < frame.length * 8; bit++) {
      frame[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(isIntact(frame, IDENTITY, POSITION)).isEqualTo(bit / 8 >= covered);
      frame[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void typesAreKnownByTheCodesThatAreOnDisk() {
    assertThat(FrameType.START.code()).isEqualTo(1);
    assertThat(FrameType.COMMIT.code()).isEqualTo(2);
    assertThat(FrameType.CREATE.code()).isEqualTo(3);
    assertThat(FrameType.DROP.code()).isEqualTo(4);
    assertThat(FrameType.RENAME.code()).isEqualTo(5);
    assertThat(FrameType.PART.code()).isEqualTo(6);
    assertThat(FrameType.LOAD.code()).isEqualTo(7);
    assertThat(FrameType.ALTER.code()).isEqualTo(8);
    for (FrameType type : FrameType.values()) {
      assertThat(FrameType.of(type.code())).isEqualTo(type);
    }
    assertThat(FrameType.of(0)).isNull();
    assertThat(FrameType.of(9)).isNull();
    assertThat(FrameType.of(255)).isNull();
    assertThat(FrameType.of(-1)).isNull();
  }
}
