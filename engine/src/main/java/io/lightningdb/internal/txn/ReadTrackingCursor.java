package io.lightningdb.internal.txn;

import io.lightningdb.KeyRange;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.ForwardingCursor;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Where the cursor beneath finds an entry outside of the range, its user does not see it: of the keys
 * behind the range nothing was read.
 */
/** A cursor over a range that notes what it reads. */
public final class ReadTrackingCursor extends ForwardingCursor {

  private static final byte[] LOWEST = {};

  private final ReadSet reads;
  private final KeyspaceId keyspace;
  private final byte[] rangeFrom;
  private final byte @Nullable [] rangeTo;
  private ReadSet.@Nullable Interval interval;

  /**
   * @param range what the user may see of {@code entries}
   */
  public ReadTrackingCursor(
      EntryCursor entries, KeyRange range, ReadSet reads, KeyspaceId keyspace) {
    super(entries);
    this.reads = reads;
    this.keyspace = keyspace;
    byte[] from = range.from();
    this.rangeFrom = from == null ? LOWEST : from;
    this.rangeTo = range.to();
  }

  /** Returns the first key that was not read, by whoever came from below; null is the end. */
  private byte @Nullable [] end(boolean onEntry) {
    if (!onEntry) {
      return rangeTo;
    }
    byte[] end = ReadSet.successor(entries.key(), entries.keyLength());
    return rangeTo != null && Keys.compare(end, rangeTo) > 0 ? rangeTo : end;
  }

  /** Returns the first key that was read, by whoever came from above. */
  private byte[] start(boolean onEntry) {
    if (!onEntry) {
      return rangeFrom;
    }
    byte[] start = Arrays.copyOf(entries.key(), entries.keyLength());
    return Keys.compare(start, rangeFrom) < 0 ? rangeFrom : start;
  }

  @Override
  public boolean first() throws IOException {
    boolean onEntry = entries.first();
    interval = reads.interval(keyspace, rangeFrom, end(onEntry));
    return onEntry;
  }

  @Override
  public boolean last() throws IOException {
    boolean onEntry = entries.last();
    interval = reads.interval(keyspace, start(onEntry), rangeTo);
    return onEntry;
  }

  @Override
  public boolean seek(byte[] key) throws IOException {
    byte[] from = Keys.compare(key, rangeFrom) < 0 ? rangeFrom : key.clone();
    boolean onEntry = entries.seek(key);
    interval = reads.interval(keyspace, from, end(onEntry));
    return onEntry;
  }

  @Override
  public boolean seekBefore(byte[] key) throws IOException {
    boolean onEntry = entries.seekBefore(key);
    interval = reads.interval(keyspace, start(onEntry), key.clone());
    return onEntry;
  }

  @Override
  public boolean next() throws IOException {
    boolean onEntry = entries.next();
    reads.extendTo(begun(), end(onEntry));
    return onEntry;
  }

  @Override
  public boolean previous() throws IOException {
    boolean onEntry = entries.previous();
    reads.extendFrom(begun(), start(onEntry));
    return onEntry;
  }

  private ReadSet.Interval begun() {
    ReadSet.Interval current = interval;
    if (current == null) {
      throw new IllegalStateException("the cursor is on no entry");
    }
    return current;
  }
}
