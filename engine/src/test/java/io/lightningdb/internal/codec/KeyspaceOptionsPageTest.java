package io.lightningdb.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Limits;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.DesignPage.Example;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Decodes the example of {@code docs/design/keyspace-options.md}. */
class KeyspaceOptionsPageTest {

  private final Example example = DesignPage.read("keyspace-options.md").example("options");
  private final byte[] bytes = example.bytes();

  private static KeyspaceOptions decode(byte[] bytes) {
    ByteReader in = new ByteReader("a test", bytes);
    KeyspaceOptions options = KeyspaceOptionsCodec.decode(in);
    in.expectEnd();
    return options;
  }

  @Test
  void theOptionsAreThoseOfThePage() {
    KeyspaceOptions options = decode(bytes);
    assertThat(example.values())
        .containsExactly(
            "engine = " + bytes[0],
            "page bytes = " + options.pageBytes(),
            "attributes = " + options.attributes().size(),
            "name = color",
            "value = " + options.attributes().get("color"));
    ByteWriter out = new ByteWriter(1);
    KeyspaceOptionsCodec.encode(
        KeyspaceOptions.builder().pageBytes(512).attribute("color", "by taste").build(), out);
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void attributesAloneAreThePartFromTheirNumberOn() {
    KeyspaceOptions options = KeyspaceOptionsCodec.decode(new ByteReader("a test", bytes));
    ByteWriter out = new ByteWriter(1);
    KeyspaceOptionsCodec.encodeAttributes(options, out);
    assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 3, bytes.length));
    KeyspaceOptions others = KeyspaceOptions.lsm().toBuilder().attribute("size", "any").build();
    ByteReader in = new ByteReader("a test", out.toByteArray());
    assertThat(KeyspaceOptionsCodec.decodeAttributes(in, others))
        .isEqualTo(KeyspaceOptions.lsm().toBuilder().attribute("color", "by taste").build());
    in.expectEnd();
  }

  @Test
  void attributesAreSortedByName() {
    ByteWriter out = new ByteWriter(1);
    KeyspaceOptionsCodec.encode(
        KeyspaceOptions.builder().attribute("b", "1").attribute("a", "2").build(), out);
    ByteReader in = new ByteReader("a test", out.toByteArray());
    in.skip(1);
    assertThat(in.readVarint()).isEqualTo(8192);
    assertThat(in.readVarint()).isEqualTo(2);
    assertThat(in.readText()).isEqualTo("a");
  }

  @Test
  void anotherStorageEngineIsAnotherFormat() {
    byte[] other = bytes.clone();
    other[0] = 3;
    assertThatThrownBy(() -> decode(other))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("storage engine 3");
  }

  @Test
  void whatIsBeyondTheLimitsIsDamage() {
    for (int pageBytes : new int[] {0, 511, 256 * 1024 + 1}) {
      byte[] damaged =
          new ByteWriter(1).writeByte(1).writeVarint(pageBytes).writeVarint(0).toByteArray();
      assertThatThrownBy(() -> decode(damaged))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("from 512 to 262144, not " + pageBytes);
    }
    byte[] large =
        new ByteWriter(1)
            .writeByte(1)
            .writeVarint(512)
            .writeVarint(1)
            .writeText("name")
            .writeText("v".repeat(Limits.KEYSPACE_ATTRIBUTES_BYTES_MAX))
            .toByteArray();
    assertThatThrownBy(() -> decode(large))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(Integer.toString(Limits.KEYSPACE_ATTRIBUTES_BYTES_MAX));
  }

  @Test
  void whatIsCutShortIsDamage() {
    for (int fieldMissing : new int[] {0, 1, 3, 4, 10}) {
      byte[] cut = Arrays.copyOf(bytes, fieldMissing);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(CorruptionException.class);
    }
    byte[] tooLong = bytes.clone();
    tooLong[10] = 0x7F;
    assertThatThrownBy(() -> decode(tooLong))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("127");
  }

  @Test
  void textThatIsNotUtf8IsDamage() {
    byte[] damaged = bytes.clone();
    damaged[5] = (byte) 0xFF;
    assertThatThrownBy(() -> decode(damaged))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("UTF-8");
  }
}
