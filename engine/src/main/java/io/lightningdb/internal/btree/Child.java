package io.lightningdb.internal.btree;

import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.ByteWriter;

/**
 * A page as its parent knows it.
 *
 * @param separator a key that is not after any in the page, and after all in the pages before
 * @param page where the page is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
record Child(byte[] separator, PageRef page) {

  private static final int POINTER_BYTES = 14;

  /** Returns how many bytes this takes in a page, at most but for a few. */
  int pageBytes() {
    return separator.length + POINTER_BYTES + 2 * Integer.BYTES;
  }

  BlockEntry toEntry() {
    byte[] pointer =
        new ByteWriter(POINTER_BYTES)
            .writeVarint(page.file().number())
            .writeVarint(page.offset())
            .writeVarint(page.length())
            .toByteArray();
    return new BlockEntry(separator, pointer);
  }
}
