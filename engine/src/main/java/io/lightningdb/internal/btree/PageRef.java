package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.store.BlockPointer;
import io.lightningdb.internal.store.IndexPointer;
import org.jspecify.annotations.Nullable;

/**
 * Where a page is, and the blobs beneath it; for an inner page, while it is in memory, the page
 * too.
 */
final class PageRef extends IndexPointer<InnerPage> {

  private final @Nullable BlobSpan blobs;
  private final long ripeAt;

  /**
   * @param blobs which files the blobs of the page, and of all beneath it, are in; null if there
   *     are none
   * @param ripeAt when so many of the entries of a leaf beneath it have expired that it is worth to
   *     be written anew ({@link Ripeness}), in microseconds since 1970; NEVER if none expires
   */
  PageRef(BlockPointer pointer, @Nullable BlobSpan blobs, long ripeAt) {
    super(pointer);
    this.blobs = blobs;
    this.ripeAt = ripeAt;
  }

  /** Makes a reference to a page of which no entry, and none beneath it, ever expires. */
  PageRef(BlockPointer pointer, @Nullable BlobSpan blobs) {
    this(pointer, blobs, ReadTime.NEVER);
  }

  /** Returns when the page is worth to be looked into for entries that have expired. */
  long ripeAt() {
    return ripeAt;
  }

  /** Returns whether an entry of the page, or of one beneath it, expires some time. */
  boolean mayExpire() {
    return ripeAt != ReadTime.NEVER;
  }

  @Nullable BlobSpan blobs() {
    return blobs;
  }
}
