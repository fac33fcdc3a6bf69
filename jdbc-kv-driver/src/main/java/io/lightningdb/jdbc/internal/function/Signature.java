package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a function is called and takes.
 *
 * @param parameters those that must be there, those that may, and those that may be there again
 * @param argumentsMin how many must be there
 * @param repeated how many of the last parameters stand for any number of arguments: 0 or 1
 */
record Signature(String name, List<Parameter> parameters, int argumentsMin, int repeated) {

  Signature {
    parameters = List.copyOf(parameters);
  }

  int argumentsMax() {
    return repeated > 0 ? Integer.MAX_VALUE : parameters.size();
  }

  private Parameter parameter(int index) {
    return parameters.get(Math.min(index, parameters.size() - 1));
  }

  /** Returns the type that an argument takes which has none of its own. */
  ColumnType argumentType(int index, List<@Nullable ColumnType> known) {
    return parameter(index).typeOfUntyped(known);
  }

  /** Throws 42804 unless there can be arguments of these types. */
  void check(List<ColumnType> arguments) throws SQLException {
    int count = arguments.size();
    if (count < argumentsMin || count > argumentsMax()) {
      throw SqlErrors.typeMismatch(name + " takes " + argumentCount() + ", not " + count);
    }
    for (int i = 0; i < count; i++) {
      Parameter parameter = parameter(i);
      if (!parameter.takes(arguments.get(i))) {
        throw SqlErrors.typeMismatch(
            name
                + " takes "
                + parameter.description()
                + " as argument "
                + (i + 1)
                + ", not "
                + arguments.get(i));
      }
    }
  }

  private String argumentCount() {
    if (repeated > 0) {
      return argumentsMin + " or more arguments";
    }
    int max = parameters.size();
    String count = argumentsMin == max ? String.valueOf(max) : argumentsMin + " to " + max;
    return count + (max == 1 ? " argument" : " arguments");
  }
}
