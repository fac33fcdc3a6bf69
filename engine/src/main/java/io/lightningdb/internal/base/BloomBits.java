package io.lightningdb.internal.base;

/*
 * All bits of a key are in one block of 64 bytes, so that a question costs one cache miss (Putze,
 * Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007). Ten bits a key and
 * six probes let through about one key in eighty that is not there.
 */
/** Bits that tell of most keys that they were not added. One thread at a time may add. */
public final class BloomBits {

  /** How many bits a key sets, at most. */
  public static final int PROBES = 6;

  /** How many words the bits of a key are among. */
  public static final int BLOCK_WORDS = 8;

  private static final int BITS_PER_KEY = 10;
  private static final int BLOCK_BITS = BLOCK_WORDS * Long.SIZE;

  /** A probe takes 9 bits of a number: one of 512. The topmost 54 bits give six of them. */
  private static final int PROBE_BITS = 9;

  private static final int PROBE_SHIFT = Long.SIZE - PROBES * PROBE_BITS;
  private static final long PROBE_FACTOR = 0x9E3779B97F4A7C15L;

  private final long[] words;

  /** Makes bits out of {@code words}, whole blocks and at least one, which are kept. */
  public BloomBits(long[] words) {
    this.words = words;
  }

  /** Makes bits with room for {@code count} keys and none of them added. */
  public static BloomBits forKeys(int count) {
    long blocks = Math.max(1, ((long) count * BITS_PER_KEY + BLOCK_BITS - 1) / BLOCK_BITS);
    return new BloomBits(new long[Math.toIntExact(blocks * BLOCK_WORDS)]);
  }

  /** Adds a key by its hash. */
  public void add(long hash) {
    int block = block(hash);
    long probes = (hash * PROBE_FACTOR) >>> PROBE_SHIFT;
    for (int i = 0; i < PROBES; i++) {
      int bit = (int) probes & (BLOCK_BITS - 1);
      words[block + bit / Long.SIZE] |= 1L << bit;
      probes >>>= PROBE_BITS;
    }
  }

  /** Returns false only if no key with this hash was added. */
  public boolean mayContain(long hash) {
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

  /** Returns the words, to be read only. */
  public long[] words() {
    return words;
  }
}
