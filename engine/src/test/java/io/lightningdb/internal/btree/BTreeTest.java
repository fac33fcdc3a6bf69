package io.lightningdb.internal.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shape of trees: how full pages are, what trees share, what a change costs. */
@ExtendWith(Seeds.class)
class BTreeTest {

  private static final int PAGE_BYTES = 1024;
  private static final int VALUE_BYTES = 20;

  /** More than an entry takes in these tests. */
  private static final int ENTRY_BYTES_MAX = 40;

  private final TestFiles test = new TestFiles();

  private BTree empty() {
    return BTree.empty(test.files(), new PageFormat(PAGE_BYTES, Compression.ADAPTIVE));
  }

  private BTree apply(BTree tree, NavigableMap<byte[], byte @Nullable []> changes)
      throws IOException {
    BTree changed = (BTree) test.apply(tree, changes);
    assertThat(TestFiles.verify(changed)).isEmpty();
    return changed;
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static NavigableMap<byte[], byte @Nullable []> range(int from, int to, Seed seed) {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = from; i < to; i++) {
      changes.put(key(i), seed.bytes(VALUE_BYTES));
    }
    return changes;
  }

  private static void assertHalfFull(TreeShape shape) {
    assertThat(shape.leaves())
        .allMatch(page -> page.bytes() >= PAGE_BYTES / 2 - ENTRY_BYTES_MAX, "is half full")
        .allMatch(page -> page.bytes() <= 2 * PAGE_BYTES, "is no longer than two pages");
    assertThat(shape.innerPages())
        .allMatch(page -> page.bytes() >= PAGE_BYTES / 2 - ENTRY_BYTES_MAX, "is half full")
        .allMatch(page -> page.items() >= 2, "has two children");
  }

  @Test
  void aSequentialLoadFillsItsPages(Seed seed) throws IOException {
    TreeShape shape = TreeShape.of(apply(empty(), range(0, 20_000, seed)));
    List<TreeShape.Page> leaves = shape.leaves();
    assertThat(leaves).hasSizeGreaterThan(500);
    assertThat(leaves.subList(0, leaves.size() - 2))
        .allMatch(page -> page.bytes() > PAGE_BYTES - ENTRY_BYTES_MAX, "is full");
  }

  @Test
  void keysThatComeInOrderFillPagesFlushByFlush(Seed seed) throws IOException {
    BTree tree = empty();
    for (int round = 0; round < 100; round++) {
      tree = apply(tree, range(round * 77, (round + 1) * 77, seed));
      test.deleteAllBut(tree);
    }
    List<TreeShape.Page> leaves = TreeShape.of(tree).leaves();
    assertThat(leaves.subList(0, leaves.size() - 2))
        .allMatch(page -> page.bytes() > PAGE_BYTES - ENTRY_BYTES_MAX, "is full");
  }

  @Test
  void pagesStayHalfFullWhateverIsMerged(Seed seed) throws IOException {
    // The last key is there first and stays: no other key ever comes in order after the end.
    BTree tree = apply(apply(empty(), range(4_999, 5_000, seed)), range(0, 4_999, seed));
    for (int round = 0; round < 80; round++) {
      NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
      boolean deleting = seed.oneIn(3);
      int place = seed.oneIn(2) ? seed.between(0, 5_000) : -1;
      for (int i = seed.between(1, 600); i > 0; i--) {
        long number = place < 0 ? seed.between(0, 5_000) : place + i;
        if (number < 4_999) {
          changes.put(key(number), deleting ? null : seed.bytes(VALUE_BYTES));
        }
      }
      tree = apply(tree, changes);
      test.deleteAllBut(tree);
      if (tree.entryCount() > 100) {
        assertHalfFull(TreeShape.of(tree));
      }
    }
  }

  @Test
  void deletingMostOfTheEntriesLeavesPagesHalfFull(Seed seed) throws IOException {
    BTree tree = apply(apply(empty(), range(9_999, 10_000, seed)), range(0, 9_999, seed));
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = 0; i < 9_999; i++) {
      if (i % 20 != 0) {
        changes.put(key(i), null);
      }
    }
    tree = apply(tree, changes);
    assertThat(tree.entryCount()).isEqualTo(501);
    assertHalfFull(TreeShape.of(tree));
    assertThat(TreeShape.of(tree).leaves()).hasSizeLessThan(40);
  }

  @Test
  void aTreeThatShrinksLosesItsLevels(Seed seed) throws IOException {
    BTree tree = apply(empty(), range(0, 20_000, seed));
    assertThat(tree.height()).isGreaterThanOrEqualTo(3);
    NavigableMap<byte[], byte @Nullable []> deletions = range(5, 20_000, seed);
    deletions.replaceAll((key, value) -> null);
    tree = apply(tree, deletions);
    assertThat(tree.height()).isEqualTo(1);
    assertThat(tree.entryCount()).isEqualTo(5);
    NavigableMap<byte[], byte @Nullable []> last = range(0, 5, seed);
    last.replaceAll((key, value) -> null);
    tree = apply(tree, last);
    assertThat(tree.height()).isZero();
    assertThat(tree.root()).isNull();
  }

  @Test
  void aChangeSharesAllPagesButThoseOnItsWay(Seed seed) throws IOException {
    BTree tree = apply(empty(), range(0, 20_000, seed));
    BTree changed = apply(tree, range(9_000, 9_001, seed));
    Set<PageRef> before = new HashSet<>(TreeShape.of(tree).refs());
    Set<PageRef> after = new HashSet<>(TreeShape.of(changed).refs());
    after.removeAll(before);
    assertThat(after).hasSize(changed.height());
  }

  @Test
  void aTreeThatIsReadAgainHasTheSamePages(Seed seed) throws IOException {
    BTree tree = apply(empty(), range(0, 3_000, seed));
    BTree read =
        BTree.decode(
            "a test",
            test.files(),
            new PageFormat(PAGE_BYTES, Compression.ADAPTIVE),
            TestFiles.encoded(tree));
    assertThat(read.height()).isEqualTo(tree.height());
    assertThat(read.entryCount()).isEqualTo(tree.entryCount());
    assertThat(read.fileUse()).isEqualTo(tree.fileUse());
    assertThat(TreeShape.of(read).refs().stream().map(PageRef::toString))
        .containsExactlyElementsOf(
            TreeShape.of(tree).refs().stream().map(PageRef::toString).toList());
  }

  @Test
  void keysThatShareLongBeginningsMakeNoTowers(Seed seed) throws IOException {
    byte[] common = new byte[2 * PAGE_BYTES];
    Arrays.fill(common, (byte) 'c');
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = 0; i < 500; i++) {
      byte[] key = Arrays.copyOf(common, common.length + Long.BYTES);
      System.arraycopy(key(i), 0, key, common.length, Long.BYTES);
      changes.put(key, seed.bytes(VALUE_BYTES));
    }
    BTree tree = apply(empty(), changes);
    // Two children in each page, and so half as many pages in each level as in the one below.
    assertThat(tree.height()).isLessThanOrEqualTo(11);
    assertThat(TreeShape.of(tree).innerPages()).allMatch(page -> page.items() >= 2);
  }

  @Test
  void aGetReadsOneLeaf(Seed seed) throws IOException {
    BTree tree = apply(empty(), range(0, 20_000, seed));
    long before = test.cache().hits() + test.cache().misses();
    for (int i = 0; i < 100; i++) {
      assertThat(tree.get(key(seed.between(0, 19_999)), ReadTime.BEFORE_ALL)).hasSize(VALUE_BYTES);
    }
    assertThat(test.cache().hits() + test.cache().misses() - before).isEqualTo(100);
  }

  @Test
  void aTreeWithMoreLevelsThanThereCanBeIsDamaged() {
    ByteReader tooHigh = new ByteReader("a test", new ByteWriter(8).writeVarint(33).toByteArray());
    assertThatThrownBy(
            () ->
                BTree.decode(
                    "a test",
                    test.files(),
                    new PageFormat(PAGE_BYTES, Compression.ADAPTIVE),
                    tooHigh))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("has 33 levels");
  }

  @Test
  void aRootInAFileThatIsNotThereIsDamage() {
    ByteWriter bytes = new ByteWriter(64);
    bytes.writeVarint(1).writeVarint(77).writeVarint(64).writeVarint(100).writeVarint(5);
    ByteReader reader = new ByteReader("a test", bytes.toByteArray());
    assertThatThrownBy(
            () ->
                BTree.decode(
                    "a test",
                    test.files(),
                    new PageFormat(PAGE_BYTES, Compression.ADAPTIVE),
                    reader))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000077.tree");
  }
}
