package io.lightningdb.jcache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class PendingWriteTest {

  private static final byte[] KEY = " apples".getBytes(StandardCharsets.UTF_8);
  private static final long DUE = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private static Outgoing value(int... value) {
    byte[] draft = new byte[EntryRecord.HEADER_BYTES + value.length];
    for (int i = 0; i < value.length; i++) {
      draft[EntryRecord.HEADER_BYTES + i] = (byte) value[i];
    }
    return new Outgoing(draft);
  }

  /** The examples of docs/design/cache-entry.md. */
  @Test
  void recordsAreAsDocumented() {
    PendingWrite write = PendingWrite.seal(KEY, value(0x14, 0x80, 0, 0, 3), DUE, 7);
    assertThat(HexFormat.ofDelimiter(" ").formatHex(write.bytes()))
        .isEqualTo(
            "01 bd 6c f0 9a 01 00 a8 da 76 9b 01 00 00 07 00 00 00 00 00 00 00 14 80 00 00 03");
    PendingWrite delete = PendingWrite.seal(KEY, new Outgoing(null), DUE, 8);
    assertThat(HexFormat.ofDelimiter(" ").formatHex(delete.bytes()))
        .isEqualTo("01 5a 97 96 87 02 00 a8 da 76 9b 01 00 00 08 00 00 00 00 00 00 00");
  }

  @Test
  void whatIsSealedIsRead() {
    PendingWrite write =
        PendingWrite.parse(KEY, PendingWrite.seal(KEY, value(0x14, 1), DUE, 7).bytes());
    assertThat(write.isDelete()).isFalse();
    assertThat(write.dueMillis()).isEqualTo(DUE);
    assertThat(write.sequence()).isEqualTo(7);
    assertThat(write.draft()).isEqualTo(value(0x14, 1).draft());
    PendingWrite delete =
        PendingWrite.parse(KEY, PendingWrite.seal(KEY, new Outgoing(null), DUE, 8).bytes());
    assertThat(delete.isDelete()).isTrue();
  }

  @Test
  void eachDamagedBitAndEachMissingByteIsFound() {
    byte[] sound = PendingWrite.seal(KEY, value(0x14, 1), DUE, 7).bytes();
    for (int bit = 0; bit < 8 * sound.length; bit++) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> PendingWrite.parse(KEY, damaged))
          .isInstanceOf(CorruptionException.class);
    }
    for (int length = 0; length < sound.length; length++) {
      byte[] shortened = Arrays.copyOf(sound, length);
      assertThatThrownBy(() -> PendingWrite.parse(KEY, shortened))
          .isInstanceOf(CorruptionException.class);
    }
    byte[] otherKey = KEY.clone();
    otherKey[3]++;
    assertThatThrownBy(() -> PendingWrite.parse(otherKey, sound))
        .isInstanceOf(CorruptionException.class);
  }

  private static byte[] resealed(byte[] record, int offset, int value) {
    byte[] changed = record.clone();
    changed[offset] = (byte) value;
    CRC32C crc = new CRC32C();
    crc.update(KEY);
    crc.update(changed[0]);
    crc.update(changed, 5, changed.length - 5);
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(1, (int) crc.getValue());
    return changed;
  }

  @Test
  void anotherVersionIsNoDamageAndAnotherKindIs() {
    byte[] sound = PendingWrite.seal(KEY, value(0x14, 1), DUE, 7).bytes();
    assertThatThrownBy(() -> PendingWrite.parse(KEY, resealed(sound, 0, 2)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("version 2");
    for (int kind : new int[] {0, PendingWrite.DELETE, 3}) {
      assertThatThrownBy(() -> PendingWrite.parse(KEY, resealed(sound, 5, kind)))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("kind " + kind);
    }
    byte[] delete = PendingWrite.seal(KEY, new Outgoing(null), DUE, 7).bytes();
    assertThatThrownBy(() -> PendingWrite.parse(KEY, resealed(delete, 5, PendingWrite.WRITE)))
        .isInstanceOf(CorruptionException.class);
  }
}
