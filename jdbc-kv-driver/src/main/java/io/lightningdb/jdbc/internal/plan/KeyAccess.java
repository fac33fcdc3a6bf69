package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Interval;
import io.lightningdb.jdbc.internal.exec.KeySet;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.row.KeyFormat;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/*
 * Keys sort by their first column, then by their second, and so on. So the conditions that help are:
 * equality on the first columns, and a range on the next one. IN is several equalities, each of which
 * begins keys of its own.
 */
/** Which keys a statement reads, as far as its conditions tell. Immutable. */
final class KeyAccess {

  /** More prefixes than this are not made; the rest of the conditions filters. */
  static final int PREFIXES_MAX = 10_000;

  private static final byte[] NOTHING = {};

  private final KeyFormat keys;

  /** Whether a key names a row, or may begin the keys of many. */
  private final boolean complete;

  /** For each of the first columns of the key the values that it is asked for. */
  private final List<KeyPoints> points;

  /** What limits the column behind those. */
  private final List<KeyBound> bounds;

  /** The conditions that are known before, and have to be true for any row to be read. */
  private final List<Condition> preconditions;

  private final List<Condition> used;
  private final List<Condition> filter;

  KeyAccess(
      KeyFormat keys,
      boolean complete,
      List<KeyPoints> points,
      List<KeyBound> bounds,
      List<Condition> preconditions,
      List<Condition> used,
      List<Condition> filter) {
    this.keys = keys;
    this.complete = complete;
    this.points = List.copyOf(points);
    this.bounds = List.copyOf(bounds);
    this.preconditions = List.copyOf(preconditions);
    this.used = List.copyOf(used);
    this.filter = List.copyOf(filter);
  }

  KeyFormat format() {
    return keys;
  }

  /** Returns the conditions that have to be tested on each row. */
  List<Condition> filter() {
    return filter;
  }

  /** Returns the conditions that the keys meet by themselves, or are narrowed down by. */
  List<Condition> used() {
    return used;
  }

  List<Condition> preconditions() {
    return preconditions;
  }

  /** Returns whether each key is known, so that it is got and not looked for. */
  boolean isGets() {
    return complete && hasAllPoints();
  }

  /** Returns whether no two rows have the same key. */
  boolean isComplete() {
    return complete;
  }

  /** Returns whether each column of the key is asked for certain values. */
  boolean hasAllPoints() {
    return points.size() == keys.columns().size();
  }

  /** Returns how many of the key's first columns are asked for certain values. */
  int pointColumns() {
    return points.size();
  }

  /** Returns whether the key's column {@code index} has one value in all rows that are read. */
  boolean isSingle(int index) {
    return index < points.size() && points.get(index).count() == 1;
  }

  /** Returns whether each column of the key is asked for one value. */
  boolean isSinglePoint() {
    return hasAllPoints() && points.stream().allMatch(values -> values.count() == 1);
  }

  /** Returns whether at most one row is read. */
  boolean isOneRow() {
    return complete && isSinglePoint();
  }

  /** Returns whether the column behind the point columns is limited. */
  boolean hasBounds() {
    return !bounds.isEmpty();
  }

  /**
   * Returns the keys, for certain parameters.
   *
   * @param outer the row that has what was read before
   */
  KeySet keys(Execution execution, Row outer) throws SQLException {
    for (Condition precondition : preconditions) {
      if (!Boolean.TRUE.equals(execution.evaluate(precondition, outer))) {
        return KeySet.EMPTY;
      }
    }
    List<byte[]> prefixes = List.of(NOTHING);
    for (int i = 0; i < points.size(); i++) {
      List<byte[]> extended = extended(prefixes, i, execution, outer);
      if (extended == null) {
        return beginningWith(prefixes, i);
      }
      prefixes = extended;
    }
    if (isGets()) {
      return new KeySet(prefixes, List.of());
    }
    List<Interval> intervals = new ArrayList<>(prefixes.size());
    for (byte[] prefix : prefixes) {
      Interval interval = interval(prefix, execution, outer);
      if (interval != null) {
        intervals.add(interval);
      }
    }
    return new KeySet(List.of(), intervals);
  }

  /** Returns all keys that begin with one of some prefixes, which are of so many columns. */
  private KeySet beginningWith(List<byte[]> prefixes, int columns) {
    List<Interval> intervals = new ArrayList<>(prefixes.size());
    for (byte[] prefix : prefixes) {
      intervals.add(
          new Interval(prefix, prefix.length == 0 ? null : keys.after(prefix, columns - 1)));
    }
    return new KeySet(List.of(), intervals);
  }

  /**
   * Returns each prefix with each value of the next column behind it, in order, none twice; null if
   * there are too many.
   */
  private @Nullable List<byte[]> extended(
      List<byte[]> prefixes, int index, Execution execution, Row outer) throws SQLException {
    if (prefixes.isEmpty()) {
      return prefixes;
    }
    long max = PREFIXES_MAX / prefixes.size();
    List<Object> values = points.get(index).values(execution, outer, type(index), max);
    if (values == null || values.size() > max) {
      return null;
    }
    if (values.size() == 1 && prefixes.size() == 1) {
      byte[] key = keys.append(prefixes.get(0), index, values.get(0));
      return isPossible(key, execution) ? List.of(key) : List.of();
    }
    NavigableSet<byte[]> extended = new TreeSet<>(Arrays::compareUnsigned);
    for (byte[] prefix : prefixes) {
      for (Object value : values) {
        byte[] key = keys.append(prefix, index, value);
        if (isPossible(key, execution)) {
          extended.add(key);
        }
      }
    }
    return new ArrayList<>(extended);
  }

  /** A key that is too long to be stored is not there; to ask for it would be an error. */
  private static boolean isPossible(byte[] key, Execution execution) {
    return key.length <= execution.limits().keyBytesMax();
  }

  /** Returns the keys that begin with a prefix, as far as the bounds leave any. */
  private @Nullable Interval interval(byte[] prefix, Execution execution, Row outer)
      throws SQLException {
    int index = points.size();
    Interval interval =
        new Interval(prefix, prefix.length == 0 ? null : keys.after(prefix, index - 1));
    if (bounds.isEmpty()) {
      return interval;
    }
    interval =
        interval.intersection(keys.fromNotNull(prefix, index), keys.toNotNull(prefix, index));
    for (KeyBound bound : bounds) {
      Interval limit =
          interval == null ? null : bound.interval(keys, prefix, index, execution, outer);
      if (interval == null || limit == null) {
        return null;
      }
      interval = interval.intersection(limit.from(), limit.to());
    }
    return interval;
  }

  private ColumnType type(int index) {
    return keys.columns().get(index).type();
  }
}
