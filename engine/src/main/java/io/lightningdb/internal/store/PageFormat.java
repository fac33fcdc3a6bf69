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

  public static PageFormat of(KeyspaceOptions options) {
    return new PageFormat(options.pageBytes(), options.compression());
  }
}
