package io.lightningdb.internal.btree;

import io.lightningdb.internal.store.BlockPointer;
import io.lightningdb.internal.store.IndexPointer;
import org.jspecify.annotations.Nullable;

/**
 * Where a page is, and the blobs beneath it; for an inner page, while it is in memory, the page
 * too.
 */
final class PageRef extends IndexPointer<InnerPage> {

  private final @Nullable BlobSpan blobs;

  /**
   * @param blobs which files the blobs of the page, and of all beneath it, are in; null if there
   *     are none
   */
  PageRef(BlockPointer pointer, @Nullable BlobSpan blobs) {
    super(pointer);
    this.blobs = blobs;
  }

  @Nullable BlobSpan blobs() {
    return blobs;
  }
}
