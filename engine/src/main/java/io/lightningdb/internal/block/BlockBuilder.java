package io.lightningdb.internal.block;

import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.codec.ByteWriter;
import java.util.List;

/** Makes the bytes of a {@link Block}. */
public final class BlockBuilder {

  /** What an entry of ordinary size takes beside its key and value: head, offset, two lengths. */
  static final int ENTRY_OVERHEAD_BYTES = 2 * Integer.BYTES + 2;

  private BlockBuilder() {}

  /** Appends the block of {@code entries}, which are sorted and differ in their keys. */
  public static void append(List<BlockEntry> entries, ByteWriter out) {
    int count = entries.size();
    int prefixLength = 0;
    if (count > 0) {
      byte[] first = entries.get(0).key();
      byte[] last = entries.get(count - 1).key();
      // Everything between two keys begins with what both of them begin with.
      prefixLength = Keys.commonPrefix(first, last);
      out.writeInt(count).writeInt(prefixLength).writeBytes(first, 0, prefixLength);
    } else {
      out.writeInt(0).writeInt(0);
    }
    for (BlockEntry entry : entries) {
      out.writeInt(Block.headOf(entry.key(), prefixLength, entry.key().length));
    }
    int start = out.size() - Block.FIXED_BYTES - prefixLength - count * Integer.BYTES;
    int offsets = out.size();
    out.writeZeros(count * Integer.BYTES);
    for (int i = 0; i < count; i++) {
      BlockEntry entry = entries.get(i);
      assert i == 0 || Keys.compare(entries.get(i - 1).key(), entry.key()) < 0
          : Keys.show(entries.get(i - 1).key()) + " is not before " + Keys.show(entry.key());
      out.setInt(offsets + i * Integer.BYTES, out.size() - start);
      int suffixLength = entry.key().length - prefixLength;
      out.writeVarint((long) suffixLength << Block.FLAG_BITS | entry.kind().flags())
          .writeVarint(entry.length())
          .writeBytes(entry.key(), prefixLength, suffixLength)
          .writeBytes(entry.array(), entry.offset(), entry.length());
    }
  }
}
