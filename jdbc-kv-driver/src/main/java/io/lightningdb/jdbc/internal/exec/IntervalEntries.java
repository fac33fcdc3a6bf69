package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of certain intervals of keys, each walked through with a cursor. */
final class IntervalEntries implements Entries {

  private final Reads.Source source;
  private final List<Interval> intervals;
  private final boolean backwards;
  private int begun;
  private @Nullable Cursor cursor;

  /**
   * @param intervals in their order, none of which overlap
   */
  IntervalEntries(Reads.Source source, List<Interval> intervals, boolean backwards) {
    this.source = source;
    this.intervals = intervals;
    this.backwards = backwards;
  }

  @Override
  public boolean next() {
    while (true) {
      Cursor current = cursor;
      if (current != null) {
        if (backwards ? current.previous() : current.next()) {
          return true;
        }
        current.close();
        cursor = null;
      }
      if (begun == intervals.size()) {
        return false;
      }
      Interval interval = intervals.get(backwards ? intervals.size() - 1 - begun : begun);
      begun++;
      cursor = source.view().cursor(interval.range());
    }
  }

  private Cursor current() {
    Cursor current = cursor;
    if (current == null) {
      throw new IllegalStateException("there is no entry");
    }
    return current;
  }

  @Override
  public byte[] key() {
    return current().key();
  }

  @Override
  public byte[] value() {
    return current().value();
  }

  @Override
  public void close() {
    Cursor current = cursor;
    if (current != null) {
      current.close();
      cursor = null;
    }
    source.release().run();
  }
}
