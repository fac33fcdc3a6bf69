package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.KeyHash;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.DesignPage.Example;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Decodes the examples of {@code docs/design/lsm.md}. */
class LsmPageTest {

  private static final PageFormat FORMAT = new PageFormat(512, Compression.ADAPTIVE);

  private final DesignPage page = DesignPage.read("lsm.md");
  private final TestFiles test = new TestFiles();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private KeyspaceStore apply(KeyspaceStore store, @Nullable String... keysAndValues)
      throws IOException {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String value = keysAndValues[i + 1];
      changes.put(
          bytes(Objects.requireNonNull(keysAndValues[i])), value == null ? null : bytes(value));
    }
    return test.apply(store, changes);
  }

  /** Makes the store that the page speaks of. */
  private KeyspaceStore store() throws IOException {
    KeyspaceStore store = apply(LsmStore.empty(test.files(), FORMAT), "banana", "yellow");
    store = test.compact(store, Objects.requireNonNull(store.fullCompaction(List.of(), 0)));
    return apply(store, "apple", "red", "banana", null);
  }

  private static byte[] encoded(KeyspaceStore store) {
    ByteReader in = TestFiles.encoded(store);
    byte[] encoded = new byte[in.remaining()];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = (byte) in.readByte();
    }
    return encoded;
  }

  private static void assertBytes(byte[] found, Example example) {
    assertThat(HexFormat.ofDelimiter(" ").formatHex(found))
        .isEqualTo(HexFormat.ofDelimiter(" ").formatHex(example.bytes()));
  }

  @Test
  void theStoreIsThatOfThePage() throws IOException {
    Example example = page.example("store");
    KeyspaceStore store = store();
    assertBytes(encoded(store), example);
    KeyspaceStore read =
        LsmStore.decode("the page", test.files(), FORMAT, TestFiles.encoded(store));
    assertThat(read.get(bytes("apple"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("red"));
    assertThat(read.get(bytes("banana"), ReadTime.BEFORE_ALL)).isNull();

    ByteReader in = new ByteReader("the page", example.bytes());
    List<String> values = new ArrayList<>();
    values.add("runs in level 0 = " + in.readVarint());
    describeRun(in, values);
    for (int level = 1; level < Version.LAST; level++) {
      assertThat(in.readVarint()).isZero();
    }
    describeRun(in, values);
    in.expectEnd();
    assertThat(values).isEqualTo(example.values());
  }

  private static void describeRun(ByteReader in, List<String> values) {
    values.add("tables = " + in.readVarint());
    values.add("height = " + in.readVarint());
    values.add("root = " + pointer(in));
    values.add("entries = " + in.readVarint());
    values.add("files in use = " + in.readVarint());
    values.add("bytes in use of file %d = %d".formatted(in.readVarint(), in.readVarint()));
    values.add("files of blobs = " + in.readVarint());
    values.add("deletions = " + in.readVarint());
    values.add("first key = " + text(in.readBlob()));
    values.add("last key = " + text(in.readBlob()));
    values.add("oldest entry = " + in.readVarint());
    values.add("filter = " + pointer(in));
  }

  private static String pointer(ByteReader in) {
    return "%06d.tree at %d, %d bytes".formatted(in.readVarint(), in.readVarint(), in.readVarint());
  }

  @Test
  void theLeafIsThatOfThePage() throws IOException {
    Example example = page.example("leaf");
    KeyspaceStore store = store();
    long file = store.fileUse().bytesByFile().keySet().stream().max(Long::compare).orElseThrow();
    byte[] bytes = TestFiles.fileBytes(test.disk(), "%06d.tree".formatted(file));
    int start = 64 + 16;
    byte[] leaf = Arrays.copyOfRange(bytes, start, start + example.bytes().length);
    assertBytes(leaf, example);
    Block block = Block.parse("the page", example.bytes(), 0, example.bytes().length);
    assertThat(block.count()).isEqualTo(2);
    assertThat(block.isDelete(0)).isFalse();
    assertThat(block.isDelete(1)).isTrue();
    assertThat(text(block.key(1))).isEqualTo("banana");
  }

  @Test
  void theFilterIsThatOfThePage() {
    Example example = page.example("filter");
    long[] hashes = {KeyHash.of(bytes("apple")), KeyHash.of(bytes("banana"))};
    assertBytes(BloomFilter.of(hashes, 2).encode(), example);
    BloomFilter filter = BloomFilter.decode("the page", example.bytes());
    assertThat(filter.mayContain(hashes[0])).isTrue();
    assertThat(filter.mayContain(hashes[1])).isTrue();
    assertThat(filter.mayContain(KeyHash.of(bytes("cherry")))).isFalse();
  }

  @Test
  void damageIsNamed() throws IOException {
    byte[] good = encoded(store());
    for (int length = 0; length < good.length; length++) {
      byte[] shorter = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> decode(shorter)).isInstanceOf(CorruptionException.class);
    }
    // Three deletions among two entries, and the first key behind the last.
    assertDamaged(good, 11, 3, "of which 3 are deletions");
    assertDamaged(good, 13, 'z', "a table from 'zpple' to 'banana'");
    assertDamaged(good, 1, 0, "an empty run");
  }

  private void decode(byte[] bytes) {
    ByteReader in = new ByteReader("a test", bytes);
    LsmStore.decode("a test", test.files(), FORMAT, in);
    in.expectEnd();
  }

  private void assertDamaged(byte[] good, int position, int value, String message) {
    byte[] changed = good.clone();
    changed[position] = (byte) value;
    assertThatThrownBy(() -> decode(changed))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(message);
  }
}
