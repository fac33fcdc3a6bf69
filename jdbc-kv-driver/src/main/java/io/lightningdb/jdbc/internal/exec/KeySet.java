package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Keyspace;
import java.util.List;

/**
 * The keys that a statement reads: certain single ones, or certain intervals.
 *
 * @param keys single keys, in their order
 * @param intervals intervals, in their order; empty if there are single keys
 */
public record KeySet(List<byte[]> keys, List<Interval> intervals) {

  /** Returns the entries of these keys, as they are now. */
  Entries open(Reads reads, Keyspace keyspace, boolean backwards) {
    boolean single = keys.size() + intervals.size() <= 1;
    Reads.Source source = single ? reads.once(keyspace) : reads.sameMoment(keyspace);
    try {
      return intervals.isEmpty()
          ? new KeyEntries(source, keys, backwards)
          : new IntervalEntries(source, intervals, backwards);
    } catch (RuntimeException e) {
      source.release().run();
      throw e;
    }
  }
}
