package io.lightningdb.internal.compress;

import io.lightningdb.Compression;

/** Compresses one block after the other, where that is worth it. For one thread. */
public final class Compressor {

  /** Blocks that are shorter are left as they are: there is nothing to find in them. */
  private static final int RAW_BYTES_MIN = 256;

  /**
   * A sample with more bits a byte than this is random: that of 1,024 bytes which really are has
   * 7.81 on average, hardly ever less than 7.75, and cannot have 8.
   */
  private static final double RANDOM_BITS_PER_BYTE = 7.6;

  /** What saves less than one part in so many is not worth decompressing it each time. */
  private static final int SAVED_SHARE_MIN = 8;

  private final Codecs codecs;
  private final CompressionCounters counters;
  private final Entropy entropy = new Entropy();
  private byte[] compressed = {};
  private int length;

  public Compressor(Codecs codecs, CompressionCounters counters) {
    this.codecs = codecs;
    this.counters = counters;
  }

  /**
   * Compresses bytes as {@code wish} says, if it is worth it.
   *
   * @return what was done; unless that is nothing, {@link #array} has the result
   */
  public Method compress(Compression wish, byte[] from, int offset, int rawLength) {
    Method method = Method.NONE;
    if (wish == Compression.NONE || (wish == Compression.SNAPPY && !codecs.hasSnappy())) {
      counters.unwanted.increment();
    } else if (rawLength < RAW_BYTES_MIN) {
      counters.small.increment();
    } else if (wish == Compression.ADAPTIVE
        && entropy.bitsPerByte(from, offset, rawLength) > RANDOM_BITS_PER_BYTE) {
      counters.random.increment();
    } else {
      Method wished = wish == Compression.SNAPPY ? Method.SNAPPY : Method.LZ4;
      int lengthMax = codecs.compressedLengthMax(wished, rawLength);
      if (compressed.length < lengthMax) {
        compressed = new byte[lengthMax];
      }
      length = codecs.compress(wished, from, offset, rawLength, compressed);
      if (length > rawLength - rawLength / SAVED_SHARE_MIN) {
        counters.gainless.increment();
      } else {
        method = wished;
        (method == Method.LZ4 ? counters.lz4 : counters.snappy).increment();
      }
    }
    counters.rawBytes.add(rawLength);
    counters.storedBytes.add(method == Method.NONE ? rawLength : length);
    return method;
  }

  /** Returns an array that begins with what was compressed last, until something else is. */
  public byte[] array() {
    return compressed;
  }

  /** Returns how many bytes these are. */
  public int length() {
    return length;
  }
}
