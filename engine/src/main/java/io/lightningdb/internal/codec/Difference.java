package io.lightningdb.internal.codec;

import io.lightningdb.CorruptionException;
import java.util.Arrays;

/*
 * After Tridgell and Mackerras, "The rsync algorithm", 1996. The old bytes are cut into blocks, which
 * are found by their hashes. The new bytes are looked at from left to right, and where a block begins,
 * it is followed in both directions for as long as old and new are the same. What lies between two
 * finds is written out. So whatever is found or overlooked, the new bytes come of it: what is kept
 * was compared, and all the rest is there. Only the length depends on what was found.
 *
 * Nothing has to be known of what the bytes mean, and what was moved is found like what has stayed.
 */
/**
 * How bytes come of others that are mostly the same: which parts of the old ones are kept, and what
 * is new between them. {@code docs/design/manifest.md} has the format.
 */
public final class Difference {

  private static final int KEEP = 1;
  private static final int INSERT = 2;

  /** Not 0, so that a difference whose last bytes are zeros instead is never taken for whole. */
  private static final int END = 3;

  private static final int BLOCK_BYTES = 16;
  private static final long HASH_MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final byte[] from;
  private final byte[] to;
  private final ByteWriter out = new ByteWriter(256);

  /**
   * Where the blocks of the old bytes begin, plus 1, each at its hash or behind that; half empty.
   */
  private final int[] blocks;

  private final int hashShift;

  private Difference(byte[] from, byte[] to) {
    this.from = from;
    this.to = to;
    int bits = Integer.SIZE + 1 - Integer.numberOfLeadingZeros(from.length / BLOCK_BYTES);
    this.blocks = new int[1 << bits];
    this.hashShift = Long.SIZE - bits;
    for (int at = 0; at + BLOCK_BYTES <= from.length; at += BLOCK_BYTES) {
      int slot = slot(from, at);
      if (blocks[slot] == 0) {
        blocks[slot] = at + 1;
      }
    }
  }

  /** Returns what makes {@code to} of {@code from}. */
  public static byte[] between(byte[] from, byte[] to) {
    return new Difference(from, to).find();
  }

  private byte[] find() {
    int written = 0;
    int at = 0;
    while (at + BLOCK_BYTES <= to.length) {
      int block = blocks[slot(to, at)] - 1;
      if (block < 0) {
        at++;
      } else {
        int before = sameBefore(block, at, written);
        int end = at + same(block, at);
        insert(written, at - before);
        keep(block - before, end - at + before);
        written = end;
        at = end;
      }
    }
    insert(written, to.length);
    return out.writeByte(END).toByteArray();
  }

  /** Returns the slot of the block that is the same as that of {@code bytes}, or an empty one. */
  private int slot(byte[] bytes, int at) {
    long low = (long) ByteWriter.LONG.get(bytes, at);
    long high = (long) ByteWriter.LONG.get(bytes, at + Long.BYTES);
    long hash = (low * HASH_MULTIPLIER ^ high) * HASH_MULTIPLIER;
    int slot = (int) (hash >>> hashShift);
    while (blocks[slot] != 0 && !isBlock(blocks[slot] - 1, bytes, at)) {
      slot = slot + 1 & blocks.length - 1;
    }
    return slot;
  }

  private boolean isBlock(int block, byte[] bytes, int at) {
    return Arrays.equals(from, block, block + BLOCK_BYTES, bytes, at, at + BLOCK_BYTES);
  }

  /** Returns how many bytes before these places are the same, of those not written yet. */
  private int sameBefore(int inFrom, int inTo, int written) {
    int limit = Math.min(inFrom, inTo - written);
    int count = 0;
    while (count < limit && from[inFrom - count - 1] == to[inTo - count - 1]) {
      count++;
    }
    return count;
  }

  /** Returns how many bytes from these places on are the same. */
  private int same(int inFrom, int inTo) {
    int mismatch = Arrays.mismatch(from, inFrom, from.length, to, inTo, to.length);
    return mismatch >= 0 ? mismatch : to.length - inTo;
  }

  private void keep(int offset, int length) {
    out.writeByte(KEEP).writeVarint(offset).writeVarint(length);
  }

  private void insert(int start, int end) {
    if (end > start) {
      out.writeByte(INSERT).writeVarint(end - start).writeBytes(to, start, end - start);
    }
  }

  /**
   * Makes the new bytes of the old ones.
   *
   * @param source what the difference is read from, for messages
   * @param difference what {@link #between} returned
   * @throws CorruptionException if it is no difference to {@code from}
   */
  public static byte[] apply(String source, byte[] from, ByteReader difference) {
    ByteWriter to = new ByteWriter(from.length + difference.remaining());
    int step = difference.readByte();
    while (step != END) {
      switch (step) {
        case KEEP -> {
          int offset = difference.readVarint(from.length);
          to.writeBytes(from, offset, difference.readVarint(from.length - offset));
        }
        case INSERT -> {
          int length = difference.readLength();
          to.writeBytes(difference.readBytes(length));
        }
        default ->
            throw new CorruptionException(
                source + " is damaged: a difference has a step of kind " + step);
      }
      step = difference.readByte();
    }
    difference.expectEnd();
    return to.toByteArray();
  }
}
