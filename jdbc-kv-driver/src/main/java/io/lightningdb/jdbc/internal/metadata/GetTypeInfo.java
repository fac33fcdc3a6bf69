package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Family;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code getTypeInfo}. */
final class GetTypeInfo {

  private static final Shape SHAPE =
      Shape.of(
          "TYPE_NAME",
          "DATA_TYPE:int",
          "PRECISION:int",
          "LITERAL_PREFIX",
          "LITERAL_SUFFIX",
          "CREATE_PARAMS",
          "NULLABLE:short",
          "CASE_SENSITIVE:boolean",
          "SEARCHABLE:short",
          "UNSIGNED_ATTRIBUTE:boolean",
          "FIXED_PREC_SCALE:boolean",
          "AUTO_INCREMENT:boolean",
          "LOCAL_TYPE_NAME",
          "MINIMUM_SCALE:short",
          "MAXIMUM_SCALE:short",
          "SQL_DATA_TYPE:int",
          "SQL_DATETIME_SUB:int",
          "NUM_PREC_RADIX:int");

  private GetTypeInfo() {}

  static ResultSet of() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (SqlType type : SqlType.values()) {
      rows.add(row(type));
    }
    rows.sort(Comparator.comparing(row -> (Long) row[1]));
    return SHAPE.of(rows);
  }

  private static @Nullable Object[] row(SqlType type) {
    ColumnType column = ColumnType.of(type);
    boolean hasSuffix = type.family() != Family.NUMBER && type != SqlType.BOOLEAN;
    boolean isPattern = type.hasLength();
    return new Object[] {
      type.sqlName(),
      (long) type.jdbcType(),
      (long) column.columnSize(),
      prefix(type),
      hasSuffix ? "'" : null,
      createParams(type),
      (long) DatabaseMetaData.typeNullable,
      type.family() == Family.TEXT,
      (long) (isPattern ? DatabaseMetaData.typeSearchable : DatabaseMetaData.typePredBasic),
      false,
      false,
      type.isInteger(),
      null,
      0L,
      maximumScale(type),
      null,
      null,
      GetColumns.radix(column)
    };
  }

  private static @Nullable String prefix(SqlType type) {
    return switch (type.family()) {
      case BOOLEAN, NUMBER -> null;
      case TEXT -> "'";
      case BINARY -> "X'";
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE, UUID -> type.sqlName() + " '";
    };
  }

  private static @Nullable String createParams(SqlType type) {
    if (type == SqlType.DECIMAL) {
      return "precision, scale";
    }
    if (type.hasLength()) {
      return "length";
    }
    return type.hasTime() ? "fractional digits" : null;
  }

  private static long maximumScale(SqlType type) {
    if (type == SqlType.DECIMAL) {
      return ColumnType.DECIMAL_DIGITS_MAX;
    }
    return type.hasTime() ? ColumnType.FRACTION_DIGITS_MAX : 0;
  }
}
