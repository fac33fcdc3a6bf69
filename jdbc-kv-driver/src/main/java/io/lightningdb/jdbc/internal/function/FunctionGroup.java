package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.ScalarFunction.Body;
import io.lightningdb.jdbc.internal.function.ScalarFunction.Changes;
import io.lightningdb.jdbc.internal.function.ScalarFunction.Nulls;
import io.lightningdb.jdbc.internal.function.ScalarFunction.ResultType;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Functions that are being defined. */
final class FunctionGroup {

  private final Map<String, Function> functions = new TreeMap<>();

  /** Returns the functions defined so far by their names, in order. */
  Map<String, Function> functions() {
    return functions;
  }

  /** Begins the definition of a function, which {@link Definition#as} ends. */
  Definition function(String... names) {
    return new Definition(List.of(names));
  }

  /** What has been said of a function so far. */
  final class Definition {

    private final List<String> names;
    private final List<Parameter> parameters = new ArrayList<>();
    private int argumentsMin;
    private int repeated;
    private ResultType result = (signature, arguments) -> ColumnType.VARCHAR;
    private Nulls nulls = Nulls.PASSED_ON;
    private Changes changes = Changes.NEVER;

    private Definition(List<String> names) {
      this.names = names;
    }

    /** Adds parameters that must be there. */
    Definition takes(Parameter... added) {
      parameters.addAll(List.of(added));
      argumentsMin = parameters.size();
      return this;
    }

    /** Adds a parameter that may be there. */
    Definition mayTake(Parameter added) {
      parameters.add(added);
      return this;
    }

    /** Lets the last parameter be there any number of times. */
    Definition orMore() {
      repeated = 1;
      return this;
    }

    Definition returns(ColumnType type) {
      return returns((signature, arguments) -> type);
    }

    Definition returns(ResultType type) {
      result = type;
      return this;
    }

    Definition withNulls(Nulls treated) {
      nulls = treated;
      return this;
    }

    Definition changing(Changes when) {
      changes = when;
      return this;
    }

    /** Defines the function, under each of its names. */
    void as(Body body) {
      for (String name : names) {
        Signature signature = new Signature(name, parameters, argumentsMin, repeated);
        Function earlier =
            functions.put(name, new ScalarFunction(signature, result, nulls, changes, body));
        assert earlier == null : name + " is defined twice";
      }
    }
  }
}
