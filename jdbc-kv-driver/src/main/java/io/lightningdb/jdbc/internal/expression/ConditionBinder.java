package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.sql.Comparator;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Family;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Binds conditions. */
final class ConditionBinder {

  private final ExpressionBinder binder;

  ConditionBinder(ExpressionBinder binder) {
    this.binder = binder;
  }

  /** Binds a condition. */
  Condition condition(Expr expr, Scope scope) throws SQLException {
    Expression known = scope.known(expr, binder);
    if (known != null) {
      return test(known, expr);
    }
    if (expr instanceof Expr.Compare compare) {
      return comparison(compare, scope);
    }
    if (expr instanceof Expr.And and) {
      return new JunctionTest(true, conditions(and.operands(), scope));
    }
    if (expr instanceof Expr.Or or) {
      return Disjunctions.of(conditions(or.operands(), scope));
    }
    if (expr instanceof Expr.Not not) {
      return condition(not.operand(), scope).negated();
    }
    if (expr instanceof Expr.Between between) {
      return between(between, scope);
    }
    if (expr instanceof Expr.In in) {
      return in(in, scope);
    }
    if (expr instanceof Expr.Exists exists) {
      return new ExistsTest(binder.query(exists.query(), scope), false);
    }
    if (expr instanceof Expr.InQuery in) {
      return inQuery(in, scope);
    }
    if (expr instanceof Expr.Like like) {
      return like(like, scope);
    }
    if (expr instanceof Expr.IsNull isNull) {
      return isNull(isNull, scope);
    }
    if (expr instanceof Expr.IsDistinct isDistinct) {
      List<Expression> sides =
          binder.comparable(
              List.of(isDistinct.left(), isDistinct.right()), isDistinct.position(), scope);
      return new DistinctTest(sides.get(0), sides.get(1), isDistinct.negated());
    }
    if (expr instanceof Expr.IsTruth isTruth) {
      Condition operand = condition(isTruth.operand(), scope);
      return new TruthTest(operand, isTruth.truth(), isTruth.negated());
    }
    return test(binder.adapted(expr, ColumnType.BOOLEAN, scope), expr);
  }

  private Condition test(Expression operand, Expr expr) throws SQLException {
    if (operand instanceof Condition condition) {
      return condition;
    }
    if (operand.type().family() != Family.BOOLEAN) {
      throw SqlErrors.typeMismatch(
          binder.at("a condition is expected here, not a " + operand.type(), expr.position()));
    }
    return new BooleanTest(operand, false);
  }

  private Condition isNull(Expr.IsNull isNull, Scope scope) throws SQLException {
    if (!(isNull.operand() instanceof Expr.RowValue row)) {
      return new NullTest(tested(isNull.operand(), scope), isNull.negated());
    }
    List<Condition> conditions = new ArrayList<>();
    for (Expr element : row.elements()) {
      conditions.add(new NullTest(tested(element, scope), isNull.negated()));
    }
    return new JunctionTest(true, conditions);
  }

  private Expression tested(Expr operand, Scope scope) throws SQLException {
    return operand instanceof Expr.Parameter parameter
        ? binder.parameter(parameter, ParameterUse.tested())
        : binder.value(operand, scope);
  }

  private List<Condition> conditions(List<Expr> exprs, Scope scope) throws SQLException {
    List<Condition> conditions = new ArrayList<>();
    for (Expr expr : exprs) {
      conditions.add(condition(expr, scope));
    }
    return conditions;
  }

  private Condition comparison(Expr.Compare compare, Scope scope) throws SQLException {
    if (compare.left() instanceof Expr.RowValue || compare.right() instanceof Expr.RowValue) {
      return condition(RowValues.compare(compare, binder), scope);
    }
    List<Expression> sides =
        binder.comparable(List.of(compare.left(), compare.right()), compare.position(), scope);
    return compare(compare.comparator(), sides.get(0), sides.get(1));
  }

  private static ComparisonTest compare(Comparator comparator, Expression left, Expression right) {
    return new ComparisonTest(comparator, left, right, Blanks.differ(left.type(), right.type()));
  }

  private Condition between(Expr.Between between, Scope scope) throws SQLException {
    if (between.operand() instanceof Expr.RowValue) {
      return condition(RowValues.between(between), scope);
    }
    List<Expression> bound =
        binder.comparable(
            List.of(between.operand(), between.low(), between.high()), between.position(), scope);
    Condition inside =
        new JunctionTest(
            true,
            List.of(
                compare(Comparator.GREATER_OR_EQUAL, bound.get(0), bound.get(1)),
                compare(Comparator.LESS_OR_EQUAL, bound.get(0), bound.get(2))));
    return between.negated() ? inside.negated() : inside;
  }

  private Condition in(Expr.In in, Scope scope) throws SQLException {
    if (in.operand() instanceof Expr.RowValue) {
      return condition(RowValues.in(in), scope);
    }
    List<Expr> all = new ArrayList<>();
    all.add(in.operand());
    all.addAll(in.list());
    List<Expression> bound = binder.comparable(all, in.position(), scope);
    return new InTest(bound.get(0), bound.subList(1, bound.size()), in.negated());
  }

  private Condition inQuery(Expr.InQuery in, Scope scope) throws SQLException {
    List<Expr> exprs =
        in.operand() instanceof Expr.RowValue row ? row.elements() : List.of(in.operand());
    Subquery query = binder.query(in.query(), scope);
    if (query.columns() != exprs.size()) {
      throw SqlErrors.valueCount(
          binder.at(
              "the query has " + query.columns() + " columns for " + exprs.size(),
              in.query().position()));
    }
    List<Expression> values = new ArrayList<>();
    boolean withoutBlanks = false;
    for (int i = 0; i < exprs.size(); i++) {
      Expression value = binder.comparedTo(query.type(i), exprs.get(i), scope);
      values.add(value);
      withoutBlanks |= Blanks.differ(value.type(), query.type(i));
    }
    return new InQueryTest(values, query, withoutBlanks, in.negated());
  }

  private Condition like(Expr.Like like, Scope scope) throws SQLException {
    Expression operand = binder.adapted(like.operand(), ColumnType.VARCHAR, scope);
    Family family = operand.type().family();
    if (family != Family.TEXT && family != Family.BINARY) {
      throw SqlErrors.typeMismatch(
          binder.at("LIKE is for text and bytes, not for " + operand.type(), like.position()));
    }
    ColumnType type = family == Family.TEXT ? ColumnType.VARCHAR : ColumnType.VARBINARY;
    Expression pattern = binder.adapted(like.pattern(), type, scope);
    if (pattern.type().family() != family) {
      throw SqlErrors.typeMismatch(
          binder.at("the pattern of LIKE is no " + type, like.pattern().position()));
    }
    Expr escapeExpr = like.escape();
    Expression escape =
        escapeExpr == null ? null : binder.adapted(escapeExpr, ColumnType.VARCHAR, scope);
    if (escape != null && escape.type().family() != Family.TEXT) {
      throw SqlErrors.typeMismatch(binder.at("ESCAPE takes a character", like.position()));
    }
    return new LikeTest(operand, pattern, escape, like.negated());
  }
}
