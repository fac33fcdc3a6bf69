package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.CommonType;
import io.lightningdb.jdbc.internal.type.Family;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function takes in one place. */
enum Parameter {
  ANYTHING("a value", SqlType.VARCHAR),
  /** What compares with the other arguments of the kind. */
  COMPARABLE("a value", SqlType.VARCHAR),
  /** What is shown as a text if it is none. */
  PRINTABLE("anything but bytes", SqlType.VARCHAR),
  TEXT("text", SqlType.VARCHAR),
  TEXT_OR_BYTES("text or bytes", SqlType.VARCHAR),
  BYTES("bytes", SqlType.VARBINARY),
  TEXT_BYTES_OR_NUMBER("text, bytes or a whole number", SqlType.VARCHAR),
  BOOLEAN("a BOOLEAN", SqlType.BOOLEAN),
  NUMBER("a number", SqlType.DECIMAL),
  /** A number that is used as a DOUBLE. */
  APPROXIMATE("a number", SqlType.DOUBLE),
  /** A number whose fraction is rounded away. */
  WHOLE("a whole number", SqlType.BIGINT),
  WITH_DATE("a date or timestamp", SqlType.TIMESTAMP),
  WITH_TIME("a time or timestamp", SqlType.TIMESTAMP),
  WITH_DATE_OR_TIME("a date, time or timestamp", SqlType.TIMESTAMP);

  private final String description;
  private final SqlType usual;

  Parameter(String description, SqlType usual) {
    this.description = description;
    this.usual = usual;
  }

  boolean takes(ColumnType type) {
    Family family = type.family();
    return switch (this) {
      case ANYTHING, COMPARABLE -> true;
      case PRINTABLE -> family != Family.BINARY;
      case TEXT -> family == Family.TEXT;
      case TEXT_OR_BYTES -> family == Family.TEXT || family == Family.BINARY;
      case BYTES -> family == Family.BINARY;
      case TEXT_BYTES_OR_NUMBER ->
          family == Family.TEXT || family == Family.BINARY || family == Family.NUMBER;
      case BOOLEAN -> family == Family.BOOLEAN;
      case NUMBER, APPROXIMATE, WHOLE -> family == Family.NUMBER;
      case WITH_DATE -> family == Family.DATE || isTimestamp(family);
      case WITH_TIME -> family == Family.TIME || isTimestamp(family);
      case WITH_DATE_OR_TIME ->
          family == Family.DATE || family == Family.TIME || isTimestamp(family);
    };
  }

  private static boolean isTimestamp(Family family) {
    return family == Family.TIMESTAMP || family == Family.TIMESTAMP_WITH_TIME_ZONE;
  }

  /** Returns what it takes, as a message says it. */
  String description() {
    return description;
  }

  /**
   * Returns the type of an argument that has none of its own. A parameter's values are not rounded
   * to it, so that it has to have room for all that may come: 1.5 beside an INTEGER, too.
   *
   * @param known the types of all arguments, null where there is none
   */
  ColumnType typeOfUntyped(List<@Nullable ColumnType> known) {
    if (this != COMPARABLE && this != NUMBER && this != WITH_DATE_OR_TIME) {
      return ColumnType.of(usual);
    }
    ColumnType common = null;
    for (ColumnType type : known) {
      if (type != null && takes(type)) {
        ColumnType both = common == null ? type : CommonType.of(common, type);
        // Where there is none, binding is going to say so.
        common = both == null ? common : both;
      }
    }
    return common == null ? ColumnType.of(usual) : roomy(common);
  }

  private static ColumnType roomy(ColumnType type) {
    return switch (type.family()) {
      case NUMBER -> type.type().isApproximate() ? ColumnType.DOUBLE : ColumnType.DECIMAL;
      case TEXT -> ColumnType.VARCHAR;
      case BINARY -> ColumnType.VARBINARY;
      case DATE -> ColumnType.of(SqlType.TIMESTAMP);
      case BOOLEAN, TIME, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE, UUID -> ColumnType.of(type.type());
    };
  }
}
