package io.lightningdb.internal.store;

import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;

/** The model that the other stores are compared with keeps the contract itself. */
class ModelStoreTest extends StoreContract {

  @Override
  protected KeyspaceStore empty(BlockFiles files) {
    return ModelStore.empty();
  }

  @Override
  protected KeyspaceStore decode(BlockFiles files, ByteReader in) {
    return ModelStore.decode(in);
  }

  @Override
  protected KeyspaceStore settle(KeyspaceStore store) {
    return ((ModelStore) store).without(ReadTime.of(test.files().nowMicros()));
  }
}
