package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.function.Function;
import io.lightningdb.jdbc.internal.function.Functions;
import io.lightningdb.jdbc.internal.sql.Comparator;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.type.Cast;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds calls of functions, CASE and CAST. */
final class CallBinder {

  private final ExpressionBinder binder;

  CallBinder(ExpressionBinder binder) {
    this.binder = binder;
  }

  Expression call(Expr.Call call, Scope scope) throws SQLException {
    switch (call.name()) {
      case "COALESCE", "IFNULL", "NVL" -> {
        return coalesce(call, scope);
      }
      case "NULLIF" -> {
        return nullIf(call, scope);
      }
      default -> {}
    }
    Function function = Functions.find(call.name());
    if (function == null) {
      if (Functions.findAggregate(call.name()) != null) {
        throw SqlErrors.grouping(
            binder.at(
                call.name() + " can only stand behind SELECT, HAVING and ORDER BY",
                call.position()));
      }
      throw SqlErrors.noSuchFunction(
          binder.at("there is no function " + call.name(), call.position()));
    }
    if (call.distinct() || call.star()) {
      throw SqlErrors.syntax(
          binder.at(call.name() + " is no aggregate: it takes values", call.position()));
    }
    checkCount(call, function.argumentsMin(), function.argumentsMax());
    List<@Nullable Expression> bound = new ArrayList<>();
    List<@Nullable ColumnType> known = new ArrayList<>();
    for (Expr argument : call.arguments()) {
      Expression typed = binder.typed(argument, scope);
      bound.add(typed);
      known.add(typed == null ? null : typed.type());
    }
    List<Expression> arguments = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    for (int i = 0; i < bound.size(); i++) {
      Expression typed = bound.get(i);
      Expression argument =
          typed == null
              ? binder.adapted(call.arguments().get(i), function.argumentType(i, known), scope)
              : typed;
      arguments.add(argument);
      types.add(argument.type());
    }
    Expression value = new FunctionValue(function, bind(function, types, call), arguments);
    return function.isDeterministic() ? ExpressionBinder.folded(value) : value;
  }

  private Function.Bound bind(Function function, List<ColumnType> types, Expr.Call call)
      throws SQLException {
    try {
      return function.bind(types);
    } catch (SQLException e) {
      throw SqlErrors.withMessage(e, binder.at(SqlErrors.message(e), call.position()));
    }
  }

  private void checkCount(Expr.Call call, int min, int max) throws SQLException {
    int count = call.arguments().size();
    if (count < min || count > max) {
      String wanted =
          min == max
              ? String.valueOf(min)
              : max == Integer.MAX_VALUE ? min + " or more" : min + " to " + max;
      throw SqlErrors.noSuchFunction(
          binder.at(
              call.name() + " takes " + wanted + " arguments, not " + count, call.position()));
    }
  }

  private Expression coalesce(Expr.Call call, Scope scope) throws SQLException {
    checkCount(call, 1, Integer.MAX_VALUE);
    List<Expression> values = binder.common(call.arguments(), scope, call.position());
    return ExpressionBinder.folded(new FirstValue(values, values.get(0).type()));
  }

  /** NULLIF(a, b) is null where a = b, and a elsewhere. */
  private Expression nullIf(Expr.Call call, Scope scope) throws SQLException {
    checkCount(call, 2, 2);
    Expr first = call.arguments().get(0);
    Condition equal =
        binder.condition(
            new Expr.Compare(Comparator.EQUAL, first, call.arguments().get(1), call.position()),
            scope);
    Expression value = binder.value(first, scope);
    return new CaseValue(
        List.of(equal), List.of(new Constant(null, value.type()), value), value.type());
  }

  Expression cast(Expr.Cast cast, Scope scope) throws SQLException {
    if (cast.operand() instanceof Expr.Parameter parameter) {
      // What is given for it need not be of the type already.
      return new CastValue(
          binder.parameter(parameter, ParameterUse.compared(cast.type())), cast.type());
    }
    Expression operand = binder.value(cast.operand(), scope);
    if (operand instanceof Constant constant && constant.value() == null) {
      return new Constant(null, cast.type());
    }
    if (!Cast.isPossible(operand.type(), cast.type())) {
      throw SqlErrors.typeMismatch(
          binder.at("a " + operand.type() + " cannot be cast to " + cast.type(), cast.position()));
    }
    return ExpressionBinder.folded(new CastValue(operand, cast.type()));
  }

  Expression caseOf(Expr.Case caseOf, Scope scope) throws SQLException {
    List<Condition> conditions = new ArrayList<>();
    List<Expr> results = new ArrayList<>();
    Expr operand = caseOf.operand();
    for (Expr.Case.Branch branch : caseOf.branches()) {
      Expr when = branch.when();
      conditions.add(
          binder.condition(
              operand == null
                  ? when
                  : new Expr.Compare(Comparator.EQUAL, operand, when, when.position()),
              scope));
      results.add(branch.then());
    }
    Expr otherwise = caseOf.otherwise();
    results.add(otherwise == null ? new Expr.Literal(null, null, caseOf.position()) : otherwise);
    List<Expression> values = binder.common(results, scope, caseOf.position());
    return new CaseValue(conditions, values, values.get(0).type());
  }
}
