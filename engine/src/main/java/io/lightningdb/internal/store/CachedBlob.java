package io.lightningdb.internal.store;

import io.lightningdb.internal.base.Sized;
import java.util.Arrays;

/** A blob in memory. */
final class CachedBlob implements Sized {

  private static final int OVERHEAD_BYTES = 64;

  private final BlockFrame.Content content;

  /** The cache's tick when a use was last noted, or 0. A lost update costs one more note. */
  private int notedAt;

  /**
   * @param content kept, and not to be changed any more
   */
  CachedBlob(BlockFrame.Content content) {
    this.content = content;
  }

  @Override
  public int memoryBytes() {
    return content.array().length + OVERHEAD_BYTES;
  }

  /** Returns a copy of the value. */
  byte[] copy() {
    return Arrays.copyOfRange(
        content.array(), content.offset(), content.offset() + content.length());
  }

  /** Returns the value, of which nobody else has the array: it was never put into the cache. */
  byte[] release() {
    return content.isWholeArray() ? content.array() : copy();
  }

  int notedAt() {
    return notedAt;
  }

  void setNotedAt(int tick) {
    notedAt = tick;
  }
}
