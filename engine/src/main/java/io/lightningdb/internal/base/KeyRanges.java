package io.lightningdb.internal.base;

import io.lightningdb.KeyRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranges of keys, none of which overlaps another or touches it. Immutable. */
public final class KeyRanges {

  /** No range. */
  public static final KeyRanges NONE = new KeyRanges(List.of());

  private final List<Range> ranges;

  /**
   * One of the ranges.
   *
   * @param from the first key; like {@code to}, not to be changed
   * @param to the first key behind the range, or null if it has no end
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  public record Range(byte[] from, byte @Nullable [] to) {

    /** Returns whether the range has {@code key}. */
    public boolean has(byte[] key) {
      return Keys.compare(from, key) <= 0 && (to == null || Keys.compare(key, to) < 0);
    }
  }

  private KeyRanges(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** Returns the first key that {@code range} can have, if it is not empty. */
  public static byte[] firstOf(KeyRange range) {
    byte[] from = range.from();
    return from == null ? new byte[0] : from;
  }

  /** Returns the only range {@code [from, to)}. */
  public static KeyRanges of(byte[] from, byte @Nullable [] to) {
    return new Builder().add(from, to).build();
  }

  /** Returns the ranges in the order of their keys. */
  public List<Range> ranges() {
    return ranges;
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Returns whether one of the ranges has {@code key}. */
  public boolean contain(byte[] key) {
    int index = firstEndingAfter(key);
    return index < ranges.size() && ranges.get(index).has(key);
  }

  /**
   * Returns whether any key from {@code from} on and before {@code to}, null for the end, is in one
   * of the ranges.
   */
  public boolean overlap(byte[] from, byte @Nullable [] to) {
    int index = firstEndingAfter(from);
    return index < ranges.size() && (to == null || Keys.compare(ranges.get(index).from, to) < 0);
  }

  /**
   * Returns whether all keys from {@code from} on and before {@code to}, null for the end, are in
   * one of the ranges.
   */
  public boolean cover(byte[] from, byte @Nullable [] to) {
    int index = firstEndingAfter(from);
    if (index == ranges.size() || !ranges.get(index).has(from)) {
      return false;
    }
    byte[] end = ranges.get(index).to;
    return end == null || (to != null && Keys.compare(to, end) <= 0);
  }

  private int firstEndingAfter(byte[] key) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] to = ranges.get(middle).to;
      if (to != null && Keys.compare(to, key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Joins ranges that come in the order of their first keys. */
  public static final class Builder {

    private final List<Range> ranges = new ArrayList<>();

    /** Adds a range that does not begin before the one that was added last, and is not empty. */
    public Builder add(byte[] from, byte @Nullable [] to) {
      Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      byte[] lastTo = last == null ? null : last.to;
      if (last == null || (lastTo != null && Keys.compare(lastTo, from) < 0)) {
        ranges.add(new Range(from, to));
      } else if (lastTo != null && (to == null || Keys.compare(lastTo, to) < 0)) {
        ranges.set(ranges.size() - 1, new Range(last.from, to));
      }
      return this;
    }

    public KeyRanges build() {
      return ranges.isEmpty() ? NONE : new KeyRanges(Collections.unmodifiableList(ranges));
    }
  }
}
