package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockCursor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree: it knows the inner pages from the root down to its leaf, and where in each it is.
 */
final class BTreeCursor implements EntryCursor {

  private final BTree tree;

  /** Whether what is not in the cache is read without a trace there. */
  private final boolean quiet;

  /** The inner pages on the way, the root's first, and the index of the child taken in each. */
  private final InnerPage[] path;

  private final int[] indexes;
  private @Nullable Block leaf;
  private int index;

  /** The entry at the index. */
  private final BlockCursor entry = new BlockCursor();

  private byte[] key = new byte[32];
  private int keyLength;

  BTreeCursor(BTree tree, boolean quiet) {
    this.tree = tree;
    this.quiet = quiet;
    int innerLevels = Math.max(0, tree.height() - 1);
    this.path = new InnerPage[innerLevels];
    this.indexes = new int[innerLevels];
  }

  @Override
  public boolean first() throws IOException {
    PageRef root = tree.root();
    if (root == null) {
      return false;
    }
    descend(root, 0, true);
    index = -1;
    return next();
  }

  @Override
  public boolean last() throws IOException {
    PageRef root = tree.root();
    if (root == null) {
      return false;
    }
    index = descend(root, 0, false).count();
    return previous();
  }

  @Override
  public boolean seek(byte[] target) throws IOException {
    PageRef page = tree.root();
    if (page == null) {
      return false;
    }
    for (int level = 0; level < path.length; level++) {
      path[level] = tree.inner(page, tree.height() - level);
      indexes[level] = path[level].find(target);
      page = path[level].child(indexes[level]);
    }
    int found = enter(page).search(target);
    index = (found >= 0 ? found : -found - 1) - 1;
    return next();
  }

  @Override
  public boolean seekBefore(byte[] target) throws IOException {
    PageRef page = tree.root();
    if (page == null) {
      return false;
    }
    for (int level = 0; level < path.length; level++) {
      path[level] = tree.inner(page, tree.height() - level);
      indexes[level] = path[level].findBefore(target);
      page = path[level].child(indexes[level]);
    }
    int found = enter(page).search(target);
    index = found >= 0 ? found : -found - 1;
    return previous();
  }

  @Override
  public boolean next() throws IOException {
    Block block = leaf();
    index++;
    while (index >= block.count()) {
      int level = path.length - 1;
      while (level >= 0 && indexes[level] + 1 >= path[level].childCount()) {
        level--;
      }
      if (level < 0) {
        return false;
      }
      indexes[level]++;
      block = descend(path[level].child(indexes[level]), level + 1, true);
      index = 0;
    }
    goToEntry(block);
    return true;
  }

  @Override
  public boolean previous() throws IOException {
    Block block = leaf();
    index--;
    while (index < 0) {
      int level = path.length - 1;
      while (level >= 0 && indexes[level] == 0) {
        level--;
      }
      if (level < 0) {
        return false;
      }
      indexes[level]--;
      block = descend(path[level].child(indexes[level]), level + 1, false);
      index = block.count() - 1;
    }
    goToEntry(block);
    return true;
  }

  /** Goes from a page down along its edge, and returns the leaf there. */
  private Block descend(PageRef from, int fromLevel, boolean toFirst) throws IOException {
    PageRef page = from;
    for (int level = fromLevel; level < path.length; level++) {
      path[level] = tree.inner(page, tree.height() - level);
      indexes[level] = toFirst ? 0 : path[level].childCount() - 1;
      page = path[level].child(indexes[level]);
    }
    return enter(page);
  }

  private Block enter(PageRef page) throws IOException {
    Block block = quiet ? tree.files().leafQuietly(page) : tree.files().leaf(page);
    leaf = block;
    return block;
  }

  private Block leaf() {
    Block block = leaf;
    if (block == null) {
      throw new IllegalStateException("the cursor is on no entry");
    }
    return block;
  }

  private void goToEntry(Block block) {
    entry.goTo(block, index);
    keyLength = entry.keyLength();
    if (key.length < keyLength) {
      key = new byte[keyLength * 2];
    }
    entry.copyKey(key);
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public int keyLength() {
    return keyLength;
  }

  @Override
  public boolean isDelete() {
    return entry.isDelete();
  }

  @Override
  public long expiresAt() {
    return entry.expiresAt();
  }

  @Override
  public byte[] value() throws IOException {
    if (!isBlob()) {
      return stored();
    }
    return quiet ? tree.valueQuietly(leaf(), index) : tree.value(leaf(), index);
  }

  @Override
  public int copyValue(byte[] into) throws IOException {
    return isBlob() ? EntryCursor.super.copyValue(into) : entry.copyValue(into);
  }

  @Override
  public boolean isBlob() {
    return entry.isBlob();
  }

  @Override
  public byte[] stored() {
    return entry.value();
  }
}
