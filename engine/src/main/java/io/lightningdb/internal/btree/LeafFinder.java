package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.block.Block;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/*
 * It stays on its way from the root to the leaf. A key that does not leave the child taken in a page
 * leaves none of the pages above either, so the first page that it leaves, from the root on, is the
 * only place where the way can part.
 */
/**
 * Finds the leaves of keys that come in their order: a page is searched only for the first key that
 * leads to another child of it, and a leaf is fetched once for all keys in it. For one thread.
 */
public final class LeafFinder {

  private final BTree tree;

  /** The inner pages on the way, the root's first, and the index of the child taken in each. */
  private final InnerPage[] path;

  private final int[] indexes;
  private @Nullable Block leaf;

  /**
   * The page and the index of the child at which the leaf's keys end; null if nothing is behind.
   */
  private @Nullable InnerPage endPage;

  private int endIndex;
  private byte @Nullable [] previous;

  LeafFinder(BTree tree) {
    this.tree = tree;
    int innerLevels = Math.max(0, tree.height() - 1);
    this.path = new InnerPage[innerLevels];
    this.indexes = new int[innerLevels];
  }

  /**
   * Returns the leaf that has {@code key} if any has it, or null if there is no leaf.
   *
   * @param key not before the key asked for last
   */
  public @Nullable Block leaf(byte[] key) throws IOException {
    PageRef root = tree.root();
    if (root == null) {
      return null;
    }
    assert isInOrder(key);
    Block found = leaf;
    if (found == null) {
      return descend(root, 0, key);
    }
    InnerPage end = endPage;
    if (end == null || end.isBeforeChild(key, endIndex)) {
      return found;
    }
    int level = 0;
    while (path[level].isBeforeChild(key, indexes[level] + 1)) {
      level++;
    }
    return descendFrom(level, key);
  }

  private boolean isInOrder(byte[] key) {
    boolean inOrder = previous == null || Keys.compare(previous, key) <= 0;
    previous = key;
    return inOrder;
  }

  private Block descendFrom(int level, byte[] key) throws IOException {
    // Should reading fail, nothing is known of the way any more.
    leaf = null;
    indexes[level] = path[level].find(key);
    return descend(path[level].child(indexes[level]), level + 1, key);
  }

  private Block descend(PageRef from, int fromLevel, byte[] key) throws IOException {
    PageRef page = from;
    for (int level = fromLevel; level < path.length; level++) {
      path[level] = tree.inner(page, tree.height() - level);
      indexes[level] = path[level].find(key);
      page = path[level].child(indexes[level]);
    }
    endPage = null;
    for (int level = 0; level < path.length; level++) {
      if (indexes[level] + 1 < path[level].childCount()) {
        endPage = path[level];
        endIndex = indexes[level] + 1;
      }
    }
    Block found = tree.files().leaf(page);
    leaf = found;
    return found;
  }
}
