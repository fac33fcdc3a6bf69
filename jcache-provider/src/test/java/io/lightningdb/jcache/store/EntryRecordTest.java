package io.lightningdb.jcache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.jcache.codec.Classes;
import io.lightningdb.jcache.codec.ObjectCodec;
import io.lightningdb.jcache.codec.SerialFilters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class EntryRecordTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "design", "cache-entry.md");

  private final ObjectCodec codec =
      new ObjectCodec(
          new Classes(EntryRecordTest.class.getClassLoader(), SerialFilters.of(null)), null);
  private final byte[] key = codec.encodeKey("apples").bytes();
  private final byte[] record =
      EntryRecord.seal(key, codec.encodeValue(3, EntryRecord.HEADER_BYTES), 1_000, 2_000).bytes();

  @Test
  void aRecordComesBack() {
    EntryRecord parsed = EntryRecord.parse(key, record);
    assertThat(parsed.creationMillis()).isEqualTo(1_000);
    assertThat(parsed.expiryMillis()).isEqualTo(2_000);
    assertThat(parsed.isExpiredAt(1_999)).isFalse();
    assertThat(parsed.isExpiredAt(2_000)).isTrue();
    assertThat(codec.decode(parsed.bytes(), EntryRecord.HEADER_BYTES)).isEqualTo(3);
    EntryRecord touched = parsed.withExpiry(key, 3_000);
    assertThat(EntryRecord.parse(key, touched.bytes()).expiryMillis()).isEqualTo(3_000);
    assertThat(touched.differsInExpiryAtMost(parsed)).isTrue();
    assertThat(parsed.expiryMillis()).isEqualTo(2_000);
  }

  /** The example in the document is what is written, and what is read. */
  @Test
  void theDocumentedExampleIsTrue() throws IOException {
    byte[] exampleKey = example("key");
    byte[] exampleRecord = example("record");
    assertThat(codec.decode(exampleKey, 0)).isEqualTo("apples");
    EntryRecord parsed = EntryRecord.parse(exampleKey, exampleRecord);
    assertThat(parsed.creationMillis()).isEqualTo(1_767_225_600_000L);
    assertThat(parsed.expiryMillis()).isEqualTo(EntryRecord.NEVER);
    assertThat(codec.decode(exampleRecord, EntryRecord.HEADER_BYTES)).isEqualTo(3);
    assertThat(codec.encodeKey("apples").bytes()).isEqualTo(exampleKey);
    assertThat(
            EntryRecord.seal(
                    exampleKey,
                    codec.encodeValue(3, EntryRecord.HEADER_BYTES),
                    1_767_225_600_000L,
                    EntryRecord.NEVER)
                .bytes())
        .isEqualTo(exampleRecord);
  }

  private static byte[] example(String name) throws IOException {
    Matcher matcher =
        Pattern.compile("(?m)^" + name + " +((?:[0-9a-f]{2} ?)+)$")
            .matcher(Files.readString(DOCUMENT));
    assertThat(matcher.find()).isTrue();
    return HexFormat.of().parseHex(matcher.group(1).replace(" ", ""));
  }

  @Test
  void everyFlippedBitIsFound() {
    for (int bit = 0; bit < 8 * record.length; bit++) {
      byte[] damaged = record.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> EntryRecord.parse(key, damaged))
          .as("bit %d", bit)
          .isInstanceOf(CorruptionException.class);
    }
    for (int bit = 0; bit < 8 * key.length; bit++) {
      byte[] damaged = key.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> EntryRecord.parse(damaged, record))
          .as("bit %d of the key", bit)
          .isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  void everyTruncationIsFound() {
    for (int length = 0; length < record.length; length++) {
      byte[] truncated = Arrays.copyOf(record, length);
      assertThatThrownBy(() -> EntryRecord.parse(key, truncated))
          .as("%d bytes", length)
          .isInstanceOf(CorruptionException.class);
    }
    assertThatThrownBy(() -> EntryRecord.parse(Arrays.copyOf(key, key.length - 1), record))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void aSoundRecordOfANewerVersionIsNoDamage() {
    byte[] newer = record.clone();
    newer[0] = 2;
    CRC32C crc = new CRC32C();
    crc.update(key);
    crc.update(2);
    crc.update(newer, 5, newer.length - 5);
    for (int i = 0; i < 4; i++) {
      newer[1 + i] = (byte) (crc.getValue() >>> (8 * i));
    }
    assertThatThrownBy(() -> EntryRecord.parse(key, newer))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("version 2");
  }
}
