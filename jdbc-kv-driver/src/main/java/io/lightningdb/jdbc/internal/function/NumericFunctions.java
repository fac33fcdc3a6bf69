package io.lightningdb.jdbc.internal.function;

import static io.lightningdb.jdbc.internal.function.Parameter.APPROXIMATE;
import static io.lightningdb.jdbc.internal.function.Parameter.NUMBER;
import static io.lightningdb.jdbc.internal.function.Parameter.WHOLE;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.function.ScalarFunction.Changes;
import io.lightningdb.jdbc.internal.function.ScalarFunction.ResultType;
import io.lightningdb.jdbc.internal.type.Arithmetic;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Numbers;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * The functions of numbers. As in arithmetic, a result is a BIGINT, a DECIMAL or a DOUBLE,
 * whichever the arguments make necessary, and nothing becomes infinite.
 */
final class NumericFunctions {

  /** The type of the first argument, made wide. */
  private static final ResultType WIDENED =
      (signature, arguments) -> Arithmetic.resultType(arguments.get(0), arguments.get(0));

  private NumericFunctions() {}

  static void define(FunctionGroup group) {
    defineRounding(group);
    defineArithmetic(group);
    definePowers(group);
    defineTrigonometry(group);
    defineBits(group);
    defineChance(group);
  }

  private static void defineRounding(FunctionGroup group) {
    rounding(group.function("ROUND").takes(NUMBER).mayTake(WHOLE), RoundingMode.HALF_UP);
    rounding(group.function("TRUNC", "TRUNCATE").takes(NUMBER).mayTake(WHOLE), RoundingMode.DOWN);
    rounding(group.function("CEIL", "CEILING").takes(NUMBER), RoundingMode.CEILING);
    rounding(group.function("FLOOR").takes(NUMBER), RoundingMode.FLOOR);
  }

  private static void rounding(FunctionGroup.Definition function, RoundingMode mode) {
    function
        .returns(WIDENED)
        .as(call -> Rounding.round(call, call.value(0), call.has(1) ? call.whole(1) : 0, mode));
  }

  private static void defineArithmetic(FunctionGroup group) {
    group.function("ABS").takes(NUMBER).returns(WIDENED).as(NumericFunctions::absolute);
    group
        .function("SIGN")
        .takes(NUMBER)
        .returns(ColumnType.INTEGER)
        .as(call -> (long) Integer.signum(Numbers.compare(call.value(0), 0L)));
    group
        .function("MOD")
        .takes(NUMBER, NUMBER)
        .returns(
            (signature, arguments) -> Arithmetic.resultType(arguments.get(0), arguments.get(1)))
        .as(NumericFunctions::remainder);
  }

  private static Object absolute(Call call) throws SQLException {
    Object number = call.value(0);
    if (number instanceof Double approximate) {
      return Math.abs(approximate);
    }
    try {
      return Numbers.compare(number, 0L) < 0 ? Arithmetic.negate(number) : number;
    } catch (SQLException e) {
      throw SqlErrors.withPlace(e, call.function());
    }
  }

  private static Object remainder(Call call) throws SQLException {
    try {
      return Arithmetic.remainder(call.value(0), call.value(1));
    } catch (SQLException e) {
      throw SqlErrors.withPlace(e, call.function());
    }
  }

  private static void approximate(FunctionGroup group, String name, DoubleUnaryOperator operator) {
    group
        .function(name)
        .takes(APPROXIMATE)
        .returns(ColumnType.DOUBLE)
        .as(call -> call.finite(operator.applyAsDouble(call.approximate(0))));
  }

  private static void definePowers(FunctionGroup group) {
    group
        .function("POWER", "POW")
        .takes(APPROXIMATE, APPROXIMATE)
        .returns(ColumnType.DOUBLE)
        .as(call -> call.finite(Math.pow(call.approximate(0), call.approximate(1))));
    approximate(group, "SQRT", Math::sqrt);
    approximate(group, "EXP", Math::exp);
    group
        .function("LN")
        .takes(APPROXIMATE)
        .returns(ColumnType.DOUBLE)
        .as(call -> Math.log(positive(call, 0)) + 0.0);
    group
        .function("LOG10")
        .takes(APPROXIMATE)
        .returns(ColumnType.DOUBLE)
        .as(call -> Math.log10(positive(call, 0)) + 0.0);
    group
        .function("LOG")
        .takes(APPROXIMATE)
        .mayTake(APPROXIMATE)
        .returns(ColumnType.DOUBLE)
        .as(NumericFunctions::logarithm);
  }

  private static double positive(Call call, int index) throws SQLException {
    double number = call.approximate(index);
    if (number <= 0) {
      throw call.outOfRange("does not exist: only numbers above 0 have a logarithm");
    }
    return number;
  }

  /** Of two arguments the first is the base. */
  private static Object logarithm(Call call) throws SQLException {
    double first = positive(call, 0);
    if (!call.has(1)) {
      return Math.log(first) + 0.0;
    }
    double second = positive(call, 1);
    if (first == 1) {
      throw SqlErrors.divisionByZero(call + " does not exist: 1 is no base of logarithms");
    }
    // Exact where the result is whole, as it often is meant to be.
    double result = first == 10 ? Math.log10(second) : Math.log(second) / Math.log(first);
    return call.finite(result);
  }

  private static void defineTrigonometry(FunctionGroup group) {
    approximate(group, "SIN", Math::sin);
    approximate(group, "COS", Math::cos);
    approximate(group, "TAN", Math::tan);
    approximate(group, "ASIN", Math::asin);
    approximate(group, "ACOS", Math::acos);
    approximate(group, "ATAN", Math::atan);
    approximate(group, "DEGREES", Math::toDegrees);
    approximate(group, "RADIANS", Math::toRadians);
    group
        .function("COT")
        .takes(APPROXIMATE)
        .returns(ColumnType.DOUBLE)
        .as(NumericFunctions::cotangent);
    group
        .function("ATAN2")
        .takes(APPROXIMATE, APPROXIMATE)
        .returns(ColumnType.DOUBLE)
        .as(call -> call.finite(Math.atan2(call.approximate(0), call.approximate(1))));
    group.function("PI").returns(ColumnType.DOUBLE).as(call -> Math.PI);
  }

  private static Object cotangent(Call call) throws SQLException {
    double tangent = Math.tan(call.approximate(0));
    if (tangent == 0) {
      throw SqlErrors.divisionByZero(call + " does not exist: the tangent is 0");
    }
    return call.finite(1 / tangent);
  }

  private static void defineBits(FunctionGroup group) {
    group
        .function("BITAND")
        .takes(WHOLE, WHOLE)
        .returns(ColumnType.BIGINT)
        .as(call -> call.whole(0) & call.whole(1));
    group
        .function("BITOR")
        .takes(WHOLE, WHOLE)
        .returns(ColumnType.BIGINT)
        .as(call -> call.whole(0) | call.whole(1));
    group
        .function("BITXOR")
        .takes(WHOLE, WHOLE)
        .returns(ColumnType.BIGINT)
        .as(call -> call.whole(0) ^ call.whole(1));
  }

  private static void defineChance(FunctionGroup group) {
    group
        .function("RAND", "RANDOM")
        .mayTake(WHOLE)
        .returns(ColumnType.DOUBLE)
        .changing(Changes.WITH_EACH_CALL)
        .as(NumericFunctions::random);
  }

  /** With a seed it is the same number each time. */
  private static Object random(Call call) throws SQLException {
    return call.has(0)
        ? new SplittableRandom(call.whole(0)).nextDouble()
        : ThreadLocalRandom.current().nextDouble();
  }
}
