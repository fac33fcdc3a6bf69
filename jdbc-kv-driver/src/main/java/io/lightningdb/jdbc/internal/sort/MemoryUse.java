package io.lightningdb.jdbc.internal.sort;

/** What one sort or grouping has of a statement's memory. */
final class MemoryUse {

  private final SpillSpace space;
  private final long bytesMax;
  private long bytes;

  /**
   * @param bytesMax how much it takes at most, even where more is free
   */
  MemoryUse(SpillSpace space, long bytesMax) {
    this.space = space;
    this.bytesMax = bytesMax;
  }

  /** Takes {@code more} bytes if it may have them, and returns whether it did. */
  boolean tryTake(long more) {
    long after = bytes + more;
    if (after > space.grantedBytes() && (after > bytesMax || !space.isFree(more))) {
      return false;
    }
    take(more);
    return true;
  }

  /** Takes {@code more} bytes, whether they are free or not. */
  void take(long more) {
    bytes += more;
    space.use(more);
  }

  /** Gives all back. */
  void release() {
    space.free(bytes);
    bytes = 0;
  }
}
