package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.PageFormat;
import java.io.IOException;

/**
 * Makes a tree of full pages out of entries that come in order. Deletions are entries like others
 * here. For one use by one thread.
 */
public final class TreeLoader {

  private final TreeWriter writer;

  public TreeLoader(BlockFiles files, PageFormat format, BlockOutput out) {
    this.writer = new TreeWriter(BTree.empty(files, format), out);
  }

  /**
   * Appends an entry, whose key is after those of all before.
   *
   * @return the entry as it is in a leaf
   */
  public BlockEntry add(byte[] key, byte[] value) throws IOException {
    return writer.load(key, value);
  }

  /** Appends the entry that a cursor is on, as {@link #add(byte[], byte[])} does. */
  public BlockEntry add(EntryCursor cursor) throws IOException {
    return writer.load(cursor);
  }

  /** Writes what still waits and returns the tree. */
  public BTree finish() throws IOException {
    return writer.finish();
  }
}
