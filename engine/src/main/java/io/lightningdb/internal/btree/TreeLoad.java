package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.Load;
import java.io.IOException;

/*
 * The load is a tree of its own first. Of it and the store's tree the smaller one is merged into the
 * larger: a small load costs what a flush of as much would, and into a large one goes what there was
 * before, unless the load has the same key. After that it is known what the load over one state of
 * the store is, and for the next state only the difference between the two has to be merged, again
 * without the keys that the load has.
 */
/** A load that is merged with a tree. */
final class TreeLoad implements Load {

  private final TreeLoader loader;

  /** What was loaded. */
  private BTree loaded;

  /** A state of the store, and the same with what was loaded over it. */
  private BTree below;

  private BTree merged;

  TreeLoad(BTree empty, TreeLoader loader) {
    this.loader = loader;
    this.loaded = empty;
    this.below = empty;
    this.merged = empty;
  }

  @Override
  public void add(byte[] key, byte[] value, long expiresAt) throws IOException {
    loader.add(key, value, expiresAt);
  }

  @Override
  public void finish() throws IOException {
    loaded = loader.finish();
    merged = loaded;
  }

  @Override
  public KeyspaceStore over(KeyspaceStore present, BlockOutput out) throws IOException {
    BTree tree = (BTree) present;
    if (below.isEmpty() && tree.entryCount() > loaded.entryCount()) {
      merged = tree.apply(KeyRanges.NONE, loaded.quietCursor(), out);
    } else {
      merged = merged.apply(KeyRanges.NONE, new TreeChanges(below, tree, loaded), out);
    }
    below = tree;
    return merged;
  }
}
