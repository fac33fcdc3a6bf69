package io.lightningdb.internal.btree;

import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.StoreContract;

class BTreeStoreTest extends StoreContract {

  private static final int PAGE_BYTES = 512;

  @Override
  protected KeyspaceStore empty(BlockFiles files) {
    return BTree.empty(files, PAGE_BYTES);
  }

  @Override
  protected KeyspaceStore decode(BlockFiles files, ByteReader in) {
    return BTree.decode("a test", files, PAGE_BYTES, in);
  }
}
