package io.lightningdb.jdbc.internal.function;

import static java.util.Objects.requireNonNull;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Family;
import io.lightningdb.jdbc.internal.type.Numbers;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Temporals;
import io.lightningdb.jdbc.internal.type.Texts;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of a function: its arguments, counted from 0, and what else it may look at. */
final class Call {

  private final String function;
  private final List<ColumnType> types;
  private final @Nullable Object[] arguments;
  private final ColumnType resultType;
  private final FunctionContext context;

  Call(
      String function,
      List<ColumnType> types,
      @Nullable Object[] arguments,
      ColumnType resultType,
      FunctionContext context) {
    this.function = function;
    this.types = types;
    this.arguments = arguments;
    this.resultType = resultType;
    this.context = context;
  }

  /** Returns the name by which the function was called. */
  String function() {
    return function;
  }

  FunctionContext context() {
    return context;
  }

  ColumnType resultType() {
    return resultType;
  }

  int count() {
    return arguments.length;
  }

  boolean has(int index) {
    return index < arguments.length;
  }

  boolean isNull(int index) {
    return arguments[index] == null;
  }

  ColumnType type(int index) {
    return types.get(index);
  }

  /**
   * Returns an argument that is not null, of the class that its type has. A parameter's values are
   * compared with others as they are, and so a number may come as one of another class, and a
   * timestamp as a date.
   */
  Object value(int index) throws SQLException {
    Object value = requireNonNull(arguments[index]);
    ColumnType type = types.get(index);
    if (type.family() == Family.NUMBER) {
      if (type.type().isApproximate()) {
        return value instanceof Double ? value : (Object) approximate(index);
      }
      return type.type() == SqlType.DECIMAL ? Numbers.toDecimal(value, place(index)) : value;
    }
    return type.family() == Family.DATE ? Temporals.toDate(value) : value;
  }

  String text(int index) {
    return (String) requireNonNull(arguments[index]);
  }

  /** Returns an argument as text, or what stands in its place if it is not given. */
  String text(int index, String otherwise) {
    return has(index) ? text(index) : otherwise;
  }

  /** Returns an argument as a text that shows it. */
  String shown(int index) {
    return Texts.toText(requireNonNull(arguments[index]), types.get(index).type());
  }

  /** Returns an argument that is bytes, or the UTF-8 of one that is text. */
  byte[] bytes(int index) {
    Object value = requireNonNull(arguments[index]);
    return value instanceof String text ? Texts.encode(text) : (byte[]) value;
  }

  /** Returns a number without its fraction, rounded half up. */
  long whole(int index) throws SQLException {
    Object value = requireNonNull(arguments[index]);
    return value instanceof Long number
        ? number
        : Numbers.toLong(value, Long.MIN_VALUE, Long.MAX_VALUE, RoundingMode.HALF_UP, place(index));
  }

  /** Returns a number as a double. */
  double approximate(int index) throws SQLException {
    Object value = requireNonNull(arguments[index]);
    double number = Numbers.toDouble(value);
    if (Double.isInfinite(number) && !(value instanceof Double)) {
      throw SqlErrors.outOfRange(
          Texts.shorten(shown(index)) + " is out of range for " + place(index));
    }
    return number;
  }

  private String place(int index) {
    return "argument " + (index + 1) + " of " + function;
  }

  /** Returns the result of a calculation, unless it left the numbers that there are. */
  Double finite(double result) throws SQLException {
    if (Double.isNaN(result) || Double.isInfinite(result)) {
      for (int i = 0; i < arguments.length; i++) {
        if (!Double.isFinite(approximate(i))) {
          return result;
        }
      }
      throw outOfRange(Double.isNaN(result) ? "is no number" : "is out of range");
    }
    // There is one zero in SQL.
    return result + 0.0;
  }

  /** Returns the exception for a result that there is not; {@code what} follows the call. */
  SQLException outOfRange(String what) {
    return SqlErrors.outOfRange(this + " " + what);
  }

  /** Returns the exception for an argument that the function has no use for. */
  SQLException badArgument(String message) {
    return SqlErrors.badArgument(function + ": " + message);
  }

  /** Returns the call as SQL writes it, shortened. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(function).append('(');
    for (int i = 0; i < arguments.length; i++) {
      text.append(i == 0 ? "" : ", ").append(isNull(i) ? "NULL" : Texts.shorten(shown(i)));
    }
    return text.append(')').toString();
  }
}
