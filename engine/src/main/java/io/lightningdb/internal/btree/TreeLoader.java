package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.PageFormat;
import java.io.IOException;

/**
 * Makes a tree of full pages out of entries that come in order. Deletions are entries like others
 * here, and so is what has expired. For one use by one thread.
 */
public final class TreeLoader {

  private final TreeWriter writer;

  public TreeLoader(BlockFiles files, PageFormat format, BlockOutput out) {
    this.writer = new TreeWriter(BTree.empty(files, format), out, ReadTime.BEFORE_ALL);
  }

  /**
   * Appends an entry, whose key is after those of all before.
   *
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   * @return the entry as it is in a leaf
   */
  public BlockEntry add(byte[] key, byte[] value, long expiresAt) throws IOException {
    return writer.load(key, value, expiresAt);
  }

  /**
   * Appends the entry that a cursor is on, which is no deletion, as {@link #add(byte[], byte[],
   * long)} does.
   */
  public BlockEntry add(EntryCursor cursor) throws IOException {
    return writer.load(cursor);
  }

  /** Appends an entry that says that a key is deleted; the array must not be changed any more. */
  public BlockEntry addDeletion(byte[] key) throws IOException {
    return writer.loadDeletion(key);
  }

  /** Writes what still waits and returns the tree. */
  public BTree finish() throws IOException {
    return writer.finish();
  }
}
