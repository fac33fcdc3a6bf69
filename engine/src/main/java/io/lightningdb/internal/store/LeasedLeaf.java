package io.lightningdb.internal.store;

import io.lightningdb.internal.block.Block;

/*
 * Far beyond the cache most leaves are asked one thing and not needed again. New arrays for each of them
 * would cost as much as reading: they have to be cleared, and are in no cache of the processor.
 */
/** A leaf that is not kept: once this is closed, its memory is used for another. For one thread. */
public final class LeasedLeaf implements AutoCloseable {

  private final Block leaf;
  private final LeafMemory memory;
  private final LeafMemories memories;

  LeasedLeaf(Block leaf, LeafMemory memory, LeafMemories memories) {
    this.leaf = leaf;
    this.memory = memory;
    this.memories = memories;
  }

  /** Returns the leaf, not to be used once this is closed. */
  public Block leaf() {
    return leaf;
  }

  @Override
  public void close() {
    memories.giveBack(memory);
  }
}
