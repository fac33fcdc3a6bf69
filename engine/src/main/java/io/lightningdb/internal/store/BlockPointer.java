package io.lightningdb.internal.store;

import io.lightningdb.internal.block.Block;
import org.jspecify.annotations.Nullable;

/**
 * Where a block is. Two pointers are equal only if they are the same object: a tree makes one
 * pointer for each of its blocks and keeps it, so that the block can be cached under it without a
 * key of its own.
 */
public class BlockPointer {

  private final BlockFile file;
  private final long offset;
  private final int length;

  /** The block, while it is in the cache; see {@link BlockCache}. */
  private volatile @Nullable Block resident;

  /** The cache's tick when a use was last noted, or 0. A lost update costs one more note. */
  private int notedAt;

  protected BlockPointer(BlockPointer other) {
    this(other.file, other.offset, other.length);
  }

  BlockPointer(BlockFile file, long offset, int length) {
    this.file = file;
    this.offset = offset;
    this.length = length;
  }

  /** Returns the file that the block is in. */
  public final BlockFile file() {
    return file;
  }

  /** Returns where in the file it begins. */
  public final long offset() {
    return offset;
  }

  /** Returns how many bytes of the file it takes. */
  public final int length() {
    return length;
  }

  @Nullable Block resident() {
    return resident;
  }

  void setResident(@Nullable Block block) {
    resident = block;
  }

  int notedAt() {
    return notedAt;
  }

  void setNotedAt(int tick) {
    notedAt = tick;
  }

  @Override
  public final String toString() {
    return file.name() + " at " + offset;
  }
}
