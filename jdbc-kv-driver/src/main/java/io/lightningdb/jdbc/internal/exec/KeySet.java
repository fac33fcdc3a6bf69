package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.ReadView;
import java.util.List;

/**
 * The keys that a statement reads: certain single ones, or certain intervals.
 *
 * @param keys single keys, in their order
 * @param intervals intervals, in their order; empty if there are single keys
 */
public record KeySet(List<byte[]> keys, List<Interval> intervals) {

  /** No keys at all. */
  public static final KeySet EMPTY = new KeySet(List.of(), List.of());

  /** Returns whether one call reads all that is to be read. */
  boolean isOneCall() {
    return keys.size() + intervals.size() <= 1;
  }

  /** Returns the entries of these keys. */
  Entries open(ReadView view, boolean backwards) {
    return intervals.isEmpty()
        ? new KeyEntries(view, keys, backwards)
        : new IntervalEntries(view, intervals, backwards);
  }
}
