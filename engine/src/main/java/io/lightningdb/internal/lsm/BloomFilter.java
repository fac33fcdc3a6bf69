package io.lightningdb.internal.lsm;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.BloomBits;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.BlockPointer;
import io.lightningdb.internal.store.IndexPart;
import java.util.List;

/** Tells of most keys that are not in a table that they are not. Immutable. */
final class BloomFilter implements IndexPart {

  private final BloomBits bits;

  private BloomFilter(BloomBits bits) {
    this.bits = bits;
  }

  /** Makes a filter of the keys with the first {@code count} of {@code hashes}. */
  static BloomFilter of(long[] hashes, int count) {
    BloomBits bits = BloomBits.forKeys(count);
    for (int i = 0; i < count; i++) {
      bits.add(hashes[i]);
    }
    return new BloomFilter(bits);
  }

  /** Returns false only if no key with this hash is in the table. */
  boolean mayContain(long hash) {
    return bits.mayContain(hash);
  }

  @Override
  public BlockKind kind() {
    return BlockKind.FILTER;
  }

  @Override
  public int memoryBytes() {
    return bits.words().length * Long.BYTES;
  }

  @Override
  public List<BlockPointer> beneath() {
    return List.of();
  }

  /** Returns what {@link #decode} reads: the number of probes, and the blocks. */
  byte[] encode() {
    long[] words = bits.words();
    ByteWriter out = new ByteWriter(1 + words.length * Long.BYTES).writeByte(BloomBits.PROBES);
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
    if (probes != BloomBits.PROBES
        || count == 0
        || in.remaining() % (BloomBits.BLOCK_WORDS * Long.BYTES) != 0) {
      throw new CorruptionException(
          "the filter in %s is damaged: %d probes in %d bytes"
              .formatted(source, probes, in.remaining()));
    }
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = in.readLong();
    }
    return new BloomFilter(new BloomBits(words));
  }
}
