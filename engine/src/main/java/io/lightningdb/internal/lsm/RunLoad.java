package io.lightningdb.internal.lsm;

import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.Load;
import java.io.IOException;
import java.util.List;

/** A load that becomes tables on top of all others. */
final class RunLoad implements Load {

  private final TableBuilder builder;
  private List<Table> tables = List.of();

  RunLoad(TableBuilder builder) {
    this.builder = builder;
  }

  @Override
  public void add(byte[] key, byte[] value, long expiresAt) throws IOException {
    builder.add(key, value, expiresAt);
  }

  @Override
  public void finish() throws IOException {
    tables = builder.finish();
  }

  @Override
  public KeyspaceStore over(KeyspaceStore present, BlockOutput out) {
    return ((LsmStore) present).with(version -> version.withLoaded(tables));
  }
}
