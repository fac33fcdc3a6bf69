package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.store.BlobContract;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LsmBlobsTest extends BlobContract {

  @Override
  protected KeyspaceStore empty(PageFormat format) {
    return LsmStore.empty(test.files(), format);
  }

  @Override
  protected KeyspaceStore decode(PageFormat format, ByteReader in) {
    return LsmStore.decode("a test", test.files(), format, in);
  }

  /** The compaction's result points to where blobs were when it began. */
  @Test
  void blobsMayBeMovedWhileTheirTablesAreCompacted(Seed seed) throws IOException {
    byte[] value = seed.bytes(BIG);
    KeyspaceStore store = put(empty(PLAIN), 0, 10, value);
    store = put(store, 5, 15, value);
    Compaction compaction = Objects.requireNonNull(store.fullCompaction(List.of(), 0));
    try (BlockOutput out = test.files().newOutput()) {
      Compaction.Change change = compaction.run(out);
      KeyspaceStore moved = test.moveOut(store, new HashSet<>(blobs(store).keySet()));
      out.finish();
      KeyspaceStore changed = change.applyTo(moved);
      test.deleteAllBut(changed);
      assertThat(TestFiles.verify(changed)).isEmpty();
      for (int i = 0; i < 15; i++) {
        assertThat(changed.get(key(i), ReadTime.BEFORE_ALL)).isEqualTo(value);
      }
    }
  }
}
