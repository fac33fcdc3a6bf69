package io.lightningdb.internal.db;

import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.btree.BTree;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.lsm.LsmStore;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;

/** The storage engines: the only place that tells one from the other. */
final class Stores {

  private Stores() {}

  /** Returns a store without entries. */
  static KeyspaceStore empty(KeyspaceOptions options, BlockFiles files) {
    return switch (options.engine()) {
      case BTREE -> BTree.empty(files, PageFormat.of(options));
      case LSM -> LsmStore.empty(files, PageFormat.of(options));
    };
  }

  /** Reads what {@link KeyspaceStore#encode} wrote. */
  static KeyspaceStore decode(
      String source, KeyspaceOptions options, BlockFiles files, ByteReader in) {
    return switch (options.engine()) {
      case BTREE -> BTree.decode(source, files, PageFormat.of(options), in);
      case LSM -> LsmStore.decode(source, files, PageFormat.of(options), in);
    };
  }
}
