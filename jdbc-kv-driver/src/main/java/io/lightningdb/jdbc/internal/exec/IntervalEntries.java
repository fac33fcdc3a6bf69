package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Cursor;
import io.lightningdb.ReadView;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The entries of certain intervals of keys, each walked through with a cursor: the first is opened
 * at once, the others when it is their turn.
 */
final class IntervalEntries implements Entries {

  private final ReadView view;
  private final List<Interval> intervals;
  private final boolean backwards;
  private int begun;
  private @Nullable Cursor cursor;

  /**
   * @param intervals in their order, none of which overlap
   */
  IntervalEntries(ReadView view, List<Interval> intervals, boolean backwards) {
    this.view = view;
    this.intervals = intervals;
    this.backwards = backwards;
    this.cursor = nextCursor();
  }

  /** Opens a cursor over the next interval, or returns null if there is none. */
  private @Nullable Cursor nextCursor() {
    if (begun == intervals.size()) {
      return null;
    }
    Interval interval = intervals.get(backwards ? intervals.size() - 1 - begun : begun);
    begun++;
    return view.cursor(interval.range());
  }

  @Override
  public boolean next() {
    for (Cursor current = cursor; current != null; current = cursor) {
      if (backwards ? current.previous() : current.next()) {
        return true;
      }
      current.close();
      cursor = nextCursor();
    }
    return false;
  }

  private Cursor current() {
    return Objects.requireNonNull(cursor, "there is no entry");
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
  }
}
