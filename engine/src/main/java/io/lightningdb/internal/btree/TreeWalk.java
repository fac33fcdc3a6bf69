package io.lightningdb.internal.btree;

import io.lightningdb.internal.block.Block;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree from its beginning to its end, and may pass over whole pages. It stands before a
 * page, or on an entry of a leaf, or is done. It leaves no trace in the cache.
 */
final class TreeWalk {

  private final BTree tree;

  /** The inner pages on the way, the root's first, and the index of the child taken in each. */
  private final InnerPage[] path;

  private final int[] indexes;
  private int depth;

  /** The page that this stands before, and a key that is not after any in it. */
  private @Nullable PageRef page;

  private byte[] fence = {};

  /** The leaf that this is in. */
  private @Nullable Block leaf;

  private int index;

  TreeWalk(BTree tree) {
    this.tree = tree;
    int innerLevels = Math.max(0, tree.height() - 1);
    this.path = new InnerPage[innerLevels];
    this.indexes = new int[innerLevels];
    this.page = tree.root();
  }

  boolean isDone() {
    return page == null && leaf == null;
  }

  /** Returns the page that this stands before, or null if it does not. */
  @Nullable PageRef page() {
    return page;
  }

  /** Returns the level of the page that this stands before: 1 for a leaf. */
  int level() {
    return tree.height() - depth;
  }

  /** Returns a key that is not after any in the page that this stands before. */
  byte[] fence() {
    return fence;
  }

  /** Goes into the page, to its first child or entry. */
  void enter() throws IOException {
    PageRef entered = page;
    if (entered == null) {
      throw new IllegalStateException("the walk is not before a page");
    }
    if (level() == 1) {
      page = null;
      leaf = tree.files().leafQuietly(entered);
      index = -1;
      next();
    } else {
      InnerPage inner = tree.inner(entered, level());
      path[depth] = inner;
      indexes[depth] = 0;
      depth++;
      page = inner.child(0);
    }
  }

  /** Goes past the page with all that is beneath it. */
  void pass() {
    page = null;
    leaf = null;
    while (depth > 0) {
      InnerPage parent = path[depth - 1];
      int next = ++indexes[depth - 1];
      if (next < parent.childCount()) {
        page = parent.child(next);
        fence = parent.separator(next);
        return;
      }
      depth--;
    }
  }

  /** Goes from an entry to the next one, or out of the leaf. */
  void next() {
    index++;
    if (index >= leaf().count()) {
      pass();
    }
  }

  /** Returns the leaf of the entry that this is on. */
  Block leaf() {
    Block block = leaf;
    if (block == null) {
      throw new IllegalStateException("the walk is on no entry");
    }
    return block;
  }

  /** Returns the index in {@link #leaf} of the entry that this is on. */
  int index() {
    return index;
  }

  /** Returns the key of the entry that this is on. */
  byte[] key() {
    return leaf().key(index);
  }
}
