package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.AscendingReader;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.Load;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store of which nothing matters but the files that it uses. */
public record StoreOfFiles(FileUse fileUse) implements KeyspaceStore {

  private static UnsupportedOperationException notMeant() {
    return new UnsupportedOperationException("this store has files only");
  }

  @Override
  public byte @Nullable [] get(byte[] key, ReadTime time) {
    throw notMeant();
  }

  @Override
  public AscendingReader ascendingReader(ReadTime time) {
    throw notMeant();
  }

  @Override
  public boolean contains(byte[] key, ReadTime time) {
    throw notMeant();
  }

  @Override
  public EntryCursor cursor() {
    throw notMeant();
  }

  @Override
  public boolean mayExpire() {
    throw notMeant();
  }

  @Override
  public boolean isEmpty() {
    throw notMeant();
  }

  @Override
  public KeyspaceStore apply(KeyRanges deleted, EntryCursor changes, BlockOutput out) {
    throw notMeant();
  }

  @Override
  public KeyspaceStore moveOut(Set<Long> files, BlockOutput out) {
    throw notMeant();
  }

  @Override
  public Load newLoad(BlockOutput out) {
    throw notMeant();
  }

  @Override
  public void encode(ByteWriter out) {
    throw notMeant();
  }

  @Override
  public void verify(Consumer<String> problems) {
    throw notMeant();
  }
}
