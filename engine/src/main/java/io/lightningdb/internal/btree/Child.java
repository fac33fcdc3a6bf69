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

  /** Stands in the place of a file's number, which is greater, where there are no blobs. */
  static final int NO_FILE = 0;

  private static final int POINTER_BYTES = 14;

  private static final int SPAN_BYTES = 5;

  private static final int RIPE_BYTES = 8;

  /** Returns how many bytes this takes in a page, at most but for a few. */
  int pageBytes() {
    int spanBytes = page.blobs() == null ? 0 : SPAN_BYTES;
    int ripeBytes = page.mayExpire() ? RIPE_BYTES + 2 : 0;
    return separator.length + POINTER_BYTES + spanBytes + ripeBytes + 2 * Integer.BYTES;
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
    } else if (page.mayExpire()) {
      pointer.writeVarint(NO_FILE).writeVarint(0);
    }
    if (page.mayExpire()) {
      pointer.writeVarint(page.ripeAt());
    }
    return new BlockEntry(separator, pointer.toByteArray());
  }
}
