package io.lightningdb.internal.store;

/** Arrays that one leaf after the other is read to. For one thread at a time. */
final class LeafMemory implements BlockMemory {

  /** Longer arrays are not kept. */
  private static final int KEPT_BYTES_MAX = 64 * 1024;

  private byte[] frame = {};
  private byte[] content = {};

  @Override
  public byte[] frame(int length) {
    if (length > KEPT_BYTES_MAX) {
      return new byte[length];
    }
    if (frame.length < length) {
      frame = new byte[capacity(length)];
    }
    return frame;
  }

  @Override
  public byte[] content(int length) {
    if (length > KEPT_BYTES_MAX) {
      return new byte[length];
    }
    if (content.length < length) {
      content = new byte[capacity(length)];
    }
    return content;
  }

  /** Returns the next power of two, so that leaves of about one length need an array once. */
  private static int capacity(int length) {
    return Integer.highestOneBit(Math.max(1, length - 1)) * 2;
  }
}
