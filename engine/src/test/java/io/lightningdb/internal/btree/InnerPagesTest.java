package io.lightningdb.internal.btree;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much of a tree its inner pages are, which stay in memory. */
@ExtendWith(Seeds.class)
class InnerPagesTest {

  private static final int ENTRIES = 50_000;

  private static double innerShare(int pageBytes, Seed seed) throws IOException {
    KeyspaceId keyspace = new KeyspaceId(1);
    Generation generation = new Generation(0);
    for (int i = 1; i <= ENTRIES; i++) {
      generation.put(keyspace, seed.bytes(16), new byte[100], ReadTime.NEVER, i);
    }
    AtomicLong numbers = new AtomicLong(1);
    BlockFiles files =
        new BlockFiles(
            new MemoryDisk(),
            new UUID(1, 2),
            new BlockCache(0),
            numbers::getAndIncrement,
            () -> 0,
            1024 * 1024);
    try (BlockOutput out = files.newOutput()) {
      BTree tree =
          BTree.empty(files, new PageFormat(pageBytes, Compression.NONE))
              .apply(KeyRanges.NONE, generation.memtable(keyspace).cursor(ENTRIES), out);
      out.finish();
      long total = tree.fileUse().bytesByFile().values().stream().mapToLong(Long::longValue).sum();
      return (double) innerBytes(tree, tree.root(), tree.height()) / total;
    }
  }

  private static long innerBytes(BTree tree, PageRef page, int level) throws IOException {
    if (level == 1) {
      return 0;
    }
    long bytes = page.length();
    InnerPage inner = tree.inner(page, level);
    for (int i = 0; i < inner.childCount(); i++) {
      bytes += innerBytes(tree, inner.child(i), level - 1);
    }
    return bytes;
  }

  @Test
  void innerPagesOfEightKibAreLessThanAHundredthOfTheirTree(Seed seed) throws IOException {
    assertThat(innerShare(8 * 1024, seed)).isPositive().isLessThan(0.01);
  }

  @Test
  void smallPagesNeedMore(Seed seed) throws IOException {
    assertThat(innerShare(512, seed)).isGreaterThan(0.02);
  }
}
