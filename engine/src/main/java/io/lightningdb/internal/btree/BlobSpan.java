package io.lightningdb.internal.btree;

import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.FileUse;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/*
 * Leaving a file of blobs means finding the entries that point into it, and a tree is not sorted by
 * that. What came at the same time lies in the same files, so from its oldest and its newest file it
 * can be told of most pages that they do not have to be read.
 */
/**
 * The files that the blobs of a page, and of all beneath it, are in: they lie between two.
 *
 * @param oldest the least number of such a file
 * @param newest the greatest
 */
record BlobSpan(long oldest, long newest) {

  /** Returns the span of the blobs of some entries, or null if there are none. */
  static @Nullable BlobSpan of(List<BlockEntry> entries) {
    BlobSpan span = null;
    for (BlockEntry entry : entries) {
      if (entry.isBlob()) {
        long file = BlobPointer.decode(entry.value()).file();
        span = join(span, new BlobSpan(file, file));
      }
    }
    return span;
  }

  /** Returns the span of all blobs of a tree, or null if there are none. */
  static @Nullable BlobSpan of(FileUse blobs) {
    SortedMap<Long, Long> files = blobs.bytesByFile();
    return files.isEmpty() ? null : new BlobSpan(files.firstKey(), files.lastKey());
  }

  /** Returns the span of the blobs beneath some pages, or null if there are none. */
  static @Nullable BlobSpan beneath(List<Child> children) {
    BlobSpan span = null;
    for (Child child : children) {
      span = join(span, child.page().blobs());
    }
    return span;
  }

  private static @Nullable BlobSpan join(@Nullable BlobSpan one, @Nullable BlobSpan other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return new BlobSpan(Math.min(one.oldest, other.oldest), Math.max(one.newest, other.newest));
  }

  /** Returns whether any of {@code files} lies in this span. */
  boolean hasAny(NavigableSet<Long> files) {
    Long first = files.ceiling(oldest);
    return first != null && first <= newest;
  }
}
