package io.lightningdb.jdbc.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Expressions as trees. */
public final class ExprTree {

  private ExprTree() {}

  /**
   * Returns the expressions that {@code expr} is made of, in the order in which they are written.
   * Those inside of a query are not among them.
   */
  public static List<Expr> children(Expr expr) {
    if (expr instanceof Expr.Call call) {
      return call.arguments();
    }
    if (expr instanceof Expr.Concatenation both) {
      return List.of(both.left(), both.right());
    }
    if (expr instanceof Expr.Cast cast) {
      return List.of(cast.operand());
    }
    if (expr instanceof Expr.Case caseOf) {
      return ofCase(caseOf);
    }
    if (expr instanceof Expr.RowValue row) {
      return row.elements();
    }
    if (expr instanceof Expr.Minus minus) {
      return List.of(minus.operand());
    }
    if (expr instanceof Expr.Arithmetic arithmetic) {
      return List.of(arithmetic.left(), arithmetic.right());
    }
    return ofCondition(expr);
  }

  private static List<Expr> ofCase(Expr.Case caseOf) {
    List<Expr> children = new ArrayList<>();
    if (caseOf.operand() != null) {
      children.add(caseOf.operand());
    }
    for (Expr.Case.Branch branch : caseOf.branches()) {
      children.add(branch.when());
      children.add(branch.then());
    }
    if (caseOf.otherwise() != null) {
      children.add(caseOf.otherwise());
    }
    return children;
  }

  private static List<Expr> ofCondition(Expr expr) {
    if (expr instanceof Expr.Compare compare) {
      return List.of(compare.left(), compare.right());
    }
    if (expr instanceof Expr.Between between) {
      return List.of(between.operand(), between.low(), between.high());
    }
    if (expr instanceof Expr.In in) {
      List<Expr> children = new ArrayList<>(List.of(in.operand()));
      children.addAll(in.list());
      return children;
    }
    if (expr instanceof Expr.InQuery in) {
      return List.of(in.operand());
    }
    if (expr instanceof Expr.Like like) {
      Expr escape = like.escape();
      return escape == null
          ? List.of(like.operand(), like.pattern())
          : List.of(like.operand(), like.pattern(), escape);
    }
    if (expr instanceof Expr.IsDistinct isDistinct) {
      return List.of(isDistinct.left(), isDistinct.right());
    }
    if (expr instanceof Expr.IsNull isNull) {
      return List.of(isNull.operand());
    }
    if (expr instanceof Expr.IsTruth isTruth) {
      return List.of(isTruth.operand());
    }
    if (expr instanceof Expr.Not not) {
      return List.of(not.operand());
    }
    if (expr instanceof Expr.And and) {
      return and.operands();
    }
    if (expr instanceof Expr.Or or) {
      return or.operands();
    }
    return List.of();
  }

  /** Returns whether {@code expr} or something in it is as asked. */
  public static boolean contains(Expr expr, Predicate<Expr> asked) {
    if (asked.test(expr)) {
      return true;
    }
    // A loop, as a stream would take ten times as much of the stack in a long sum.
    for (Expr child : children(expr)) {
      if (contains(child, asked)) {
        return true;
      }
    }
    return false;
  }
}
