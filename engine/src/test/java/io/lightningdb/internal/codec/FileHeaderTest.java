package io.lightningdb.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class FileHeaderTest {

  private static final UUID DATABASE = new UUID(0x0123456789ABCDEFL, 0xFEDCBA9876543210L);
  private static final FileHeader HEADER =
      new FileHeader(FileKind.TREE, new FileIdentity(DATABASE, 12), 1_700_000_000_000_000L);
  private static final String NAME = "000012.tree";

  /** Makes the checksum of a changed header right again. */
  private static byte[] sealed(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, 60);
    ByteWriter.INT.set(header, 60, FileIdentity.mask((int) crc.getValue()));
    return header;
  }

  private static byte[] changed(int at, int value) {
    byte[] bytes = HEADER.encode();
    bytes[at] = (byte) value;
    return sealed(bytes);
  }

  @Test
  void aHeaderIsReadAsItWasWritten() {
    for (FileKind kind : FileKind.values()) {
      FileHeader header = new FileHeader(kind, new FileIdentity(DATABASE, 999_999_999L), -5);
      byte[] bytes = header.encode();
      assertThat(bytes).hasSize(FileHeader.BYTES);
      assertThat(FileHeader.decode(kind.fileName(999_999_999L), bytes)).isEqualTo(header);
      // What follows the header is none of its business.
      byte[] more = Arrays.copyOf(bytes, 1_000);
      assertThat(FileHeader.decode(kind.fileName(999_999_999L), more)).isEqualTo(header);
    }
  }

  @Test
  void aChangedBitIsFound() {
    byte[] bytes = HEADER.encode();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> FileHeader.decode(NAME, bytes))
          .as("bit %d", bit)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(NAME);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void anotherVersionIsNotDamage() {
    assertThatThrownBy(() -> FileHeader.decode(NAME, changed(9, 2)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining("version 2")
        .hasMessageContaining("reads 1");
    assertThatThrownBy(() -> FileHeader.decode(NAME, changed(9, 0)))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void anotherKindIsNotDamage() {
    assertThatThrownBy(() -> FileHeader.decode(NAME, changed(8, 99)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("kind 99");
  }

  @Test
  void anythingWhereZerosAreIsOfANewerVersion() {
    for (int at : new int[] {10, 15, 48, 59}) {
      assertThatThrownBy(() -> FileHeader.decode(NAME, changed(at, 1)))
          .as("byte %d", at)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("features");
    }
  }

  @Test
  void aFileUnderAnotherNameIsFound() {
    byte[] bytes = HEADER.encode();
    for (String name : List.of("000013.tree", "000012.log", "12.tree")) {
      assertThatThrownBy(() -> FileHeader.decode(name, bytes))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(name + " says that it is 000012.tree");
    }
  }

  @Test
  void noBytesMakeItFailOtherwise(Seed seed) {
    ParserFuzz.feed(
        seed,
        List.of(HEADER.encode()),
        bytes -> {
          byte[] header = Arrays.copyOf(bytes, FileHeader.BYTES);
          // Every other one with a right checksum, so that what is behind that is tried too.
          boolean sealed = Arrays.hashCode(bytes) % 2 == 0;
          FileHeader.decode(NAME, sealed ? sealed(header) : header);
        },
        Set.of(CorruptionException.class, FormatException.class));
  }
}
