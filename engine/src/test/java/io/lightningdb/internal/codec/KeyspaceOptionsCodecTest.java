package io.lightningdb.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class KeyspaceOptionsCodecTest {

  private static final KeyspaceOptions WITH_ATTRIBUTES =
      KeyspaceOptions.builder()
          .pageBytes(4_096)
          .attribute("lightning.type", "table")
          .attribute("", "of the empty name")
          .attribute("empty", "")
          .attribute("ünïcode", "😀")
          .build();

  private static byte[] encode(KeyspaceOptions options) {
    ByteWriter out = new ByteWriter(16);
    KeyspaceOptionsCodec.encode(options, out);
    return out.toByteArray();
  }

  private static KeyspaceOptions decode(byte[] bytes) {
    return KeyspaceOptionsCodec.decode(new ByteReader("options", bytes));
  }

  @Test
  void optionsAreReadAsTheyWereWritten() {
    assertThat(decode(encode(WITH_ATTRIBUTES))).isEqualTo(WITH_ATTRIBUTES);
    assertThat(decode(encode(KeyspaceOptions.defaults()))).isEqualTo(KeyspaceOptions.defaults());
    assertThat(decode(encode(KeyspaceOptions.lsm()))).isEqualTo(KeyspaceOptions.lsm());
    for (Compression compression : Compression.values()) {
      KeyspaceOptions options = KeyspaceOptions.lsm().toBuilder().compression(compression).build();
      assertThat(decode(encode(options))).isEqualTo(options);
    }
    for (int pageBytes : new int[] {512, 256 * 1024}) {
      KeyspaceOptions options = KeyspaceOptions.builder().pageBytes(pageBytes).build();
      assertThat(decode(encode(options))).isEqualTo(options);
    }
  }

  @Test
  void anotherStorageEngineIsNotDamage() {
    byte[] bytes = encode(WITH_ATTRIBUTES);
    bytes[0] = 3;
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("storage engine 3");
  }

  @Test
  void anotherCompressionIsNotDamage() {
    byte[] bytes = encode(WITH_ATTRIBUTES);
    bytes[0] |= 0x40;
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("compression 4");
  }

  @Test
  void optionsThatNobodyCanHaveSetAreDamage() {
    byte[] tooSmall = new ByteWriter(8).writeByte(1).writeVarint(511).writeVarint(0).toByteArray();
    assertThatThrownBy(() -> decode(tooSmall))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("pageBytes")
        .hasMessageContaining("511");
    String large = "x".repeat(600_000);
    byte[] tooMuch =
        new ByteWriter(8)
            .writeByte(1)
            .writeVarint(512)
            .writeVarint(2)
            .writeText("a")
            .writeText(large)
            .writeText("b")
            .writeText(large)
            .toByteArray();
    assertThatThrownBy(() -> decode(tooMuch))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("attributes");
  }

  @Test
  void noBytesMakeItFailOtherwise(Seed seed) {
    ParserFuzz fuzz =
        ParserFuzz.feed(
            seed,
            List.of(encode(WITH_ATTRIBUTES), encode(KeyspaceOptions.defaults())),
            bytes -> decode(bytes),
            Set.of(CorruptionException.class, FormatException.class));
    assertThat(fuzz.accepted()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }
}
