package io.lightningdb.internal.btree;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockBuilder;
import io.lightningdb.internal.block.EntryKind;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.BlockPointer;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Decodes the examples of {@code docs/design/blobs.md}. */
class BlobsPageTest {

  private static final PageFormat FORMAT = new PageFormat(512, Compression.LZ4);
  private static final int HEADER_BYTES = 64;
  private static final int FRAME_HEADER_BYTES = 16;
  private static final int FOOTER_BYTES = 32;

  private final DesignPage page = DesignPage.read("blobs.md");
  private final TestFiles test = new TestFiles();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private BTree tree() throws IOException {
    NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
    entries.put(bytes("apple"), bytes("red"));
    entries.put(bytes("cover"), bytes("x".repeat(5_000)));
    return (BTree) test.apply(BTree.empty(test.files(), FORMAT), entries);
  }

  private static void assertBytes(byte[] found, Example example) {
    assertThat(HexFormat.ofDelimiter(" ").formatHex(found))
        .isEqualTo(HexFormat.ofDelimiter(" ").formatHex(example.bytes()));
  }

  private byte[] file(String name) throws IOException {
    return TestFiles.fileBytes(test.disk(), name);
  }

  @Test
  void theFrameIsThatOfThePage() throws IOException {
    Example example = page.example("frame");
    BTree tree = tree();
    byte[] bytes = file("000001.tree");
    assertBytes(Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length - FOOTER_BYTES), example);
    assertThat(example.position()).isEqualTo(HEADER_BYTES);
    ByteReader in = new ByteReader("the page", example.bytes());
    List<String> values = new ArrayList<>();
    values.add("checksum = %08x".formatted(in.readInt()));
    assertThat(in.readByte()).isEqualTo(4);
    values.add("kind = " + BlockKind.BLOB);
    values.add("compression = " + in.readByte());
    in.skip(2);
    values.add("stored length = " + in.readInt());
    values.add("raw length = " + in.readInt());
    assertThat(values).isEqualTo(example.values());
    assertThat(tree.get(bytes("cover"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("x".repeat(5_000)));
    assertThat(TestFiles.verify(tree)).isEmpty();
  }

  @Test
  void theLeafIsThatOfThePage() throws IOException {
    Example example = page.example("leaf");
    tree();
    byte[] bytes = file("000002.tree");
    int start = HEADER_BYTES + FRAME_HEADER_BYTES;
    assertBytes(Arrays.copyOfRange(bytes, start, bytes.length - FOOTER_BYTES), example);
    Block block = Block.parse("the page", example.bytes(), 0, example.bytes().length);
    BlobPointer blob = BlobPointer.decode(block.value(1));
    assertThat(block.kind(0)).isEqualTo(EntryKind.VALUE);
    assertThat(block.kind(1)).isEqualTo(EntryKind.BLOB);
    assertThat(
            List.of(
                "entry = " + text(block.key(0)) + ":" + text(block.value(0)),
                "blob of = " + text(block.key(1)),
                "file = %06d.tree".formatted(blob.file()),
                "offset = " + blob.offset(),
                "length of the frames = " + blob.length(),
                "length of the value = " + blob.valueLength()))
        .isEqualTo(example.values());
  }

  @Test
  void theChildIsThatOfThePage() throws IOException {
    Example example = page.example("child");
    tree();
    try (BlockOutput out = test.files().newOutput()) {
      BlockPointer leaf = out.append(BlockKind.LEAF, List.of(), Compression.NONE);
      Child child = new Child(bytes("c"), new PageRef(leaf, new BlobSpan(3, 8)));
      assertBytes(child.toEntry().value(), example);
      ByteReader in = new ByteReader("the page", example.bytes());
      assertThat(
              List.of(
                  "page = %06d.tree at %d, %d bytes"
                      .formatted(in.readVarint(), in.readVarint(), in.readVarint()),
                  "oldest file of blobs = " + in.readVarint(),
                  "how much newer the newest is = " + in.readVarint()))
          .isEqualTo(example.values());
      in.expectEnd();
      out.finish();
      InnerPage read = InnerPage.decode(test.files(), leaf, inner(child));
      assertThat(read.child(0).blobs()).isEqualTo(new BlobSpan(3, 8));
    }
  }

  private static Block inner(Child child) {
    ByteWriter out = new ByteWriter(64);
    BlockBuilder.append(List.of(child.toEntry()), out);
    return Block.parse("a test", out.toByteArray(), 0, out.size());
  }
}
