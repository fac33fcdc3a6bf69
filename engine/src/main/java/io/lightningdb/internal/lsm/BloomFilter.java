package io.lightningdb.internal.lsm;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;

/*
 * All bits of a key are in one block of 64 bytes, so that a question costs one cache miss (Putze,
 * Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007). Ten bits a key and
 * six probes let through about one key in eighty that is not there.
 */
/** Tells of most keys that are not in a table that they are not. Immutable. */
final class BloomFilter {

  private static final int BITS_PER_KEY = 10;
  private static final int PROBES = 6;
  private static final int BLOCK_WORDS = 8;
  private static final int BLOCK_BITS = BLOCK_WORDS * Long.SIZE;

  /** A probe takes 9 bits of a number: one of 512. The topmost 54 bits give six of them. */
  private static final int PROBE_BITS = 9;

  private static final int PROBE_SHIFT = Long.SIZE - PROBES * PROBE_BITS;
  private static final long PROBE_FACTOR = 0x9E3779B97F4A7C15L;

  private final long[] words;

  private BloomFilter(long[] words) {
    this.words = words;
  }

  /** Makes a filter of the keys with the first {@code count} of {@code hashes}. */
  static BloomFilter of(long[] hashes, int count) {
    long blocks = Math.max(1, ((long) count * BITS_PER_KEY + BLOCK_BITS - 1) / BLOCK_BITS);
    BloomFilter filter = new BloomFilter(new long[Math.toIntExact(blocks * BLOCK_WORDS)]);
    for (int i = 0; i < count; i++) {
      filter.add(hashes[i]);
    }
    return filter;
  }

  private void add(long hash) {
    int block = block(hash);
    long probes = (hash * PROBE_FACTOR) >>> PROBE_SHIFT;
    for (int i = 0; i < PROBES; i++) {
      int bit = (int) probes & (BLOCK_BITS - 1);
      words[block + bit / Long.SIZE] |= 1L << bit;
      probes >>>= PROBE_BITS;
    }
  }

  /** Returns false only if no key with this hash is in the table. */
  boolean mayContain(long hash) {
    int block = block(hash);
    long probes = (hash * PROBE_FACTOR) >>> PROBE_SHIFT;
    for (int i = 0; i < PROBES; i++) {
      int bit = (int) probes & (BLOCK_BITS - 1);
      if ((words[block + bit / Long.SIZE] & 1L << bit) == 0) {
        return false;
      }
      probes >>>= PROBE_BITS;
    }
    return true;
  }

  /** Returns the index of the first word of the block that a hash belongs to. */
  private int block(long hash) {
    long blocks = words.length / BLOCK_WORDS;
    return (int) (((hash >>> Integer.SIZE) * blocks) >>> Integer.SIZE) * BLOCK_WORDS;
  }

  /** Returns how much memory the filter takes, in bytes. */
  long memoryBytes() {
    return (long) words.length * Long.BYTES;
  }

  /** Returns what {@link #decode} reads: the number of probes, and the blocks. */
  byte[] encode() {
    ByteWriter out = new ByteWriter(1 + words.length * Long.BYTES).writeByte(PROBES);
    for (long word : words) {
      out.writeLong(word);
    }
    return out.toByteArray();
  }

  /**
   * Reads a filter.
   *
   * @throws CorruptionException if it is none
   */
  static BloomFilter decode(String source, byte[] bytes) {
    ByteReader in = new ByteReader(source, bytes);
    int probes = in.readByte();
    int count = in.remaining() / Long.BYTES;
    if (probes != PROBES || count == 0 || in.remaining() % (BLOCK_WORDS * Long.BYTES) != 0) {
      throw new CorruptionException(
          "the filter in %s is damaged: %d probes in %d bytes"
              .formatted(source, probes, in.remaining()));
    }
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = in.readLong();
    }
    return new BloomFilter(words);
  }
}
