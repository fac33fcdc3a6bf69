package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.expression.ColumnValue;
import io.lightningdb.jdbc.internal.expression.ComparisonTest;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.InQueryTest;
import io.lightningdb.jdbc.internal.expression.InTest;
import io.lightningdb.jdbc.internal.expression.LikeTest;
import io.lightningdb.jdbc.internal.row.KeyFormat;
import io.lightningdb.jdbc.internal.sql.Comparator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Finds out what conditions tell about keys. */
final class KeyAccessPlanner {

  private final KeyFormat keys;
  private final int offset;
  private final IntPredicate known;
  private final List<Condition> open = new ArrayList<>();
  private final List<Condition> used = new ArrayList<>();
  private final List<Condition> preconditions = new ArrayList<>();
  private final List<KeyPoints> points = new ArrayList<>();
  private final List<KeyBound> bounds = new ArrayList<>();

  private KeyAccessPlanner(KeyFormat keys, int offset, IntPredicate known) {
    this.keys = keys;
    this.offset = offset;
    this.known = known;
  }

  /**
   * Plans the access to keys.
   *
   * @param complete whether a key names a row, or may begin the keys of many
   * @param offset the ordinal that the table's first column has in the conditions
   * @param known which columns were read before
   * @param conditions what has to be true of the rows that are read
   */
  static KeyAccess plan(
      KeyFormat keys,
      boolean complete,
      int offset,
      IntPredicate known,
      List<Condition> conditions) {
    KeyAccessPlanner planner = new KeyAccessPlanner(keys, offset, known);
    for (Condition condition : conditions) {
      (condition.isKnown(known) ? planner.preconditions : planner.open).add(condition);
    }
    planner.findPoints();
    planner.findBounds();
    if (planner.points.stream().anyMatch(KeyPoints.OfQuery.class::isInstance)) {
      // There may be too many, and then the keys don't meet the conditions by themselves.
      planner.used.stream().filter(each -> !planner.open.contains(each)).forEach(planner.open::add);
    }
    return new KeyAccess(
        keys,
        complete,
        planner.points,
        planner.bounds,
        planner.preconditions,
        planner.used,
        planner.open);
  }

  private int ordinal(int index) {
    return offset + keys.columns().get(index).ordinal();
  }

  private void findPoints() {
    long prefixes = 1;
    while (points.size() < keys.columns().size()) {
      int ordinal = ordinal(points.size());
      Condition condition = findPoint(ordinal, KeyAccess.PREFIXES_MAX / prefixes);
      KeyPoints values = condition == null ? null : values(condition, ordinal);
      if (values == null) {
        return;
      }
      prefixes *= values.count();
      points.add(values);
      open.remove(condition);
      used.add(condition);
    }
  }

  /** Finds a condition that asks a column for at most so many values: the one with the fewest. */
  private @Nullable Condition findPoint(int ordinal, long valuesMax) {
    Condition best = null;
    long fewest = valuesMax + 1;
    for (Condition condition : open) {
      KeyPoints values = values(condition, ordinal);
      if (values != null && values.count() < fewest) {
        best = condition;
        fewest = values.count();
      }
    }
    return best;
  }

  /** Returns the values that a condition asks a column for, or null. */
  private @Nullable KeyPoints values(Condition condition, int ordinal) {
    if (condition instanceof ComparisonTest test
        && test.comparator() == Comparator.EQUAL
        && !test.isWithoutBlanks()) {
      if (isColumn(test.left(), ordinal) && test.right().isKnown(known)) {
        return new KeyPoints.Given(List.of(test.right()));
      }
      if (isColumn(test.right(), ordinal) && test.left().isKnown(known)) {
        return new KeyPoints.Given(List.of(test.left()));
      }
    }
    if (condition instanceof InTest test
        && !test.isNegated()
        && !test.isWithoutBlanks()
        && isColumn(test.operand(), ordinal)
        && test.list().stream().allMatch(each -> each.isKnown(known))) {
      return new KeyPoints.Given(test.list());
    }
    if (condition instanceof InQueryTest test && test.isOfOneColumn()) {
      return isColumn(test.values().get(0), ordinal) && test.query().outer().isEmpty()
          ? new KeyPoints.OfQuery(test.query())
          : null;
    }
    return null;
  }

  private static boolean isColumn(Expression expression, int ordinal) {
    return expression instanceof ColumnValue column && column.ordinal() == ordinal;
  }

  private void findBounds() {
    if (points.size() == keys.columns().size()) {
      return;
    }
    int ordinal = ordinal(points.size());
    List<Condition> left = new ArrayList<>();
    for (Condition condition : open) {
      KeyBound bound = bound(condition, ordinal);
      if (bound != null) {
        bounds.add(bound);
        used.add(condition);
      }
      if (bound == null || !isExact(condition)) {
        left.add(condition);
      }
    }
    open.clear();
    open.addAll(left);
  }

  /** Returns whether all keys within a condition's bound meet the condition. */
  private static boolean isExact(Condition condition) {
    return !(condition instanceof LikeTest like) || like.isPrefixOnly();
  }

  private @Nullable KeyBound bound(Condition condition, int ordinal) {
    if (condition instanceof ComparisonTest test
        && test.comparator() != Comparator.NOT_EQUAL
        && test.comparator() != Comparator.EQUAL
        && !test.isWithoutBlanks()) {
      if (isColumn(test.left(), ordinal) && test.right().isKnown(known)) {
        return new KeyBound.ByComparison(test.comparator(), test.right());
      }
      if (isColumn(test.right(), ordinal) && test.left().isKnown(known)) {
        return new KeyBound.ByComparison(test.comparator().mirrored(), test.left());
      }
    }
    if (condition instanceof LikeTest test
        && !test.isNegated()
        && test.isPatternFixed()
        && !keys.columns().get(points.size()).descending()
        && isColumn(test.operand(), ordinal)) {
      return new KeyBound.ByPrefix(test);
    }
    return null;
  }
}
