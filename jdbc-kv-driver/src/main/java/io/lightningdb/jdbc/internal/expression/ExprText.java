package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.ExprTree;
import io.lightningdb.jdbc.internal.type.Literals;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Texts of expressions that are equal exactly if the expressions are, wherever they stand and
 * however their columns are named.
 */
public final class ExprText {

  private ExprText() {}

  /** Returns the text of an expression whose columns are looked up in {@code scope}. */
  public static String of(Expr expr, Scope scope) throws SQLException {
    StringBuilder text = new StringBuilder();
    add(expr, scope, text);
    return text.toString();
  }

  private static void add(Expr expr, Scope scope, StringBuilder text) throws SQLException {
    if (expr instanceof Expr.ColumnName name) {
      Expression column = scope.find(name.qualifier(), name.name());
      if (column instanceof ColumnValue value) {
        text.append('#').append(value.ordinal());
      } else if (column instanceof OuterValue value) {
        text.append('^').append(value.index());
      } else {
        text.append(Literals.identifier(name.name().toLowerCase(Locale.ROOT)));
      }
      return;
    }
    text.append(label(expr)).append('(');
    for (Expr child : ExprTree.children(expr)) {
      add(child, scope, text);
      text.append(' ');
    }
    text.append(')');
  }

  /** Returns what an expression is besides its parts. */
  private static String label(Expr expr) {
    if (expr instanceof Expr.Literal literal) {
      return literal.type() + ":" + Literals.of(literal.value());
    }
    if (expr instanceof Expr.Parameter parameter) {
      return "?" + parameter.index();
    }
    String kind = expr.getClass().getSimpleName();
    if (expr instanceof Expr.Call call) {
      return call.name() + (call.distinct() ? " DISTINCT" : "") + (call.star() ? " *" : "");
    }
    if (expr instanceof Expr.Scalar || expr instanceof Expr.Exists) {
      // Two queries are not compared: each is one of its own.
      return kind + expr.position();
    }
    if (expr instanceof Expr.InQuery in) {
      return kind + in.query().position();
    }
    if (expr instanceof Expr.Cast cast) {
      return kind + cast.type();
    }
    if (expr instanceof Expr.Arithmetic arithmetic) {
      return arithmetic.operator().sign();
    }
    if (expr instanceof Expr.Compare compare) {
      return compare.comparator().sign();
    }
    if (expr instanceof Expr.Case caseOf) {
      return kind + (caseOf.operand() != null) + (caseOf.otherwise() != null);
    }
    return kind + isNegated(expr);
  }

  private static boolean isNegated(Expr expr) {
    return (expr instanceof Expr.Between between && between.negated())
        || (expr instanceof Expr.In in && in.negated())
        || (expr instanceof Expr.Like like && like.negated())
        || (expr instanceof Expr.IsDistinct isDistinct && isDistinct.negated())
        || (expr instanceof Expr.IsNull isNull && isNull.negated())
        || (expr instanceof Expr.IsTruth isTruth && isTruth.negated() != isTruth.truth());
  }
}
