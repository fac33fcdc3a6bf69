package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.KeyRange;
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
}
