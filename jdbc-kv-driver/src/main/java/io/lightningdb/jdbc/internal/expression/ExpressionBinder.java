package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.sql.Comparator;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Parser.Parsed;
import io.lightningdb.jdbc.internal.sql.Position;
import io.lightningdb.jdbc.internal.type.Assignment;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Comparison;
import io.lightningdb.jdbc.internal.type.Family;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Parameters, strings and NULL have no type of their own: they take that of what they are used with.
 * So the operands that have one are bound first.
 */
/** Looks up the names in the expressions of one statement, and finds the types. */
public final class ExpressionBinder {

  private final String sql;
  private final List<@Nullable ParameterUse> uses;

  /**
   * @param sql the text of the statement, for messages
   */
  public ExpressionBinder(String sql, Parsed parsed) {
    this.sql = sql;
    this.uses = new ArrayList<>(Collections.nCopies(parsed.parameters(), null));
  }

  /** Returns the parameters, once everything has been bound. */
  public Parameters parameters() {
    List<ParameterUse> all = new ArrayList<>();
    for (ParameterUse use : uses) {
      all.add(use == null ? ParameterUse.tested() : use);
    }
    return new Parameters(all);
  }

  /** Returns {@code message} with the place in the statement. */
  public String at(String message, int position) {
    return Position.at(message, sql, position);
  }

  /** Binds an expression that can have any type, but has to have one. */
  public Expression value(Expr expr, Scope scope) throws SQLException {
    Expression typed = typed(expr, scope);
    if (typed != null) {
      return typed;
    }
    if (expr instanceof Expr.Literal literal) {
      return new Constant(literal.value(), ColumnType.VARCHAR);
    }
    throw SqlErrors.unknownType(at("nothing tells the type of the parameter", expr.position()));
  }

  /** Binds an expression whose result is stored in a column. */
  public Expression stored(Expr expr, Column column, Scope scope) throws SQLException {
    if (expr instanceof Expr.Parameter parameter) {
      return parameter(parameter, ParameterUse.stored(column));
    }
    if (expr instanceof Expr.Literal literal) {
      Object value = assign(literal, column);
      return new Constant(value, column.type());
    }
    return new AssignedValue(value(expr, scope), column);
  }

  private @Nullable Object assign(Expr.Literal literal, Column column) throws SQLException {
    try {
      return Assignment.assign(literal.value(), column.type(), column.name());
    } catch (SQLException e) {
      throw SqlErrors.withMessage(e, at(SqlErrors.message(e), literal.position()));
    }
  }

  /** Binds what LIMIT or OFFSET takes. */
  public Expression rowCount(Expr expr) throws SQLException {
    return expr instanceof Expr.Parameter parameter
        ? parameter(parameter, ParameterUse.compared(ColumnType.BIGINT))
        : value(expr, Scope.NONE);
  }

  /** Binds a condition. */
  public Condition condition(Expr expr, Scope scope) throws SQLException {
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
    if (expr instanceof Expr.Like like) {
      return like(like, scope);
    }
    if (expr instanceof Expr.IsNull isNull) {
      return new NullTest(tested(isNull.operand(), scope), isNull.negated());
    }
    if (expr instanceof Expr.IsTruth isTruth) {
      Condition operand = condition(isTruth.operand(), scope);
      return new TruthTest(operand, isTruth.truth(), isTruth.negated());
    }
    Expression operand = adapted(expr, ColumnType.BOOLEAN, scope);
    if (operand.type().family() != Family.BOOLEAN) {
      throw SqlErrors.typeMismatch(
          at("a condition is expected here, not a " + operand.type(), expr.position()));
    }
    return new BooleanTest(operand, false);
  }

  private List<Condition> conditions(List<Expr> exprs, Scope scope) throws SQLException {
    List<Condition> conditions = new ArrayList<>();
    for (Expr expr : exprs) {
      conditions.add(condition(expr, scope));
    }
    return conditions;
  }

  private Condition comparison(Expr.Compare compare, Scope scope) throws SQLException {
    List<Expression> sides =
        comparable(List.of(compare.left(), compare.right()), compare.position(), scope);
    return compare(compare.comparator(), sides.get(0), sides.get(1));
  }

  private static ComparisonTest compare(Comparator comparator, Expression left, Expression right) {
    boolean withoutBlanks =
        left.type().family() == Family.TEXT && left.type().isPadded() != right.type().isPadded();
    return new ComparisonTest(comparator, left, right, withoutBlanks);
  }

  private Condition between(Expr.Between between, Scope scope) throws SQLException {
    List<Expression> bound =
        comparable(
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
    List<Expr> all = new ArrayList<>();
    all.add(in.operand());
    all.addAll(in.list());
    List<Expression> bound = comparable(all, in.position(), scope);
    return new InTest(bound.get(0), bound.subList(1, bound.size()), in.negated());
  }

  private Condition like(Expr.Like like, Scope scope) throws SQLException {
    Expression operand = adapted(like.operand(), ColumnType.VARCHAR, scope);
    Family family = operand.type().family();
    if (family != Family.TEXT && family != Family.BINARY) {
      throw SqlErrors.typeMismatch(
          at("LIKE is for text and bytes, not for " + operand.type(), like.position()));
    }
    ColumnType type = family == Family.TEXT ? ColumnType.VARCHAR : ColumnType.VARBINARY;
    Expression pattern = adapted(like.pattern(), type, scope);
    if (pattern.type().family() != family) {
      throw SqlErrors.typeMismatch(
          at("the pattern of LIKE is no " + type, like.pattern().position()));
    }
    Expr escapeExpr = like.escape();
    Expression escape = escapeExpr == null ? null : adapted(escapeExpr, ColumnType.VARCHAR, scope);
    if (escape != null && escape.type().family() != Family.TEXT) {
      throw SqlErrors.typeMismatch(at("ESCAPE takes a character", like.position()));
    }
    return new LikeTest(operand, pattern, escape, like.negated());
  }

  private Expression tested(Expr operand, Scope scope) throws SQLException {
    return operand instanceof Expr.Parameter parameter
        ? parameter(parameter, ParameterUse.tested())
        : value(operand, scope);
  }

  /** Binds expressions that are compared with each other, or calculated with. */
  private List<Expression> comparable(List<Expr> exprs, int position, Scope scope)
      throws SQLException {
    List<@Nullable Expression> bound = new ArrayList<>();
    ColumnType type = null;
    boolean column = false;
    for (Expr expr : exprs) {
      Expression typed = typed(expr, scope);
      bound.add(typed);
      if (typed != null && (type == null || (!column && typed instanceof ColumnValue))) {
        type = typed.type();
        column = typed instanceof ColumnValue;
      }
    }
    if (type == null) {
      if (exprs.stream().allMatch(Expr.Parameter.class::isInstance)) {
        throw SqlErrors.unknownType(at("nothing tells the type of the parameters", position));
      }
      type = ColumnType.VARCHAR;
    }
    List<Expression> all = new ArrayList<>();
    for (int i = 0; i < exprs.size(); i++) {
      Expression typed = bound.get(i);
      Expression each = typed == null ? adapted(exprs.get(i), type, scope) : typed;
      checkFamilies(each.type(), type, exprs.get(i).position());
      all.add(each instanceof Constant constant ? operand(constant, type) : each);
    }
    return all;
  }

  private void checkFamilies(ColumnType a, ColumnType b, int position) throws SQLException {
    boolean dates = isDateOrTimestamp(a) && isDateOrTimestamp(b);
    if (a.family() != b.family() && !dates) {
      throw SqlErrors.typeMismatch(at(a + " and " + b + " cannot be used together", position));
    }
  }

  private static boolean isDateOrTimestamp(ColumnType type) {
    return type.family() == Family.DATE || type.family() == Family.TIMESTAMP;
  }

  /** Gives a constant the form in which it compares with values of a type. */
  private static Constant operand(Constant constant, ColumnType type) throws SQLException {
    return constant.type().family() == type.family()
        ? new Constant(Comparison.operand(constant.value(), type), type)
        : constant;
  }

  /** Binds an expression, which gets {@code type} if it has none of its own. */
  private Expression adapted(Expr expr, ColumnType type, Scope scope) throws SQLException {
    if (expr instanceof Expr.Parameter parameter) {
      return parameter(parameter, ParameterUse.compared(type));
    }
    if (expr instanceof Expr.Literal literal && literal.type() == null) {
      try {
        return new Constant(Comparison.operand(literal.value(), type), type);
      } catch (SQLException e) {
        throw SqlErrors.withMessage(e, at(SqlErrors.message(e), expr.position()));
      }
    }
    return value(expr, scope);
  }

  /** Binds an expression that has a type of its own; returns null for one that has none. */
  private @Nullable Expression typed(Expr expr, Scope scope) throws SQLException {
    if (expr instanceof Expr.Parameter) {
      return null;
    }
    if (expr instanceof Expr.Literal literal) {
      ColumnType type = literal.type();
      return type == null ? null : new Constant(literal.value(), type);
    }
    if (expr instanceof Expr.ColumnName name) {
      return column(name, scope);
    }
    if (expr instanceof Expr.Arithmetic arithmetic) {
      return arithmetic(arithmetic, scope);
    }
    if (expr instanceof Expr.Minus minus) {
      Expression operand = value(minus.operand(), scope);
      checkNumber(operand, minus.position());
      return folded(new NegatedValue(operand), operand instanceof Constant);
    }
    if (expr instanceof Expr.CountRows) {
      throw SqlErrors.notSupported(
          at("COUNT(*) can only stand alone, behind SELECT", expr.position()));
    }
    if (expr instanceof Expr.DefaultValue) {
      throw SqlErrors.syntax(at("DEFAULT cannot stand here", expr.position()));
    }
    return condition(expr, scope);
  }

  private ColumnValue column(Expr.ColumnName name, Scope scope) throws SQLException {
    ColumnValue column = scope.find(name.qualifier(), name.name());
    if (column == null) {
      String shown = name.qualifier() == null ? name.name() : name.qualifier() + "." + name.name();
      throw SqlErrors.noSuchColumn(at("there is no column " + shown, name.position()));
    }
    return column;
  }

  private Expression arithmetic(Expr.Arithmetic arithmetic, Scope scope) throws SQLException {
    List<Expression> operands =
        comparable(List.of(arithmetic.left(), arithmetic.right()), arithmetic.position(), scope);
    Expression left = operands.get(0);
    Expression right = operands.get(1);
    checkNumber(left, arithmetic.position());
    checkNumber(right, arithmetic.position());
    return folded(
        new ArithmeticValue(arithmetic.operator(), left, right),
        left instanceof Constant && right instanceof Constant);
  }

  private void checkNumber(Expression operand, int position) throws SQLException {
    if (operand.type().family() != Family.NUMBER) {
      throw SqlErrors.typeMismatch(
          at("numbers are calculated with, not " + operand.type(), position));
    }
  }

  /** Calculates what is always the same at once. */
  private static Expression folded(Expression expression, boolean constant) throws SQLException {
    return constant
        ? new Constant(expression.evaluate(Row.EMPTY, new Object[0]), expression.type())
        : expression;
  }

  private ParameterValue parameter(Expr.Parameter parameter, ParameterUse use) {
    uses.set(parameter.index(), use);
    return new ParameterValue(parameter.index(), use.type());
  }
}
