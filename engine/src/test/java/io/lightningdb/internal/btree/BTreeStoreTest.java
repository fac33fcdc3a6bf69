package io.lightningdb.internal.btree;

import io.lightningdb.Compression;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.store.StoreContract;

class BTreeStoreTest extends StoreContract {

  private static final PageFormat FORMAT = new PageFormat(512, Compression.ADAPTIVE);

  @Override
  protected KeyspaceStore empty(BlockFiles files) {
    return BTree.empty(files, FORMAT);
  }

  @Override
  protected KeyspaceStore decode(BlockFiles files, ByteReader in) {
    return BTree.decode("a test", files, FORMAT, in);
  }
}
