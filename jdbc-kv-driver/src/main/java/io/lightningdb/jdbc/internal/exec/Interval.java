package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.KeyRange;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys from an inclusive lower end to an exclusive upper end.
 *
 * @param from the lower end
 * @param to the upper end, or null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record Interval(byte[] from, byte @Nullable [] to) {

  KeyRange range() {
    return to == null ? KeyRange.atLeast(from) : KeyRange.between(from, to);
  }

  /** Returns the keys of this that are between two others, too; null if there are none. */
  public @Nullable Interval intersection(byte[] otherFrom, byte @Nullable [] otherTo) {
    byte[] first = Arrays.compareUnsigned(otherFrom, from) > 0 ? otherFrom : from;
    byte[] last =
        to == null || (otherTo != null && Arrays.compareUnsigned(otherTo, to) < 0) ? otherTo : to;
    return last != null && Arrays.compareUnsigned(first, last) >= 0
        ? null
        : new Interval(first, last);
  }
}
