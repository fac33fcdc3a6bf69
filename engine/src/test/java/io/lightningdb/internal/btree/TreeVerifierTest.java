package io.lightningdb.internal.btree;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Trees that break a rule, and what is said about them. */
class TreeVerifierTest {

  private static final int PAGE_BYTES = 512;

  private final TestFiles test = new TestFiles();
  private final FileUse.Builder use = FileUse.NONE.toBuilder();
  private final FileUse.Builder blobs = FileUse.NONE.toBuilder();
  private BlockOutput out = test.files().newOutput();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private PageRef leaf(String... keys) throws IOException {
    List<BlockEntry> entries = new ArrayList<>();
    for (String key : keys) {
      entries.add(new BlockEntry(bytes(key), bytes("value of " + key)));
    }
    return page(BlockKind.LEAF, entries);
  }

  private PageRef inner(Child... children) throws IOException {
    return page(BlockKind.INNER, InnerPage.entries(List.of(children)));
  }

  private PageRef page(BlockKind kind, List<BlockEntry> entries) throws IOException {
    return page(kind, entries, null);
  }

  private PageRef page(BlockKind kind, List<BlockEntry> entries, @Nullable BlobSpan span)
      throws IOException {
    PageRef page = new PageRef(out.append(kind, entries, Compression.NONE), span);
    use.add(page);
    return page;
  }

  private BTree tree(PageRef root, int height, long entryCount) throws IOException {
    out.finish();
    return new BTree(
        test.files(),
        new PageFormat(PAGE_BYTES, Compression.NONE),
        root,
        height,
        entryCount,
        use.build(),
        blobs.build());
  }

  private static Child child(String separator, PageRef page) {
    return new Child(bytes(separator), page);
  }

  @Test
  void aTreeInOrderHasNoProblems() throws IOException {
    PageRef root = inner(child("", leaf("a", "b")), child("c", leaf("c", "d")));
    assertThat(TestFiles.verify(tree(root, 2, 4))).isEmpty();
  }

  @Test
  void aWrongCountOfEntriesIsNoticed() throws IOException {
    assertThat(TestFiles.verify(tree(leaf("a", "b"), 1, 3)))
        .singleElement()
        .asString()
        .contains("has 2 entries where 3 are noted");
  }

  @Test
  void wrongSpaceAccountingIsNoticed() throws IOException {
    PageRef root = leaf("a");
    use.add(root);
    assertThat(TestFiles.verify(tree(root, 1, 1)))
        .singleElement()
        .asString()
        .contains("bytes of files where");
  }

  @Test
  void anEmptyLeafIsNoticed() throws IOException {
    assertThat(TestFiles.verify(tree(leaf(), 1, 0)))
        .singleElement()
        .asString()
        .contains("is empty");
  }

  @Test
  void aKeyInTheWrongPageIsNoticed() throws IOException {
    PageRef root = inner(child("", leaf("a", "m")), child("c", leaf("b", "d")));
    assertThat(TestFiles.verify(tree(root, 2, 4)))
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("'m'").contains("to 'c'"))
        .anySatisfy(problem -> assertThat(problem).contains("'b'").contains("from 'c' on"));
  }

  @Test
  void aSeparatorInTheWrongPageIsNoticed() throws IOException {
    PageRef left = inner(child("", leaf("a")), child("x", leaf("y")));
    PageRef right = inner(child("m", leaf("n")), child("p", leaf("q")));
    assertThat(TestFiles.verify(tree(inner(child("", left), child("m", right)), 3, 4)))
        .anySatisfy(problem -> assertThat(problem).contains("'x'").contains("to 'm'"));
  }

  @Test
  void keysOutOfOrderAreNoticed() throws IOException {
    PageRef leaf = leaf("aa", "bb", "cc");
    BTree tree = tree(leaf, 1, 3);
    replaceInPage(leaf, bytes("bb"), bytes("dd"));
    assertThat(TestFiles.verify(tree))
        .singleElement()
        .asString()
        .contains("the key 'cc' comes after 'dd'");
  }

  @Test
  void aDamagedPageIsNoticedAndTheOthersAreCheckedAllTheSame() throws IOException {
    PageRef damaged = leaf("a", "b");
    PageRef root = inner(child("", damaged), child("c", leaf("c", "z")), child("x", leaf("x")));
    BTree tree = tree(root, 2, 5);
    byte[] bytes = read(damaged);
    bytes[bytes.length - 1]++;
    write(damaged, bytes);
    assertThat(TestFiles.verify(tree))
        .hasSize(2)
        .anySatisfy(
            problem -> assertThat(problem).contains(damaged.toString()).contains("checksum"))
        .anySatisfy(problem -> assertThat(problem).contains("'z'"));
  }

  @Test
  void aLeafWhereAnInnerPageShouldBeIsNoticed() throws IOException {
    assertThat(TestFiles.verify(tree(leaf("a"), 2, 1)))
        .singleElement()
        .asString()
        .contains("of kind 1")
        .contains("instead of kind 2");
  }

  @Test
  void anInnerPageWithoutChildrenIsNoticed() throws IOException {
    assertThat(TestFiles.verify(tree(inner(), 2, 0)))
        .singleElement()
        .asString()
        .contains("no children");
  }

  private BlobPointer blob(int bytes) throws IOException {
    return out.appendBlob(new byte[bytes], Compression.NONE);
  }

  private PageRef leafOfBlobs(@Nullable BlobSpan span, BlobPointer... pointers) throws IOException {
    List<BlockEntry> entries = new ArrayList<>();
    for (BlobPointer pointer : pointers) {
      blobs.add(pointer);
      entries.add(
          BlockEntry.of(bytes("key" + entries.size()), pointer.encode(), true, ReadTime.NEVER));
    }
    return page(BlockKind.LEAF, entries, span);
  }

  @Test
  void aTreeWithBlobsHasNoProblems() throws IOException {
    BlobPointer blob = blob(5_000);
    PageRef leaf = leafOfBlobs(new BlobSpan(blob.file(), blob.file()), blob);
    PageRef root = page(BlockKind.INNER, InnerPage.entries(List.of(child("", leaf))), leaf.blobs());
    assertThat(TestFiles.verify(tree(root, 2, 1))).isEmpty();
  }

  @Test
  void aWrongUseOfFilesByBlobsIsNoticed() throws IOException {
    BlobPointer blob = blob(5_000);
    PageRef root = leafOfBlobs(new BlobSpan(blob.file(), blob.file()), blob);
    blobs.add(blob);
    assertThat(TestFiles.verify(tree(root, 1, 1)))
        .singleElement()
        .asString()
        .contains("its blobs use {%d=5016} bytes".formatted(blob.file()))
        .contains("{%d=10032} are noted".formatted(blob.file()));
  }

  @Test
  void aWrongSpanOfFilesIsNoticed() throws IOException {
    BlobPointer blob = blob(5_000);
    PageRef leaf = leafOfBlobs(null, blob);
    BlobSpan further = new BlobSpan(blob.file(), blob.file() + 1);
    PageRef root = page(BlockKind.INNER, InnerPage.entries(List.of(child("", leaf))), further);
    assertThat(TestFiles.verify(tree(root, 2, 1)))
        .hasSize(2)
        .allMatch(problem -> problem.contains("has blobs in the files"));
  }

  @Test
  void blobsThatCannotBeReadAreNoticedOneByOne() throws IOException {
    BlobPointer blob = blob(5_000);
    BlobPointer beside = new BlobPointer(blob.file(), blob.offset() + 1, 5_015, 5_000);
    BlobPointer nowhere = new BlobPointer(99, 64, 5_016, 5_000);
    PageRef root = leafOfBlobs(new BlobSpan(blob.file(), 99), beside, nowhere, blob);
    assertThat(TestFiles.verify(tree(root, 1, 3)))
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("'key0'").contains("checksum"))
        .anySatisfy(problem -> assertThat(problem).contains("'key1'").contains("000099.tree"));
  }

  @Test
  void aDeletionIsNoticed() throws IOException {
    PageRef root = page(BlockKind.LEAF, List.of(BlockEntry.delete(bytes("a"))), null);
    assertThat(TestFiles.verify(tree(root, 1, 1)))
        .singleElement()
        .asString()
        .contains("a deletion of 'a'");
  }

  private byte[] read(PageRef page) throws IOException {
    byte[] bytes = new byte[page.length()];
    try (ReadableFile file = test.disk().openForReading(page.file().name())) {
      file.read(page.offset(), bytes, 0, bytes.length);
    }
    return bytes;
  }

  private void write(PageRef page, byte[] bytes) throws IOException {
    try (WritableFile file = test.disk().openForWriting(page.file().name())) {
      file.write(page.offset(), bytes, 0, bytes.length);
    }
  }

  /** Replaces bytes wherever they are in a page, and makes its checksum right again. */
  private void replaceInPage(PageRef page, byte[] from, byte[] to) throws IOException {
    String latin = new String(read(page), StandardCharsets.ISO_8859_1);
    byte[] bytes =
        latin
            .replace(
                new String(from, StandardCharsets.ISO_8859_1),
                new String(to, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    // A head is four bytes of the key, last first, with zeros where the key is shorter.
    for (int i = 0; i + 4 <= bytes.length; i++) {
      if (bytes[i] == 0
          && bytes[i + 1] == 0
          && bytes[i + 2] == from[1]
          && bytes[i + 3] == from[0]) {
        bytes[i + 2] = to[1];
        bytes[i + 3] = to[0];
      }
    }
    FileIdentity identity = new FileIdentity(TestFiles.DATABASE, page.file().number());
    int checksum = identity.checksum(page.offset(), bytes, 4, bytes.length - 4);
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (checksum >>> (8 * i));
    }
    write(page, bytes);
  }

  @Test
  void aWrongTimeOfRipenessIsNoticed() throws IOException {
    List<BlockEntry> entries =
        List.of(
            BlockEntry.of(bytes("a"), new byte[1], false, 1_000),
            new BlockEntry(bytes("b"), new byte[1]),
            BlockEntry.of(bytes("c"), new byte[1], false, 2_000));
    PageRef written = page(BlockKind.LEAF, entries, null);
    PageRef right = new PageRef(written, null, 1_000);
    assertThat(TestFiles.verify(tree(right, 1, 3))).isEmpty();
    PageRef late = new PageRef(written, null, 2_000);
    assertThat(TestFiles.verify(tree(late, 1, 3)))
        .singleElement()
        .asString()
        .contains("is ripe at 1000 where 2000 is noted");
  }
}
