package io.lightningdb.internal.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import io.lightningdb.internal.block.Block;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * Caffeine keeps what is used often as well as what was used lately (Einziger, Friedman and Manes,
 * "TinyLFU", 2017), so one scan does not push out what everybody reads. Its upkeep runs in the
 * calling thread: it is short, and the JDK's common pool would outlive the database.
 */
/** The leaves read lately, within a budget in bytes. */
public final class BlockCache {

  private static final int ENTRY_OVERHEAD_BYTES = 100;

  private final @Nullable Cache<BlockPointer, Block> cache;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /** Makes a cache of {@code bytesMax}; none if that is 0. */
  public BlockCache(long bytesMax) {
    this.cache =
        bytesMax == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher(
                    (BlockPointer pointer, Block block) ->
                        block.memoryBytes() + ENTRY_OVERHEAD_BYTES)
                .executor(Runnable::run)
                .build();
  }

  /** Returns the block at {@code pointer}, or null if it is not in the cache. */
  @Nullable Block get(BlockPointer pointer) {
    Block block = cache == null ? null : cache.getIfPresent(pointer);
    if (block == null) {
      misses.increment();
    } else {
      hits.increment();
    }
    return block;
  }

  /** Returns the block at {@code pointer} if it is here, without counting that as a use. */
  @Nullable Block peek(BlockPointer pointer) {
    return cache == null ? null : cache.policy().getIfPresentQuietly(pointer);
  }

  void put(BlockPointer pointer, Block block) {
    if (cache != null) {
      cache.put(pointer, block);
    }
  }

  /** Removes the block at {@code pointer}, which will hardly be asked for again. */
  void remove(BlockPointer pointer) {
    if (cache != null) {
      cache.invalidate(pointer);
    }
  }

  /** Removes all blocks. */
  public void clear() {
    if (cache != null) {
      cache.invalidateAll();
    }
  }

  /** Returns the memory in use, in bytes. */
  public long bytes() {
    if (cache == null) {
      return 0;
    }
    cache.cleanUp();
    return cache.policy().eviction().map(Policy.Eviction::weightedSize).orElseThrow().orElse(0);
  }

  /** Returns how many reads were answered. */
  public long hits() {
    return hits.sum();
  }

  /** Returns how many reads went to the disk. */
  public long misses() {
    return misses.sum();
  }
}
