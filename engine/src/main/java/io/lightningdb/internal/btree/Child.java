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

  private static final int SPAN_BYTES = 5;

  /** Returns how many bytes this takes in a page, at most but for a few. */
  int pageBytes() {
    int spanBytes = page.blobs() == null ? 0 : SPAN_BYTES;
    return separator.length + POINTER_BYTES + spanBytes + 2 * Integer.BYTES;
  }

  BlockEntry toEntry() {
    ByteWriter pointer =
        new ByteWriter(POINTER_BYTES)
            .writeVarint(page.file().number())
            .writeVarint(page.offset())
            .writeVarint(page.length());
    BlobSpan blobs = page.blobs();
    if (blobs != null) {
      pointer.writeVarint(blobs.oldest()).writeVarint(blobs.newest() - blobs.oldest());
    }
    return new BlockEntry(separator, pointer.toByteArray());
  }
}
