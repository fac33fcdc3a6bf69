package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.ForwardingCursor;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.MergingCursor;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.base.SkippingCursor;
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
public final class TransactionCursor extends ForwardingCursor {

  private final WriteSet writes;
  private long seenChanges;

  /**
   * @param committed what is to be seen of others
   * @param time as of which the transaction's own entries have expired or not
   */
  public TransactionCursor(
      WriteSet writes, KeyspaceId keyspace, EntryCursor committed, ReadTime time) {
    super(merged(writes, keyspace, committed, time));
    this.writes = writes;
  }

  private static EntryCursor merged(
      WriteSet writes, KeyspaceId keyspace, EntryCursor committed, ReadTime time) {
    EntryCursor others = new SkippingCursor(committed, writes.deletedRanges(keyspace));
    return new MergingCursor(List.of(writes.cursor(keyspace, time), others));
  }

  @Override
  public boolean first() throws IOException {
    seenChanges = writes.changes();
    return entries.first();
  }

  @Override
  public boolean last() throws IOException {
    seenChanges = writes.changes();
    return entries.last();
  }

  @Override
  public boolean seek(byte[] key) throws IOException {
    seenChanges = writes.changes();
    return entries.seek(key);
  }

  @Override
  public boolean seekBefore(byte[] key) throws IOException {
    seenChanges = writes.changes();
    return entries.seekBefore(key);
  }

  @Override
  public boolean next() throws IOException {
    if (seenChanges == writes.changes()) {
      return entries.next();
    }
    byte[] key = Arrays.copyOf(key(), keyLength());
    return seek(Arrays.copyOf(key, key.length + 1));
  }

  @Override
  public boolean previous() throws IOException {
    if (seenChanges == writes.changes()) {
      return entries.previous();
    }
    return seekBefore(Arrays.copyOf(key(), keyLength()));
  }
}
