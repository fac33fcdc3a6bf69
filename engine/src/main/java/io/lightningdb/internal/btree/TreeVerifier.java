package io.lightningdb.internal.btree;

import io.lightningdb.LightningException;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.EntryKind;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.FileUse;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks a whole tree and reports every rule that is broken. */
final class TreeVerifier {

  private final BTree tree;
  private final boolean anyKind;
  private final Consumer<String> problems;
  private final FileUse.Builder use = FileUse.NONE.toBuilder();
  private long entries;
  private boolean complete = true;

  TreeVerifier(BTree tree, boolean anyKind, Consumer<String> problems) {
    this.tree = tree;
    this.anyKind = anyKind;
    this.problems = problems;
  }

  void verify() throws IOException {
    PageRef root = tree.root();
    if (root != null) {
      verify(root, tree.height(), new byte[0], null);
    }
    if (!complete) {
      return;
    }
    if (entries != tree.entryCount()) {
      problems.accept("it has " + entries + " entries where " + tree.entryCount() + " are noted");
    }
    FileUse found = use.build();
    if (!found.equals(tree.fileUse())) {
      problems.accept(
          "it uses " + found + " bytes of files where " + tree.fileUse() + " are noted");
    }
  }

  private void verify(PageRef page, int level, byte[] low, byte @Nullable [] high)
      throws IOException {
    use.add(page);
    try {
      if (level == 1) {
        verifyLeaf(page, low, high);
      } else {
        verifyInner(page, level, low, high);
      }
    } catch (LightningException e) {
      complete = false;
      problems.accept(e.getMessage());
    } catch (IOException e) {
      if (BlockFiles.isRetired(e)) {
        throw e;
      }
      complete = false;
      problems.accept("the page in " + page + " cannot be read: " + e.getMessage());
    }
  }

  private void verifyLeaf(PageRef page, byte[] low, byte @Nullable [] high) throws IOException {
    // From the file, so that what is on the disk is checked and not what the cache remembers.
    Block leaf = tree.files().read(page, BlockKind.LEAF);
    if (leaf.count() == 0) {
      problems.accept("the leaf in " + page + " is empty");
    }
    byte[] previous = null;
    for (int i = 0; i < leaf.count(); i++) {
      byte[] key = leaf.key(i);
      checkKey(page, key, previous, low, high);
      EntryKind kind = leaf.kind(i);
      if (kind != EntryKind.VALUE && !anyKind) {
        problems.accept(
            "the leaf in %s has an entry for %s that is not for B+Trees: %s"
                .formatted(page, Keys.show(key), kind));
      }
      previous = key;
    }
    entries += leaf.count();
  }

  private void verifyInner(PageRef page, int level, byte[] low, byte @Nullable [] high)
      throws IOException {
    tree.files().read(page, BlockKind.INNER);
    InnerPage inner = tree.inner(page, level);
    byte[] previous = null;
    for (int i = 0; i < inner.childCount(); i++) {
      byte[] separator = inner.separator(i);
      checkKey(page, separator, previous, low, high);
      previous = separator;
      verify(
          inner.child(i),
          level - 1,
          i == 0 ? low : separator,
          i + 1 < inner.childCount() ? inner.separator(i + 1) : high);
    }
  }

  private void checkKey(
      PageRef page, byte[] key, byte @Nullable [] previous, byte[] low, byte @Nullable [] high) {
    if (previous != null && Keys.compare(previous, key) >= 0) {
      problems.accept(
          "in " + page + " the key " + Keys.show(key) + " comes after " + Keys.show(previous));
    }
    if (Keys.compare(key, low) < 0 || (high != null && Keys.compare(key, high) >= 0)) {
      problems.accept(
          "in "
              + page
              + " the key "
              + Keys.show(key)
              + " does not belong: the page is for keys from "
              + Keys.show(low)
              + (high == null ? " on" : " to " + Keys.show(high)));
    }
  }
}
