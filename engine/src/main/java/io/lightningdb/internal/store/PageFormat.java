package io.lightningdb.internal.store;

import io.lightningdb.Compression;
import io.lightningdb.KeyspaceOptions;

/**
 * What the pages of a keyspace are written like.
 *
 * @param pageBytes the size that they are cut to, before compression
 * @param compression how they are compressed
 */
public record PageFormat(int pageBytes, Compression compression) {

  /** The part of a page that a value may take and still lie in it. */
  private static final int VALUE_SHARE = 2;

  /**
   * Returns from which length on values lie apart from their keys, in bytes. Shorter ones cost less
   * where they are: to read one apart is a read of its own. Who wants larger pages wants more
   * values side by side.
   */
  public int blobBytesMin() {
    return Math.max(BlobPointer.VALUE_BYTES_MIN, pageBytes / VALUE_SHARE);
  }

  public static PageFormat of(KeyspaceOptions options) {
    return new PageFormat(options.pageBytes(), options.compression());
  }
}
