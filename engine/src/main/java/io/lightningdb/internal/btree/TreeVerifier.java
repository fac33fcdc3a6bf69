package io.lightningdb.internal.btree;

import io.lightningdb.LightningException;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.FileUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks a whole tree and reports every rule that is broken. */
final class TreeVerifier {

  private final BTree tree;
  private final boolean mayHaveDeletions;
  private final Consumer<String> problems;
  private final FileUse.Builder pages = FileUse.NONE.toBuilder();
  private final FileUse.Builder blobs = FileUse.NONE.toBuilder();
  private long entries;
  private boolean complete = true;

  TreeVerifier(BTree tree, boolean mayHaveDeletions, Consumer<String> problems) {
    this.tree = tree;
    this.mayHaveDeletions = mayHaveDeletions;
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
    compare("pages", pages.build(), tree.pageUse());
    compare("blobs", blobs.build(), tree.blobUse());
  }

  private void compare(String what, FileUse found, FileUse noted) {
    if (!found.equals(noted)) {
      problems.accept(
          "its %s use %s bytes of files where %s are noted".formatted(what, found, noted));
    }
  }

  private void verify(PageRef page, int level, byte[] low, byte @Nullable [] high)
      throws IOException {
    pages.add(page);
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
    List<BlockEntry> found = new ArrayList<>();
    for (int i = 0; i < leaf.count(); i++) {
      byte[] key = leaf.key(i);
      checkKey(page, key, previous, low, high);
      if (leaf.isDelete(i) && !mayHaveDeletions) {
        problems.accept(
            "the leaf in %s has a deletion of %s, which is not for B+Trees"
                .formatted(page, Keys.show(key)));
      }
      previous = key;
      found.add(BlockEntry.of(leaf, i));
    }
    checkSpan(page, BlobSpan.of(found));
    checkRipeness(page, Ripeness.of(found));
    for (BlockEntry entry : found) {
      if (entry.isBlob()) {
        verifyBlob(page, entry);
      }
    }
    entries += leaf.count();
  }

  private void checkSpan(PageRef page, @Nullable BlobSpan found) {
    if (!Objects.equals(found, page.blobs())) {
      problems.accept(
          "the page in %s has blobs in the files of %s where %s is noted"
              .formatted(page, found, page.blobs()));
    }
  }

  private void checkRipeness(PageRef page, long found) {
    if (found != page.ripeAt()) {
      problems.accept(
          "the page in %s is ripe at %d where %d is noted".formatted(page, found, page.ripeAt()));
    }
  }

  private void verifyBlob(PageRef page, BlockEntry entry) throws IOException {
    BlobPointer blob = BlobPointer.decode(entry.value());
    blobs.add(blob);
    try {
      tree.files().verifyBlob(blob);
    } catch (LightningException e) {
      problems.accept(
          "the value of " + Keys.show(entry.key()) + " in " + page + ": " + e.getMessage());
    } catch (IOException e) {
      if (BlockFiles.isRetired(e)) {
        throw e;
      }
      problems.accept(
          "the value of %s in %s cannot be read: %s"
              .formatted(Keys.show(entry.key()), page, e.getMessage()));
    }
  }

  private void verifyInner(PageRef page, int level, byte[] low, byte @Nullable [] high)
      throws IOException {
    tree.files().read(page, BlockKind.INNER);
    InnerPage inner = tree.inner(page, level);
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < inner.childCount(); i++) {
      children.add(new Child(inner.separator(i), inner.child(i)));
    }
    checkSpan(page, BlobSpan.beneath(children));
    checkRipeness(page, Ripeness.beneath(children));
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
