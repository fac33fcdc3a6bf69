package io.lightningdb.internal.compress;

import java.util.Arrays;

/**
 * Tells how random bytes are, from a sample of them: Shannon's entropy ("A Mathematical Theory of
 * Communication", 1948) of single bytes.
 */
final class Entropy {

  /** Pieces of this length are taken at equal distances. */
  private static final int PIECE_BYTES = 64;

  private static final int PIECES = 16;
  static final int SAMPLE_BYTES = PIECE_BYTES * PIECES;

  private final int[] counts = new int[256];

  /** Returns the bits that a byte carries in a sample of 1 KiB, or of all if that is less. */
  double bitsPerByte(byte[] bytes, int offset, int length) {
    Arrays.fill(counts, 0);
    int sampled = 0;
    if (length <= SAMPLE_BYTES) {
      count(bytes, offset, length);
      sampled = length;
    } else {
      int step = (length - PIECE_BYTES) / (PIECES - 1);
      for (int i = 0; i < PIECES; i++) {
        count(bytes, offset + i * step, PIECE_BYTES);
        sampled += PIECE_BYTES;
      }
    }
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        bits -= count * log2((double) count / sampled);
      }
    }
    return sampled == 0 ? 0 : bits / sampled;
  }

  private void count(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      counts[bytes[i] & 0xFF]++;
    }
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
