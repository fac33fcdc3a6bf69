package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Parser.Parsed;
import io.lightningdb.jdbc.internal.sql.Position;
import io.lightningdb.jdbc.internal.sql.Query;
import io.lightningdb.jdbc.internal.type.Assignment;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.CommonType;
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

  private static final String ZONED_TIMESTAMP = "CURRENT_TIMESTAMP_WITH_TIME_ZONE";

  private final String sql;
  private final List<@Nullable ParameterUse> uses;
  private final QueryBinder queries;
  private final ConditionBinder conditions = new ConditionBinder(this);
  private final CallBinder calls = new CallBinder(this);

  /**
   * @param sql the text of the statement, for messages
   * @param queries binds the queries inside of expressions
   */
  public ExpressionBinder(String sql, Parsed parsed, QueryBinder queries) {
    this.sql = sql;
    this.queries = queries;
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
    if (expr instanceof Expr.Call call
        && call.name().equals("CURRENT_TIMESTAMP")
        && column.type().family() == Family.TIMESTAMP_WITH_TIME_ZONE) {
      // Of the moment both are true: what the clock shows, and where it stands.
      return stored(
          new Expr.Call(ZONED_TIMESTAMP, call.arguments(), false, false, call.position()),
          column,
          scope);
    }
    return assigned(value(expr, scope), column);
  }

  /** Returns what {@code value} becomes when it is stored in a column. */
  public static Expression assigned(Expression value, Column column) {
    return new AssignedValue(value, column);
  }

  private @Nullable Object assign(Expr.Literal literal, Column column) throws SQLException {
    try {
      return Assignment.assign(literal.value(), column.type(), column.name());
    } catch (SQLException e) {
      throw SqlErrors.withMessage(e, at(SqlErrors.message(e), literal.position()));
    }
  }

  /**
   * Binds expressions whose results are to have one type.
   *
   * @param position where to say that there is none
   */
  public List<Expression> common(List<Expr> exprs, Scope scope, int position) throws SQLException {
    ColumnType type = null;
    List<@Nullable Expression> bound = new ArrayList<>();
    for (Expr expr : exprs) {
      Expression typed = typed(expr, scope);
      bound.add(typed);
      if (typed != null) {
        type = type == null ? typed.type() : commonType(type, typed.type(), position);
      }
    }
    ColumnType common = type == null ? ColumnType.VARCHAR : type;
    List<Expression> all = new ArrayList<>();
    for (int i = 0; i < exprs.size(); i++) {
      Expression typed = bound.get(i);
      Expression each = typed == null ? adapted(exprs.get(i), common, scope) : typed;
      all.add(ConvertedValue.of(each, common));
    }
    return all;
  }

  private ColumnType commonType(ColumnType a, ColumnType b, int position) throws SQLException {
    ColumnType common = CommonType.of(a, b);
    if (common == null) {
      throw SqlErrors.typeMismatch(at(a + " and " + b + " have no type in common", position));
    }
    return common;
  }

  /** Returns {@code expression} as a value of a type that has all its values. */
  public static Expression converted(Expression expression, ColumnType type) throws SQLException {
    return ConvertedValue.of(expression, type);
  }

  /** Binds what LIMIT or OFFSET takes. */
  public Expression rowCount(Expr expr) throws SQLException {
    return expr instanceof Expr.Parameter parameter
        ? parameter(parameter, ParameterUse.compared(ColumnType.BIGINT))
        : value(expr, Scope.NONE);
  }

  /** Binds a condition. */
  public Condition condition(Expr expr, Scope scope) throws SQLException {
    return conditions.condition(expr, scope);
  }

  /** Binds expressions that are compared with each other, or calculated with. */
  List<Expression> comparable(List<Expr> exprs, int position, Scope scope) throws SQLException {
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
  Expression adapted(Expr expr, ColumnType type, Scope scope) throws SQLException {
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
  @Nullable Expression typed(Expr expr, Scope scope) throws SQLException {
    if (expr instanceof Expr.Parameter) {
      return null;
    }
    Expression known = scope.known(expr, this);
    if (known != null) {
      return known;
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
      return folded(new NegatedValue(operand));
    }
    if (expr instanceof Expr.Call call) {
      return calls.call(call, scope);
    }
    if (expr instanceof Expr.Cast cast) {
      return calls.cast(cast, scope);
    }
    if (expr instanceof Expr.Case caseOf) {
      return calls.caseOf(caseOf, scope);
    }
    if (expr instanceof Expr.Concatenation concatenation) {
      return concatenation(concatenation, scope);
    }
    if (expr instanceof Expr.Scalar scalar) {
      return scalar(scalar, scope);
    }
    if (expr instanceof Expr.RowValue) {
      throw SqlErrors.syntax(at("one value is expected here, not several", expr.position()));
    }
    if (expr instanceof Expr.DefaultValue) {
      throw SqlErrors.syntax(at("DEFAULT cannot stand here", expr.position()));
    }
    return condition(expr, scope);
  }

  private Expression scalar(Expr.Scalar scalar, Scope scope) throws SQLException {
    Subquery query = query(scalar.query(), scope);
    if (query.columns() != 1) {
      throw SqlErrors.valueCount(
          at(
              "a query that stands for a value has one column, not " + query.columns(),
              scalar.query().position()));
    }
    return new SubqueryValue(query);
  }

  /** Binds a query inside of an expression. */
  Subquery query(Query query, Scope scope) throws SQLException {
    return queries.bind(query, scope);
  }

  /** Binds an expression that is compared with values of {@code type}. */
  Expression comparedTo(ColumnType type, Expr expr, Scope scope) throws SQLException {
    Expression typed = typed(expr, scope);
    Expression value = typed == null ? adapted(expr, type, scope) : typed;
    checkFamilies(value.type(), type, expr.position());
    return value instanceof Constant constant ? operand(constant, type) : value;
  }

  private Expression column(Expr.ColumnName name, Scope scope) throws SQLException {
    Expression column;
    try {
      column = scope.find(name.qualifier(), name.name());
    } catch (SQLException e) {
      throw SqlErrors.withMessage(e, at(SqlErrors.message(e), name.position()));
    }
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
    return folded(new ArithmeticValue(arithmetic.operator(), left, right));
  }

  private Expression concatenation(Expr.Concatenation concatenation, Scope scope)
      throws SQLException {
    Expression left = typed(concatenation.left(), scope);
    Expression right = typed(concatenation.right(), scope);
    boolean binary = isBinary(left) || isBinary(right);
    ColumnType type = binary ? ColumnType.VARBINARY : ColumnType.VARCHAR;
    Expression first = left == null ? adapted(concatenation.left(), type, scope) : left;
    Expression second = right == null ? adapted(concatenation.right(), type, scope) : right;
    if (binary && !(isBinary(first) && isBinary(second))) {
      throw SqlErrors.typeMismatch(
          at("bytes and text cannot stand one behind the other", concatenation.position()));
    }
    return folded(new ConcatenatedValue(first, second, type));
  }

  private static boolean isBinary(@Nullable Expression expression) {
    return expression != null && expression.type().family() == Family.BINARY;
  }

  private void checkNumber(Expression operand, int position) throws SQLException {
    if (operand.type().family() != Family.NUMBER) {
      throw SqlErrors.typeMismatch(
          at("numbers are calculated with, not " + operand.type(), position));
    }
  }

  /** Calculates what is always the same at once. */
  static Expression folded(Expression expression) {
    for (Expression operand : expression.operands()) {
      if (!(operand instanceof Constant)) {
        return expression;
      }
    }
    try {
      return new Constant(expression.evaluate(Row.EMPTY, Bindings.NONE), expression.type());
    } catch (SQLException e) {
      // Whether it is asked for at all is not known yet: it may fail when it is.
      return expression;
    }
  }

  ParameterValue parameter(Expr.Parameter parameter, ParameterUse use) {
    uses.set(parameter.index(), use);
    return new ParameterValue(parameter.index(), use.type());
  }
}
