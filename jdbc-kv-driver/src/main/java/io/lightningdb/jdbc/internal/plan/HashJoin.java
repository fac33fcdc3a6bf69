package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.HashedRelation;
import io.lightningdb.jdbc.internal.exec.Relation;
import io.lightningdb.jdbc.internal.expression.ComparisonTest;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.sql.Comparator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Sorts the conditions of a join by what they are good for if one side is kept in memory. */
final class HashJoin {

  private final FromPart part;
  private final IntPredicate known;

  /** Conditions on the rows that are kept. */
  private final List<Condition> own = new ArrayList<>();

  private final List<Expression> inner = new ArrayList<>();
  private final List<Expression> outer = new ArrayList<>();
  private final List<Condition> rest = new ArrayList<>();

  /**
   * @param part what is kept
   * @param known which columns were read before
   */
  HashJoin(FromPart part, IntPredicate known, List<Condition> conditions) {
    this.part = part;
    this.known = known;
    for (Condition condition : conditions) {
      if (condition.isKnown(part::has)) {
        own.add(condition);
      } else if (!isPair(condition)) {
        rest.add(condition);
      }
    }
  }

  private boolean isPair(Condition condition) {
    if (!(condition instanceof ComparisonTest test)
        || test.comparator() != Comparator.EQUAL
        || test.isWithoutBlanks()) {
      return false;
    }
    return isPair(test.left(), test.right()) || isPair(test.right(), test.left());
  }

  private boolean isPair(Expression mine, Expression others) {
    if (!mine.isKnown(part::has) || !others.isKnown(known)) {
      return false;
    }
    inner.add(mine);
    outer.add(others);
    return true;
  }

  /** Returns the conditions on the rows that are kept. */
  List<Condition> own() {
    return own;
  }

  /**
   * Returns how partners are looked up.
   *
   * @param rows the rows that are kept
   * @param anew reads the partners of a row by itself
   * @param sizes how many columns each table has
   * @param index which of them is kept
   */
  HashedRelation relation(Relation rows, Relation anew, int[] sizes, int index) {
    return new HashedRelation(rows, anew, inner, outer, rest, sizes, index);
  }

  /** Returns whether the keys of an access are the same for all rows before it. */
  static boolean isPossible(TableAccess access, FromPart part) {
    return !access.reader().locks()
        && access.access().used().stream().allMatch(condition -> condition.isKnown(part::has));
  }

  /** Returns what EXPLAIN says. */
  static List<String> explain(HashedRelation relation) {
    List<String> lines =
        new ArrayList<>(
            relation.rows() instanceof TableAccess table
                ? AccessText.of(table)
                : AccessText.of((DerivedAccess) relation.rows()));
    StringBuilder text = new StringBuilder("kept in memory, as far as that reaches");
    for (int i = 0; i < relation.inner().size(); i++) {
      text.append(i == 0 ? ", and looked up by " : " AND ")
          .append(relation.inner().get(i).describe())
          .append(" = ")
          .append(relation.outer().get(i).describe());
    }
    lines.add(text.toString());
    if (!relation.rest().isEmpty()) {
      lines.add(
          "tested on each pair: "
              + String.join(" AND ", relation.rest().stream().map(Expression::describe).toList()));
    }
    return lines;
  }
}
