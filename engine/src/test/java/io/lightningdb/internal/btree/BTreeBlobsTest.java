package io.lightningdb.internal.btree;

import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.store.BlobContract;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;

class BTreeBlobsTest extends BlobContract {

  @Override
  protected KeyspaceStore empty(PageFormat format) {
    return BTree.empty(test.files(), format);
  }

  @Override
  protected KeyspaceStore decode(PageFormat format, ByteReader in) {
    return BTree.decode("a test", test.files(), format, in);
  }
}
