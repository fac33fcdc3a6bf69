package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LogFrameMemoryTest {

  private static final FileIdentity IDENTITY = new FileIdentity(new UUID(1, 2), 3);

  /** Half a frame would be written out with the next commit, and recovery would stop there. */
  @Test
  void aFrameForWhichThereIsNoMemoryLeavesNothingInTheBuffer() {
    ByteWriter buffer = new ByteWriter(64);
    LogFrame.append(buffer, IDENTITY, 64, FrameType.COMMIT, 1, 0, 0, Payload.of(new byte[8], 8));
    byte[] before = buffer.toByteArray();

    assertThatThrownBy(
            () ->
                LogFrame.append(
                    buffer,
                    IDENTITY,
                    112,
                    FrameType.COMMIT,
                    2,
                    0,
                    0,
                    Payload.of(new byte[8], Integer.MAX_VALUE - 20)))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(buffer.toByteArray()).isEqualTo(before);
  }

  /** As when the stack overflows in the middle of it; here the payload is shorter than it says. */
  @Test
  void aFrameThatFailsHalfwayLeavesNothingInTheBuffer() {
    ByteWriter buffer = new ByteWriter(64);
    LogFrame.append(buffer, IDENTITY, 64, FrameType.COMMIT, 1, 0, 0, Payload.of(new byte[8], 8));
    byte[] before = buffer.toByteArray();

    assertThatThrownBy(
            () ->
                LogFrame.append(
                    buffer, IDENTITY, 112, FrameType.COMMIT, 2, 0, 0, Payload.of(new byte[8], 16)))
        .isInstanceOf(IndexOutOfBoundsException.class);

    assertThat(buffer.toByteArray()).isEqualTo(before);
  }
}
