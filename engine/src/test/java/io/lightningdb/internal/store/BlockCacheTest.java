package io.lightningdb.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockBuilder;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.TestFiles;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockCacheTest {

  private static final BlockFile FILE =
      new BlockFile(new MemoryDisk(), new FileIdentity(TestFiles.DATABASE, 1), 1_000_000);

  private static BlockPointer pointer() {
    return new BlockPointer(FILE, 64, 1_000);
  }

  private static Block block(int bytes) {
    ByteWriter out = new ByteWriter(bytes);
    BlockBuilder.append(List.of(new BlockEntry(new byte[0], new byte[bytes])), out);
    byte[] array = out.toByteArray();
    return Block.parse("a test", array, 0, array.length);
  }

  @Test
  void aBlockIsFoundUnderItsOwnPointerOnly() {
    BlockCache cache = new BlockCache(1_000_000);
    BlockPointer pointer = pointer();
    Block block = block(1_000);
    assertThat(cache.get(pointer)).isNull();
    cache.put(pointer, block);
    assertThat(cache.get(pointer)).isSameAs(block);
    assertThat(cache.get(pointer())).isNull();
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(2);
  }

  @Test
  void aPeekIsNoUse() {
    BlockCache cache = new BlockCache(1_000_000);
    BlockPointer pointer = pointer();
    assertThat(cache.peek(pointer)).isNull();
    cache.put(pointer, block(1_000));
    assertThat(cache.peek(pointer)).isNotNull();
    assertThat(cache.hits() + cache.misses()).isZero();
  }

  @Test
  void theBudgetIsKept() {
    BlockCache cache = new BlockCache(100_000);
    for (int i = 0; i < 1_000; i++) {
      cache.put(pointer(), block(1_000));
      assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
    }
    assertThat(cache.bytes()).isGreaterThan(50_000);
  }

  @Test
  void aBlockLargerThanTheBudgetIsNotKept() {
    BlockCache cache = new BlockCache(10_000);
    BlockPointer pointer = pointer();
    cache.put(pointer, block(20_000));
    assertThat(cache.bytes()).isLessThanOrEqualTo(10_000);
    assertThat(cache.peek(pointer)).isNull();
  }

  @Test
  void whatIsRemovedIsGone() {
    BlockCache cache = new BlockCache(1_000_000);
    BlockPointer one = pointer();
    BlockPointer other = pointer();
    cache.put(one, block(10));
    cache.put(other, block(10));
    cache.remove(one);
    cache.remove(one);
    assertThat(cache.peek(one)).isNull();
    assertThat(cache.peek(other)).isNotNull();
    cache.clear();
    assertThat(cache.peek(other)).isNull();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void withoutABudgetNothingIsKept() {
    BlockCache cache = new BlockCache(0);
    BlockPointer pointer = pointer();
    cache.put(pointer, block(10));
    assertThat(cache.get(pointer)).isNull();
    assertThat(cache.peek(pointer)).isNull();
    cache.remove(pointer);
    cache.clear();
    assertThat(cache.bytes()).isZero();
    assertThat(cache.misses()).isEqualTo(1);
  }

  /** Asks for a block that is not there, and puts it in if it is admitted. */
  private static void offer(BlockCache cache, BlockPointer pointer, Block block) {
    if (cache.admits(pointer)) {
      cache.put(pointer, block);
    }
  }

  @Test
  void aCacheWithRoomTakesEverythingIn() {
    BlockCache cache = new BlockCache(1_000_000);
    for (int i = 0; i < 100; i++) {
      BlockPointer pointer = pointer();
      offer(cache, pointer, block(1_000));
      assertThat(cache.get(pointer)).isNotNull();
    }
  }

  @Test
  void aFullCacheTakesInWhatIsAskedForAgain() {
    BlockCache cache = new BlockCache(1_000_000);
    for (int i = 0; i < 1_000; i++) {
      offer(cache, pointer(), block(1_000));
    }
    BlockPointer pointer = pointer();
    offer(cache, pointer, block(1_000));
    assertThat(cache.peek(pointer)).isNull();
    for (int i = 0; i < 10 && cache.peek(pointer) == null; i++) {
      offer(cache, pointer, block(1_000));
    }
    assertThat(cache.peek(pointer)).isNotNull();
  }

  @Test
  void whatIsAskedForAgainAfterLongIsAsGoodAsNew() {
    BlockCache cache = new BlockCache(1_000_000);
    BlockPointer pointer = pointer();
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 4_000; j++) {
        offer(cache, pointer(), block(1_000));
      }
      offer(cache, pointer, block(1_000));
      assertThat(cache.peek(pointer)).isNull();
    }
  }

  @Test
  void aScanLeavesTheCacheAsItIs() {
    BlockCache cache = new BlockCache(1_000_000);
    List<BlockPointer> hot = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      BlockPointer pointer = pointer();
      hot.add(pointer);
      offer(cache, pointer, block(1_000));
    }
    for (int i = 0; i < 100_000; i++) {
      offer(cache, pointer(), block(1_000));
    }
    assertThat(hot).allMatch(pointer -> cache.peek(pointer) != null);
  }

  private static BlobPointer blobPointer(int number) {
    return new BlobPointer(7, 64 + number * 1_016L, 1_016, 1_000);
  }

  private static CachedBlob blob(int bytes) {
    return new CachedBlob(new BlockFrame.Content(new byte[bytes], 0, bytes));
  }

  /** Does what a reader does who had to read a blob, and returns whether it was put in. */
  private static boolean offer(BlockCache cache, BlobPointer pointer, CachedBlob blob) {
    boolean admitted = cache.admits(pointer);
    if (admitted) {
      cache.put(pointer, blob);
    }
    return admitted;
  }

  @Test
  void aBlobIsFoundByWhereItIs() {
    BlockCache cache = new BlockCache(1_000_000);
    CachedBlob blob = blob(1_000);
    assertThat(cache.get(blobPointer(1))).isNull();
    assertThat(offer(cache, blobPointer(1), blob)).isTrue();
    assertThat(cache.get(blobPointer(1))).isSameAs(blob);
    assertThat(cache.peek(blobPointer(1))).isSameAs(blob);
    assertThat(cache.get(blobPointer(2))).isNull();
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(2);
    assertThat(cache.bytes()).isBetween(1_000L, 1_400L);
    cache.remove(blobPointer(1));
    assertThat(cache.peek(blobPointer(1))).isNull();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void aBlobTakesASmallPartOfTheBudgetOnly() {
    assertThat(new BlockCache(640_000).takes(new BlobPointer(7, 64, 1, 10_000))).isTrue();
    assertThat(new BlockCache(640_000).takes(new BlobPointer(7, 64, 1, 10_001))).isFalse();
    assertThat(new BlockCache(Long.MAX_VALUE).takes(new BlobPointer(7, 64, 1, 256 * 1024)))
        .isTrue();
    assertThat(new BlockCache(Long.MAX_VALUE).takes(new BlobPointer(7, 64, 1, 256 * 1024 + 1)))
        .isFalse();
    assertThat(new BlockCache(0).takes(new BlobPointer(7, 64, 1, 1))).isFalse();
  }

  @Test
  void blobsAndBlocksShareTheBudget() {
    BlockCache cache = new BlockCache(100_000);
    for (int i = 0; i < 1_000; i++) {
      cache.put(pointer(), block(1_000));
      cache.put(blobPointer(i), blob(1_000));
      assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
    }
    assertThat(cache.bytes()).isGreaterThan(50_000);
  }

  /** The cache has room for 860 of them, and its notes are as many as there may be longer ones. */
  @Test
  void aScanOverBlobsLeavesTheCacheAsItIs() {
    BlockCache cache = new BlockCache(1_000_000);
    List<BlockPointer> hot = new ArrayList<>();
    for (int i = 0; i < 350; i++) {
      BlockPointer pointer = pointer();
      hot.add(pointer);
      offer(cache, pointer, block(1_000));
      assertThat(offer(cache, blobPointer(i), blob(1_000))).isTrue();
    }
    for (int i = 1_000; i < 100_000; i++) {
      offer(cache, blobPointer(i), blob(1_000));
    }
    assertThat(hot).allMatch(pointer -> cache.peek(pointer) != null);
    for (int i = 0; i < 350; i++) {
      assertThat(cache.peek(blobPointer(i))).as("blob %d", i).isNotNull();
    }
  }

  @Test
  void aCacheThatBlobsHaveLeftHasRoomAgain() {
    BlockCache cache = new BlockCache(1_000_000);
    for (int i = 0; i < 2_000; i++) {
      offer(cache, blobPointer(i), blob(1_000));
    }
    assertThat(offer(cache, blobPointer(2_000), blob(1_000))).isFalse();
    for (int i = 0; i < 2_000; i++) {
      cache.remove(blobPointer(i));
    }
    assertThat(offer(cache, blobPointer(2_001), blob(1_000))).isTrue();
  }

  @Test
  void aFullCacheTakesInABlobThatIsAskedForAgain() {
    BlockCache cache = new BlockCache(1_000_000);
    for (int i = 1_000; i < 2_000; i++) {
      offer(cache, blobPointer(i), blob(1_000));
    }
    assertThat(offer(cache, blobPointer(1), blob(1_000))).isFalse();
    assertThat(offer(cache, blobPointer(1), blob(1_000))).isTrue();
    for (int i = 0; i < 10 && cache.peek(blobPointer(1)) == null; i++) {
      offer(cache, blobPointer(1), blob(1_000));
    }
    assertThat(cache.peek(blobPointer(1))).isNotNull();
    for (int i = 2_000; i < 20_000; i++) {
      offer(cache, blobPointer(i), blob(1_000));
    }
    cache.remove(blobPointer(1));
    assertThat(offer(cache, blobPointer(1), blob(1_000))).as("after long").isFalse();
  }

  @Test
  void aSmallerCacheGivesUpAtOnceWhatIsTooMuch() {
    BlockCache cache = new BlockCache(1_000_000);
    for (int i = 0; i < 700; i++) {
      cache.put(pointer(), block(1_000));
    }
    assertThat(cache.bytes()).isGreaterThan(700_000);
    cache.resize(100_000);
    assertThat(cache.bytesMax()).isEqualTo(100_000);
    assertThat(cache.bytes()).isBetween(50_000L, 100_000L);
    BlockPointer pointer = pointer();
    offer(cache, pointer, block(1_000));
    assertThat(cache.peek(pointer)).as("a block that comes into a full cache").isNull();
  }

  @Test
  void aLargerCacheHasRoomAgain() {
    BlockCache cache = new BlockCache(100_000);
    for (int i = 0; i < 1_000; i++) {
      offer(cache, pointer(), block(1_000));
    }
    cache.resize(200_000);
    BlockPointer pointer = pointer();
    offer(cache, pointer, block(1_000));
    assertThat(cache.peek(pointer)).isNotNull();
  }

  @Test
  void noCacheStaysNone() {
    BlockCache cache = new BlockCache(0);
    cache.resize(1_000_000);
    cache.put(pointer(), block(10));
    assertThat(cache.bytes()).isZero();
    assertThat(cache.bytesMax()).isZero();
  }

  /** Reads blocks one after the other, round and round, and returns how many were missed nearly. */
  private static long nearMisses(int blocks) {
    BlockCache cache = new BlockCache(1_000_000);
    List<BlockPointer> pointers = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      pointers.add(pointer());
    }
    for (int round = 0; round < 10; round++) {
      for (BlockPointer pointer : pointers) {
        if (cache.get(pointer) == null) {
          offer(cache, pointer, block(1_000));
        }
      }
    }
    return cache.nearMisses();
  }

  @Test
  void missesAreNearIfTwiceTheCacheWouldHaveDone() {
    assertThat(nearMisses(500)).isZero();
    assertThat(nearMisses(1_400)).isGreaterThan(2_000);
    assertThat(nearMisses(10_000)).isZero();
  }

  @Test
  void aMissIsNotNearIfThereIsRoom() {
    BlockCache cache = new BlockCache(1_000_000);
    BlockPointer pointer = pointer();
    offer(cache, pointer, block(1_000));
    cache.remove(pointer);
    offer(cache, pointer, block(1_000));
    assertThat(cache.nearMisses()).isZero();
  }

  @Test
  void theLargestBudgetIsPossible() {
    BlockCache cache = new BlockCache(Long.MAX_VALUE);
    BlockPointer pointer = pointer();
    cache.put(pointer, block(10));
    assertThat(cache.get(pointer)).isNotNull();
  }
}
