package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.sql.Comparator;
import io.lightningdb.jdbc.internal.sql.Expr;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/*
 * (a, b) < (1, 2) means a < 1 OR (a = 1 AND b < 2). Whatever is true of that is true of a <= 1, too,
 * which is added for its own sake: it limits a key, and OR does not.
 */
/** Writes conditions on several values at once as conditions on one value each. */
final class RowValues {

  private RowValues() {}

  static Expr compare(Expr.Compare compare, ExpressionBinder binder) throws SQLException {
    int position = compare.position();
    if (!(compare.left() instanceof Expr.RowValue left)
        || !(compare.right() instanceof Expr.RowValue right)
        || left.elements().size() != right.elements().size()) {
      throw SqlErrors.valueCount(binder.at("as many values are compared with as many", position));
    }
    return switch (compare.comparator()) {
      case EQUAL -> equal(left, right, position);
      case NOT_EQUAL -> new Expr.Not(equal(left, right, position), position);
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          ordered(compare.comparator(), left, right, position);
    };
  }

  private static Expr equal(Expr.RowValue left, Expr.RowValue right, int position) {
    List<Expr> all = new ArrayList<>();
    for (int i = 0; i < left.elements().size(); i++) {
      all.add(single(Comparator.EQUAL, left, right, i, position));
    }
    return new Expr.And(all, position);
  }

  private static Expr single(
      Comparator comparator, Expr.RowValue left, Expr.RowValue right, int index, int position) {
    return new Expr.Compare(
        comparator, left.elements().get(index), right.elements().get(index), position);
  }

  private static Expr ordered(
      Comparator comparator, Expr.RowValue left, Expr.RowValue right, int position) {
    boolean less = comparator == Comparator.LESS || comparator == Comparator.LESS_OR_EQUAL;
    Comparator strict = less ? Comparator.LESS : Comparator.GREATER;
    int last = left.elements().size() - 1;
    List<Expr> either = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      List<Expr> all = new ArrayList<>();
      for (int before = 0; before < i; before++) {
        all.add(single(Comparator.EQUAL, left, right, before, position));
      }
      all.add(single(i == last ? comparator : strict, left, right, i, position));
      either.add(new Expr.And(all, position));
    }
    Comparator loose = less ? Comparator.LESS_OR_EQUAL : Comparator.GREATER_OR_EQUAL;
    return new Expr.And(
        List.of(single(loose, left, right, 0, position), new Expr.Or(either, position)), position);
  }

  static Expr in(Expr.In in) {
    List<Expr> either = new ArrayList<>();
    for (Expr element : in.list()) {
      either.add(new Expr.Compare(Comparator.EQUAL, in.operand(), element, in.position()));
    }
    Expr found = new Expr.Or(either, in.position());
    return in.negated() ? new Expr.Not(found, in.position()) : found;
  }

  static Expr between(Expr.Between between) {
    int position = between.position();
    Expr inside =
        new Expr.And(
            List.of(
                new Expr.Compare(
                    Comparator.GREATER_OR_EQUAL, between.operand(), between.low(), position),
                new Expr.Compare(
                    Comparator.LESS_OR_EQUAL, between.operand(), between.high(), position)),
            position);
    return between.negated() ? new Expr.Not(inside, position) : inside;
  }
}
