package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.MergingCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/*
 * The merging cursor looks one entry ahead in each layer, so a write made since it last moved may
 * lie between. If there was one, the cursor is placed anew at the key where it stands.
 */
/**
 * What a transaction sees: the committed entries with its own writes over them, as they are now.
 */
public final class TransactionCursor implements EntryCursor {

  private final WriteSet writes;
  private final MergingCursor merged;
  private long seenChanges;

  public TransactionCursor(WriteSet writes, KeyspaceId keyspace, EntryCursor committed) {
    this.writes = writes;
    this.merged = new MergingCursor(List.of(writes.cursor(keyspace), committed));
  }

  @Override
  public boolean first() throws IOException {
    seenChanges = writes.changes();
    return merged.first();
  }

  @Override
  public boolean last() throws IOException {
    seenChanges = writes.changes();
    return merged.last();
  }

  @Override
  public boolean seek(byte[] key) throws IOException {
    seenChanges = writes.changes();
    return merged.seek(key);
  }

  @Override
  public boolean seekBefore(byte[] key) throws IOException {
    seenChanges = writes.changes();
    return merged.seekBefore(key);
  }

  @Override
  public boolean next() throws IOException {
    if (seenChanges == writes.changes()) {
      return merged.next();
    }
    byte[] key = Arrays.copyOf(key(), keyLength());
    return seek(Arrays.copyOf(key, key.length + 1));
  }

  @Override
  public boolean previous() throws IOException {
    if (seenChanges == writes.changes()) {
      return merged.previous();
    }
    return seekBefore(Arrays.copyOf(key(), keyLength()));
  }

  @Override
  public byte[] key() {
    return merged.key();
  }

  @Override
  public int keyLength() {
    return merged.keyLength();
  }

  @Override
  public boolean isDelete() {
    return false;
  }

  @Override
  public byte[] value() throws IOException {
    return merged.value();
  }

  @Override
  public boolean isBlob() {
    return merged.isBlob();
  }

  @Override
  public byte[] stored() throws IOException {
    return merged.stored();
  }
}
