package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.store.StoreContract;
import io.lightningdb.internal.testing.Seed;
import java.io.IOException;

class LsmStoreTest extends StoreContract {

  private static final PageFormat FORMAT = new PageFormat(512, Compression.ADAPTIVE);

  @Override
  protected KeyspaceStore empty(BlockFiles files) {
    return LsmStore.empty(files, FORMAT);
  }

  @Override
  protected KeyspaceStore decode(BlockFiles files, ByteReader in) {
    return LsmStore.decode("a test", files, FORMAT, in);
  }

  @Override
  protected KeyspaceStore settle(KeyspaceStore store) throws IOException {
    KeyspaceStore settled = store;
    for (int steps = 0; ; steps++) {
      Compaction compaction = settled.fullCompaction();
      if (compaction == null) {
        return settled;
      }
      assertThat(steps).as("steps").isLessThan(1_000);
      settled = test.compact(settled, compaction);
    }
  }

  @Override
  protected KeyspaceStore tend(KeyspaceStore store, Seed seed) throws IOException {
    if (seed.oneIn(10)) {
      return settle(store);
    }
    KeyspaceStore tended = store;
    Compaction compaction = seed.oneIn(4) ? null : tended.compaction();
    while (compaction != null) {
      tended = test.compact(tended, compaction);
      compaction = tended.compaction();
    }
    return tended;
  }
}
