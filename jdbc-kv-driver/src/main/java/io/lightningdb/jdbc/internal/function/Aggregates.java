package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.Aggregate.Accumulator;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The aggregates. All but COUNT are null if there is nothing but null. */
final class Aggregates {

  private final Map<String, Aggregate> aggregates = new TreeMap<>();

  private Aggregates() {}

  /** Returns the aggregates by name. */
  static Map<String, Aggregate> byName() {
    Aggregates all = new Aggregates();
    all.defineSums();
    all.defineExtremes();
    all.defineVariances();
    all.defineTexts();
    return Map.copyOf(all.aggregates);
  }

  /** Makes an accumulator for arguments, of which the first is of a type. */
  private interface Accumulation {
    Accumulator begin(String name, ColumnType argument);
  }

  private record BoundAggregate(
      String name,
      ColumnType argument,
      ColumnType type,
      boolean isNullable,
      Accumulation accumulation)
      implements Aggregate.Bound {

    @Override
    public Accumulator begin() {
      return accumulation.begin(name, argument);
    }
  }

  private record Definition(
      Signature signature,
      UnaryOperator<ColumnType> resultType,
      boolean nullable,
      Accumulation accumulation)
      implements Aggregate {

    @Override
    public String name() {
      return signature.name();
    }

    @Override
    public Bound bind(List<ColumnType> arguments) throws SQLException {
      signature.check(arguments);
      // Only COUNT can do without, and its result is of one type always.
      ColumnType first = arguments.isEmpty() ? ColumnType.BIGINT : arguments.get(0);
      return new BoundAggregate(name(), first, resultType.apply(first), nullable, accumulation);
    }
  }

  private void define(
      String name,
      Parameter parameter,
      UnaryOperator<ColumnType> resultType,
      Accumulation accumulation) {
    Signature signature = new Signature(name, List.of(parameter), 1, 0);
    aggregates.put(name, new Definition(signature, resultType, true, accumulation));
  }

  private void defineSums() {
    aggregates.put(
        "COUNT",
        new Definition(
            new Signature("COUNT", List.of(Parameter.ANYTHING), 0, 0),
            type -> ColumnType.BIGINT,
            false,
            (name, type) -> new Count()));
    define("SUM", Parameter.NUMBER, Aggregates::sumType, (name, type) -> new Sum(sumType(type)));
    define(
        "AVG",
        Parameter.NUMBER,
        Aggregates::averageType,
        (name, type) -> new Average(averageType(type)));
  }

  /** A BIGINT has room for as many INTEGERs as there can be, but not for as many BIGINTs. */
  private static ColumnType sumType(ColumnType type) {
    return switch (type.type()) {
      case SMALLINT, INTEGER -> ColumnType.BIGINT;
      default -> averageType(type);
    };
  }

  private static ColumnType averageType(ColumnType type) {
    return type.type().isApproximate() ? ColumnType.DOUBLE : ColumnType.DECIMAL;
  }

  private void defineExtremes() {
    define("MAX", Parameter.ANYTHING, type -> type, (name, type) -> new Extreme(1));
    define("MIN", Parameter.ANYTHING, type -> type, (name, type) -> new Extreme(-1));
    for (String every : List.of("EVERY", "BOOL_AND")) {
      define(every, Parameter.BOOLEAN, type -> type, (name, type) -> new Extreme(-1));
    }
    for (String any : List.of("ANY", "BOOL_OR")) {
      define(any, Parameter.BOOLEAN, type -> type, (name, type) -> new Extreme(1));
    }
  }

  private void defineVariances() {
    variance("VAR_POP", false, false);
    variance("VAR_SAMP", true, false);
    variance("STDDEV_POP", false, true);
    variance("STDDEV_SAMP", true, true);
  }

  private void variance(String aggregate, boolean sample, boolean root) {
    define(
        aggregate,
        Parameter.APPROXIMATE,
        type -> ColumnType.DOUBLE,
        (name, type) -> new Variance(name, sample, root));
  }

  private void defineTexts() {
    for (String listing : List.of("LISTAGG", "STRING_AGG")) {
      aggregates.put(
          listing,
          new Definition(
              new Signature(listing, List.of(Parameter.PRINTABLE, Parameter.TEXT), 1, 0),
              type -> ColumnType.VARCHAR,
              true,
              (name, type) -> new TextList(name, type.type())));
    }
  }
}
