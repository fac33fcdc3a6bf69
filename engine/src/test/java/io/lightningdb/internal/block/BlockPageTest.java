package io.lightningdb.internal.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.DesignPage.Example;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decodes the example of {@code docs/design/block.md}, and does the damage it speaks of. */
class BlockPageTest {

  private static final int HEAD_1 = 0x0E;
  private static final int OFFSET_1 = 0x1A;
  private static final int ENTRY_1 = 0x24;

  private final Example example = DesignPage.read("block.md").example("block");
  private final byte[] bytes = example.bytes();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static Block parse(byte[] bytes) {
    return Block.parse("a block", bytes, 0, bytes.length);
  }

  @Test
  void theBlockSaysWhatThePageSays() {
    Block block = parse(bytes);
    ByteReader in = new ByteReader("example", bytes);
    List<String> values = new ArrayList<>();
    values.add("count = " + in.readInt());
    int prefixLength = in.readInt();
    values.add("prefix length = " + prefixLength);
    values.add("prefix = " + text(in.readBytes(prefixLength)));
    for (int i = 0; i < block.count(); i++) {
      values.add("head = %08x".formatted(in.readInt()));
    }
    for (int i = 0; i < block.count(); i++) {
      values.add("offset = " + in.readInt());
    }
    for (int i = 0; i < block.count(); i++) {
      values.add("entry = " + text(block.key(i)) + ":" + text(block.value(i)));
    }
    assertThat(example.values()).isEqualTo(values);
  }

  @Test
  void itsEntriesMakeTheSameBytes() {
    ByteWriter out = new ByteWriter(1);
    BlockBuilder.append(
        List.of(
            new BlockEntry(bytes("ap"), bytes("")),
            new BlockEntry(bytes("apple"), bytes("red")),
            new BlockEntry(bytes("apricot"), bytes("orange"))),
        out);
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void everyKeyIsFoundAndWhatIsNoneHasItsPlace() {
    Block block = parse(bytes);
    List<String> keys = List.of("a", "ap", "apa", "apple", "applepie", "apricot", "b");
    assertThat(keys.stream().map(key -> block.search(bytes(key))))
        .containsExactly(-1, 0, -2, 1, -3, 2, -4);
  }

  @Test
  void anEmptyBlockHasNoPrefix() {
    ByteWriter out = new ByteWriter(1);
    BlockBuilder.append(List.of(), out);
    assertThat(out.toByteArray()).isEqualTo(new byte[8]);
    assertThat(parse(new byte[8]).count()).isZero();
  }

  @Test
  void damageIsNamed() {
    assertDamaged(Arrays.copyOf(bytes, 7), "it ends where an int should follow");
    assertDamaged(with(3, 0x80), "entries with a prefix of 2 bytes do not fit into 57 bytes");
    assertDamaged(with(7, 0x80), "do not fit into 57 bytes");
    assertDamaged(with(1, 1), "259 entries with a prefix of 2 bytes do not fit into 57 bytes");
    assertDamaged(with(5, 1), "3 entries with a prefix of 258 bytes do not fit into 57 bytes");
    assertDamaged(with(OFFSET_1, 37), "entry 1 is at 37, not at 36");
    assertDamaged(with(ENTRY_1, 0x0F), "entry 1 expires and does not say when");
    assertDamaged(with(ENTRY_1, 0x0D), "entry 1 is deleted and has a value");
    assertDamaged(with(ENTRY_1, 0x7C), "entry 1 runs past the end");
    assertDamaged(with(ENTRY_1 + 1, 0x7F), "the number 127 where at most");
    assertDamaged(with(HEAD_1, 1), "the head of entry 1 is wrong");
    assertDamaged(Arrays.copyOf(bytes, 58), "its entries end at 57 of 58 bytes");
    assertDamaged(Arrays.copyOf(bytes, 56), "is damaged");
  }

  private byte[] with(int position, int value) {
    byte[] changed = bytes.clone();
    changed[position] = (byte) value;
    return changed;
  }

  private static void assertDamaged(byte[] bytes, String message) {
    assertThatThrownBy(() -> parse(bytes))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a block is damaged")
        .hasMessageContaining(message);
  }
}
