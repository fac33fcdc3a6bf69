package io.lightningdb.internal.btree;

import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.store.BlobPointer;
import java.io.IOException;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/*
 * Pages are known by where they are: an inner page may leave the memory, and what is read again has
 * other objects for the pages beneath.
 */
/** The pages of a tree that are written again when files are left. */
final class LeavingPages {

  private final BTree tree;
  private final NavigableSet<Long> files;
  private final Set<Place> pages = new HashSet<>();

  private record Place(long file, long offset) {

    static Place of(PageRef page) {
      return new Place(page.file().number(), page.offset());
    }
  }

  private LeavingPages(BTree tree, Set<Long> files) {
    this.tree = tree;
    this.files = new TreeSet<>(files);
  }

  /** Finds the pages that are in {@code files}, or point there, or have such a page beneath. */
  static LeavingPages find(BTree tree, Set<Long> files) throws IOException {
    LeavingPages leaving = new LeavingPages(tree, files);
    PageRef root = tree.root();
    if (root != null) {
      leaving.find(root, tree.height());
    }
    return leaving;
  }

  boolean isEmpty() {
    return pages.isEmpty();
  }

  /** Returns whether {@code page}, or anything beneath it, leaves a file. */
  boolean contains(PageRef page) {
    return pages.contains(Place.of(page));
  }

  /** Returns the files to be left. */
  Set<Long> files() {
    return files;
  }

  private boolean find(PageRef page, int level) throws IOException {
    boolean leaves = files.contains(page.file().number());
    if (level == 1) {
      leaves = leaves || hasLeavingBlob(page);
    } else {
      InnerPage content = tree.inner(page, level);
      for (int i = 0; i < content.childCount(); i++) {
        leaves |= find(content.child(i), level - 1);
      }
    }
    if (leaves) {
      pages.add(Place.of(page));
    }
    return leaves;
  }

  private boolean hasLeavingBlob(PageRef page) throws IOException {
    BlobSpan span = page.blobs();
    if (span == null || !span.hasAny(files)) {
      return false;
    }
    Block leaf = tree.files().leafQuietly(page);
    for (int i = 0; i < leaf.count(); i++) {
      if (leaf.isBlob(i) && files.contains(BlobPointer.decode(leaf.value(i)).file())) {
        return true;
      }
    }
    return false;
  }
}
