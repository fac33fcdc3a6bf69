package io.lightningdb.internal.btree;

import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.store.BlockKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The pages of a tree, level by level. */
final class TreeShape {

  /** A page, how full it is as the tree counts it, and how many entries or children it has. */
  record Page(PageRef ref, int bytes, int items) {}

  private final BTree tree;

  /** The leaves are at index 1. */
  private final List<List<Page>> levels = new ArrayList<>();

  private TreeShape(BTree tree) {
    this.tree = tree;
    for (int level = 0; level <= tree.height(); level++) {
      levels.add(new ArrayList<>());
    }
  }

  static TreeShape of(BTree tree) throws IOException {
    TreeShape shape = new TreeShape(tree);
    PageRef root = tree.root();
    if (root != null) {
      shape.walk(root, tree.height());
    }
    return shape;
  }

  private void walk(PageRef page, int level) throws IOException {
    if (level == 1) {
      Block block = tree.files().read(page, BlockKind.LEAF);
      int bytes = 0;
      for (int i = 0; i < block.count(); i++) {
        bytes += BlockEntry.of(block, i).blockBytes();
      }
      levels.get(1).add(new Page(page, bytes, block.count()));
      return;
    }
    InnerPage inner = tree.inner(page, level);
    int bytes = 0;
    for (int i = 0; i < inner.childCount(); i++) {
      bytes += new Child(inner.separator(i), inner.child(i)).pageBytes();
      walk(inner.child(i), level - 1);
    }
    levels.get(level).add(new Page(page, bytes, inner.childCount()));
  }

  List<Page> leaves() {
    return tree.height() == 0 ? List.of() : levels.get(1);
  }

  /** Returns the inner pages of all levels but the root. */
  List<Page> innerPages() {
    List<Page> pages = new ArrayList<>();
    for (int level = 2; level < tree.height(); level++) {
      pages.addAll(levels.get(level));
    }
    return pages;
  }

  /** Returns all pages, the root's included. */
  List<PageRef> refs() {
    return levels.stream().flatMap(List::stream).map(Page::ref).toList();
  }
}
