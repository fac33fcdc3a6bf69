package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Interval;
import io.lightningdb.jdbc.internal.exec.KeySet;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.KeyFormat;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Comparison;
import io.lightningdb.jdbc.internal.type.Floor;
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

  private static final byte[] NOTHING = {};

  private final Table table;
  private final KeyFormat keys;

  /** For each of the first columns of the key the values that it is asked for. */
  private final List<List<Expression>> points;

  /** What limits the column behind those. */
  private final List<KeyBound> bounds;

  /** The conditions that are the same for all rows, and have to be true for any to be read. */
  private final List<Condition> preconditions;

  private final List<Condition> used;
  private final List<Condition> filter;

  KeyAccess(
      Table table,
      KeyFormat keys,
      List<List<Expression>> points,
      List<KeyBound> bounds,
      List<Condition> preconditions,
      List<Condition> used,
      List<Condition> filter) {
    this.table = table;
    this.keys = keys;
    this.points = List.copyOf(points);
    this.bounds = List.copyOf(bounds);
    this.preconditions = List.copyOf(preconditions);
    this.used = List.copyOf(used);
    this.filter = List.copyOf(filter);
  }

  Table table() {
    return table;
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
    return points.size() == table.keySize();
  }

  /** Returns how many of the key's first columns are asked for certain values. */
  int pointColumns() {
    return points.size();
  }

  /** Returns whether the key's column {@code index} has one value in all rows that are read. */
  boolean isSingle(int index) {
    return index < points.size() && points.get(index).size() == 1;
  }

  /** Returns whether at most one row is read. */
  boolean isOneRow() {
    return isGets() && points.stream().allMatch(values -> values.size() == 1);
  }

  /** Returns whether the column behind the point columns is limited. */
  boolean hasBounds() {
    return !bounds.isEmpty();
  }

  /** Returns the keys, for certain parameters. */
  KeySet keys(Execution execution) throws SQLException {
    for (Condition precondition : preconditions) {
      if (!Boolean.TRUE.equals(execution.evaluate(precondition))) {
        return new KeySet(List.of(), List.of());
      }
    }
    List<byte[]> prefixes = List.of(NOTHING);
    for (int i = 0; i < points.size(); i++) {
      prefixes = extended(prefixes, i, execution);
    }
    if (isGets()) {
      return new KeySet(prefixes, List.of());
    }
    List<Interval> intervals = new ArrayList<>(prefixes.size());
    for (byte[] prefix : prefixes) {
      Interval interval = interval(prefix, execution);
      if (interval != null) {
        intervals.add(interval);
      }
    }
    return new KeySet(List.of(), intervals);
  }

  /** Returns each prefix with each value of the next column behind it, in order, none twice. */
  private List<byte[]> extended(List<byte[]> prefixes, int index, Execution execution)
      throws SQLException {
    ColumnType type = type(index);
    List<Object> values = new ArrayList<>();
    for (Expression expression : points.get(index)) {
      Object operand = Comparison.operand(execution.evaluate(expression), type);
      Floor floor = operand == null ? null : Floor.of(operand, type);
      if (floor != null && floor.exact() && floor.value() != null) {
        values.add(floor.value());
      }
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
  private @Nullable Interval interval(byte[] prefix, Execution execution) throws SQLException {
    int index = points.size();
    byte[] from = prefix;
    byte[] to = prefix.length == 0 ? null : keys.after(prefix, index - 1);
    for (KeyBound bound : bounds) {
      Interval limit = bound.interval(keys, prefix, index, type(index), execution);
      if (limit == null) {
        return null;
      }
      if (Arrays.compareUnsigned(limit.from(), from) > 0) {
        from = limit.from();
      }
      byte[] end = limit.to();
      if (end != null && (to == null || Arrays.compareUnsigned(end, to) < 0)) {
        to = end;
      }
    }
    return to != null && Arrays.compareUnsigned(from, to) >= 0 ? null : new Interval(from, to);
  }

  private ColumnType type(int index) {
    return table.column(table.keyColumn(index)).type();
  }
}
