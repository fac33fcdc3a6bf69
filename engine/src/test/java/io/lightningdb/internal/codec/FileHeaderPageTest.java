package io.lightningdb.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.DesignPage.Example;
import io.lightningdb.internal.testing.FileHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Decodes the examples of {@code docs/design/file-header.md}, and does the damage it speaks of. */
class FileHeaderPageTest {

  private static final String NAME = "000004.tree";
  private static final UUID DATABASE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  private final DesignPage page = DesignPage.read("file-header.md");
  private final byte[] header = page.example("header of " + NAME).bytes();

  @Test
  void theNumbersAreWhatThePageSays() {
    Example example = page.example("varint");
    ByteReader in = new ByteReader("example", example.bytes());
    assertThat(example.values())
        .containsExactly(
            "varint = " + in.readVarint(),
            "varint = " + in.readVarint(),
            "text = " + in.readText());
    in.expectEnd();
    assertThat(
            new ByteWriter(1)
                .writeVarint(300)
                .writeVarint(Long.MAX_VALUE)
                .writeText("käs")
                .toByteArray())
        .isEqualTo(example.bytes());
  }

  @Test
  void whatIsNoNumberOrTextIsDamage() {
    assertThatThrownBy(() -> reader("ff ff ff ff ff ff ff ff ff 01").readVarint())
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("more than 9 bytes");
    assertThatThrownBy(() -> reader("05 61 62").readText()).isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> reader("ff ff ff ff 07").readBlob())
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> reader("02 c3 28").readText())
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("UTF-8");
  }

  private static ByteReader reader(String hex) {
    return new ByteReader("test", HexFormat.ofDelimiter(" ").parseHex(hex));
  }

  @Test
  void theSeededChecksumIsThatOfThePage() {
    Example example = page.example("seeded checksum");
    byte[] bytes = example.bytes();
    ByteReader in = new ByteReader("example", bytes);
    UUID database = new UUID(in.readLong(), in.readLong());
    long file = in.readLong();
    long position = in.readLong();
    byte[] content = in.readBytes(5);
    int checksum = in.readInt();
    in.expectEnd();
    assertThat(example.values())
        .containsExactly(
            "database = " + database,
            "file = " + file,
            "position = " + position,
            "bytes = " + new String(content, StandardCharsets.US_ASCII),
            "checksum = %08x".formatted(checksum));
    assertThat(new FileIdentity(database, file).checksum(position, content, 0, content.length))
        .isEqualTo(checksum);
    // The seed comes first, and the mask last.
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - Integer.BYTES);
    assertThat(Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8).isEqualTo(checksum);
  }

  @Test
  void theHeaderSaysWhatThePageSays() {
    Example example = page.example("header of " + NAME);
    FileHeader decoded = FileHeader.decode(NAME, header);
    ByteReader checksum = new ByteReader("example", header, 60, Integer.BYTES);
    assertThat(example.values())
        .containsExactly(
            "magic = " + new String(header, 0, 8, StandardCharsets.US_ASCII).replace("\n", "\\n"),
            "kind = " + decoded.kind().code(),
            "version = " + decoded.kind().version(),
            "database = " + decoded.identity().database(),
            "number = " + decoded.identity().number(),
            "created = " + decoded.createdMicros(),
            "checksum = %08x".formatted(checksum.readInt()));
    assertThat(decoded.kind()).isEqualTo(FileKind.TREE);
    assertThat(header).hasSize(FileHeader.BYTES);
    assertThat(
            new FileHeader(FileKind.TREE, new FileIdentity(DATABASE, 4), 1_700_000_000_000_005L)
                .encode())
        .isEqualTo(header);
  }

  @Test
  void kindsAreThoseOfThePage() {
    assertThat(Arrays.stream(FileKind.values()).map(kind -> kind.code() + " " + kind.version()))
        .containsExactly("1 1", "2 1", "3 1");
  }

  @Test
  void otherFilesAndFlippedBitsAreDamage() {
    for (int i = 0; i < FileHeader.BYTES * Byte.SIZE; i++) {
      byte[] damaged = header.clone();
      damaged[i / Byte.SIZE] ^= (byte) (1 << i % Byte.SIZE);
      assertThatThrownBy(() -> FileHeader.decode(NAME, damaged))
          .as("bit %d", i)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(NAME)
          .hasMessageContaining(i < 64 ? "does not begin as a file of Lightning's" : "checksum");
    }
  }

  @Test
  void unknownKindsVersionsAndFeaturesAreAnotherFormat() {
    assertThatThrownBy(() -> FileHeader.decode(NAME, with(8, 4)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("kind 4");
    for (int version : new int[] {0, 2}) {
      assertThatThrownBy(() -> FileHeader.decode(NAME, with(9, version)))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("version " + version + ";")
          .hasMessageContaining("reads 1");
    }
    for (int reserved : new int[] {10, 15, 48, 59}) {
      assertThatThrownBy(() -> FileHeader.decode(NAME, with(reserved, 1)))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("features");
    }
  }

  @Test
  void aHeaderOfAnotherNameIsDamage() {
    for (String name : new String[] {"000005.tree", "000004.log"}) {
      assertThatThrownBy(() -> FileHeader.decode(name, header))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("renamed or replaced");
    }
  }

  /** Returns the header with another byte, and the right checksum. */
  private byte[] with(int position, int value) {
    byte[] changed = header.clone();
    changed[position] = (byte) value;
    FileHeaders.seal(changed);
    return changed;
  }
}
