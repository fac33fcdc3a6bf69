package io.lightningdb.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link ByteWriter} writes and {@link ByteReader} reads. */
@ExtendWith(Seeds.class)
class ByteReaderTest {

  private static ByteReader reader(ByteWriter out) {
    return new ByteReader("a test", out.toByteArray());
  }

  private static ByteReader reader(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return new ByteReader("a test", array);
  }

  private static void assertCorrupt(ByteReader reader, Consumer<ByteReader> use) {
    assertThatThrownBy(() -> use.accept(reader))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a test is damaged");
  }

  @Test
  void numbersAreLittleEndian() {
    ByteWriter out = new ByteWriter(0);
    out.writeByte(0x1FF).writeInt(0x01020304).writeLong(0x05060708090A0B0CL);
    assertThat(out.toByteArray())
        .containsExactly(0xFF, 4, 3, 2, 1, 0x0C, 0x0B, 0x0A, 9, 8, 7, 6, 5);
  }

  @Test
  void everythingIsReadAsItWasWritten(Seed seed) {
    for (int round = 0; round < 500; round++) {
      ByteWriter out = new ByteWriter(seed.between(0, 10));
      List<Consumer<ByteReader>> checks = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        write(out, seed, checks);
      }
      ByteReader reader = reader(out);
      checks.forEach(check -> check.accept(reader));
      assertThat(reader.remaining()).isZero();
      reader.expectEnd();
    }
  }

  private static void write(ByteWriter out, Seed seed, List<Consumer<ByteReader>> checks) {
    long number = seed.nextLong() >>> seed.between(1, 63);
    byte[] bytes = seed.bytes(seed.between(0, 50));
    String text = "ä€😀x".repeat(seed.between(0, 5));
    switch (seed.between(0, 6)) {
      case 0 -> {
        out.writeByte((int) number);
        checks.add(in -> assertThat(in.readByte()).isEqualTo((int) number & 0xFF));
      }
      case 1 -> {
        out.writeInt((int) number);
        checks.add(in -> assertThat(in.readInt()).isEqualTo((int) number));
      }
      case 2 -> {
        out.writeLong(-number);
        checks.add(in -> assertThat(in.readLong()).isEqualTo(-number));
      }
      case 3 -> {
        out.writeVarint(number);
        checks.add(in -> assertThat(in.readVarint()).isEqualTo(number));
      }
      case 4 -> {
        out.writeBlob(bytes);
        checks.add(in -> assertThat(in.readBlob()).isEqualTo(bytes));
      }
      case 5 -> {
        out.writeText(text);
        checks.add(in -> assertThat(in.readText()).isEqualTo(text));
      }
      default -> {
        out.writeZeros(bytes.length).writeBytes(bytes, bytes.length / 2, bytes.length / 4);
        checks.add(
            in -> {
              in.skip(bytes.length);
              assertThat(in.readBytes(bytes.length / 4))
                  .isEqualTo(
                      Arrays.copyOfRange(
                          bytes, bytes.length / 2, bytes.length / 2 + bytes.length / 4));
            });
      }
    }
  }

  @Test
  void varintsTakeSevenBitsAByteLowestFirst() {
    assertVarint(0, 0);
    assertVarint(1, 1);
    assertVarint(0x7F, 0x7F);
    assertVarint(0x80, 0x80, 1);
    assertVarint(300, 0xAC, 2);
    assertVarint(0x3FFF, 0xFF, 0x7F);
    assertVarint(0x4000, 0x80, 0x80, 1);
    assertVarint(Long.MAX_VALUE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F);
  }

  private static void assertVarint(long value, int... bytes) {
    byte[] written = new ByteWriter(0).writeVarint(value).toByteArray();
    assertThat(written).containsExactly(bytes);
    assertThat(reader(bytes).readVarint()).isEqualTo(value);
  }

  @Test
  void aVarintOfMoreThanNineBytesIsDamage() {
    assertCorrupt(
        reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1), ByteReader::readVarint);
    assertCorrupt(
        reader(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), ByteReader::readVarint);
    assertThat(reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0).readVarint()).isZero();
  }

  @Test
  void aVarintThatIsCutShortIsDamage() {
    assertCorrupt(reader(), ByteReader::readVarint);
    assertCorrupt(reader(0x80), ByteReader::readVarint);
    assertCorrupt(reader(0xFF, 0xFF), ByteReader::readVarint);
  }

  @Test
  void aVarintBeyondItsMaximumIsDamage() {
    assertThat(reader(5).readVarint(5)).isEqualTo(5);
    assertCorrupt(reader(6), in -> in.readVarint(5));
    byte[] large = new ByteWriter(0).writeVarint(1L << 32).toByteArray();
    assertCorrupt(new ByteReader("a test", large), in -> in.readVarint(Integer.MAX_VALUE));
  }

  @Test
  void nothingIsReadBeyondTheEnd() {
    assertCorrupt(reader(), ByteReader::readByte);
    assertCorrupt(reader(1, 2, 3), ByteReader::readInt);
    assertCorrupt(reader(1, 2, 3, 4, 5, 6, 7), ByteReader::readLong);
    assertCorrupt(reader(1, 2), in -> in.readBytes(3));
    assertCorrupt(reader(1, 2), in -> in.readBytes(-1));
    assertCorrupt(reader(1, 2), in -> in.skip(3));
    assertCorrupt(reader(1, 2), in -> in.skip(Integer.MAX_VALUE));
    assertCorrupt(reader(3, 1, 1), ByteReader::readBlob);
    assertCorrupt(reader(3, 1, 1), ByteReader::readText);
    assertCorrupt(reader(3, 1, 1), ByteReader::readLength);
  }

  @Test
  void nothingIsReadBeyondTheEndOfAPartEither() {
    byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    ByteReader part = new ByteReader("a test", bytes, 3, 4);
    assertThat(part.position()).isEqualTo(3);
    assertThat(part.readByte()).isEqualTo(4);
    assertCorrupt(part, ByteReader::readInt);
    assertThat(part.position()).isEqualTo(4);
    assertThat(part.remaining()).isEqualTo(3);
    part.skip(3);
    assertCorrupt(part, ByteReader::readByte);
  }

  @Test
  void textThatIsNotUtf8IsDamage() {
    assertCorrupt(reader(2, 0xC3, 0x28), ByteReader::readText);
    assertCorrupt(reader(1, 0xFF), ByteReader::readText);
    assertCorrupt(reader(3, 0xED, 0xA0, 0x80), ByteReader::readText); // a lone surrogate
  }

  @Test
  void whatIsLeftOverIsDamage() {
    ByteReader reader = reader(1, 2);
    assertCorrupt(reader, ByteReader::expectEnd);
    reader.skip(2);
    reader.expectEnd();
  }

  @Test
  void aWriterCanBeClearedOverwrittenAndGivenRoom() {
    ByteWriter out = new ByteWriter(0);
    out.writeInt(1).writeInt(2);
    out.setInt(0, 7);
    assertThat(reader(out).readInt()).isEqualTo(7);
    out.clear();
    assertThat(out.size()).isZero();
    out.writeZeros(8);
    assertThat(out.toByteArray()).containsOnly(0).hasSize(8);
    out.reserve(1_000);
    byte[] array = out.array();
    out.writeZeros(1_000);
    assertThat(out.array()).isSameAs(array);
  }

  @Test
  void moreThanAnArrayCanHoldIsRefusedBeforeAnythingIsWritten() {
    ByteWriter out = new ByteWriter(8);
    out.writeInt(1);
    assertThatThrownBy(() -> out.reserve(Integer.MAX_VALUE - 8))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("2147483643");
    assertThat(out.size()).isEqualTo(4);
  }
}
