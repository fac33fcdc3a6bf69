package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.PageFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/**
 * Makes the entries of new leaves, puts long values apart, and counts the blobs that come into use
 * and go out of it. A value that lies apart already is not read: its pointer is handed on. For one
 * use.
 */
final class LeafEntries {

  private final PageFormat format;
  private final BlockOutput out;
  private final FileUse.Builder blobs;

  /**
   * @param old the tree whose blobs are in use before
   */
  LeafEntries(BTree old, BlockOutput out) {
    this.format = old.format();
    this.out = out;
    this.blobs = old.blobUse().toBuilder();
  }

  /**
   * Makes an entry, whose value is put apart if it is long.
   *
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  BlockEntry make(byte[] key, byte[] value, long expiresAt) throws IOException {
    return value.length < format.blobBytesMin()
        ? BlockEntry.of(key, value, false, expiresAt)
        : make(key, out.appendBlob(value, format.compression()), expiresAt);
  }

  private BlockEntry make(byte[] key, BlobPointer blob, long expiresAt) {
    blobs.add(blob);
    return BlockEntry.of(key, blob.encode(), true, expiresAt);
  }

  /** Makes an entry of the one that a cursor is on, which is no deletion. */
  BlockEntry make(EntryCursor cursor) throws IOException {
    byte[] key = Arrays.copyOf(cursor.key(), cursor.keyLength());
    return cursor.isBlob()
        ? make(key, BlobPointer.decode(cursor.stored()), cursor.expiresAt())
        : make(key, cursor.value(), cursor.expiresAt());
  }

  /** Notes that an entry of a leaf is replaced, deleted or over. */
  void drop(Block leaf, int index) {
    if (leaf.isBlob(index)) {
      BlobPointer blob = BlobPointer.decode(leaf.value(index));
      blobs.remove(blob);
      out.supersede(blob);
    }
  }

  /** Returns the entry with its blob moved, if it has one and that is in a file to be left. */
  BlockEntry move(BlockEntry entry, Set<Long> leaving) throws IOException {
    if (!entry.isBlob()) {
      return entry;
    }
    BlobPointer blob = BlobPointer.decode(entry.value());
    if (!leaving.contains(blob.file())) {
      return entry;
    }
    blobs.remove(blob);
    return make(entry.key(), out.moveBlob(blob, format.compression()), entry.expiresAt());
  }

  /** Returns the use of files by blobs as it is now. */
  FileUse blobUse() {
    return blobs.build();
  }
}
