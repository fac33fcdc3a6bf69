package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.ForwardCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.MergingCursor;
import io.lightningdb.internal.base.ReadTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/*
 * Tables that lie in a range as a whole are taken out of the version, however many entries they have.
 * What is left are the tables that a range begins or ends in, at most two of each run, and what they
 * have of it gets a tombstone for each key. So no file has to say that a range is deleted, and no
 * reader has to ask.
 */
/** Deletions of the keys that some tables have in deleted ranges; goes forward only. */
final class RangeTombstones extends ForwardCursor {

  private final List<KeyRanges.Range> ranges;
  private final MergingCursor entries;
  private int range;

  /**
   * @param version tables, none of which is in a range as a whole
   */
  RangeTombstones(Version version, KeyRanges deleted) {
    this.ranges = deleted.ranges();
    List<EntryCursor> layers = new ArrayList<>();
    for (Run run : version.newestFirst()) {
      List<Table> touched = run.tables().stream().filter(table -> table.hasAnyOf(deleted)).toList();
      if (!touched.isEmpty()) {
        layers.add(new RunCursor(Run.of(touched), Table::quietCursor));
      }
    }
    this.entries = new MergingCursor(layers);
  }

  @Override
  public boolean first() throws IOException {
    range = 0;
    return !ranges.isEmpty() && settle(entries.seek(ranges.get(0).from()));
  }

  @Override
  public boolean next() throws IOException {
    return settle(entries.next());
  }

  /** Goes on to the first entry that is in a range. */
  private boolean settle(boolean onEntry) throws IOException {
    boolean on = onEntry;
    while (on) {
      byte[] to = ranges.get(range).to();
      if (to == null || Keys.compare(entries.key(), entries.keyLength(), to) < 0) {
        return true;
      }
      range++;
      on = range < ranges.size() && entries.seek(ranges.get(range).from());
    }
    return false;
  }

  @Override
  public byte[] key() {
    return entries.key();
  }

  @Override
  public int keyLength() {
    return entries.keyLength();
  }

  @Override
  public boolean isDelete() {
    return true;
  }

  @Override
  public long expiresAt() {
    return ReadTime.NEVER;
  }

  @Override
  public byte[] value() {
    throw new IllegalStateException("a deletion has no value");
  }
}
