package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.Assignment;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.JavaValues;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.JDBCType;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** The types of {@link Types} that a parameter can be said to have. */
final class TargetTypes {

  private TargetTypes() {}

  /**
   * Refuses a number that {@link Types} does not have. Null is null, be it of a type that there is
   * here or not.
   */
  static void checkExists(int jdbcType) throws SQLException {
    try {
      JDBCType.valueOf(jdbcType);
    } catch (IllegalArgumentException e) {
      throw noSuchType(jdbcType);
    }
  }

  private static SQLException noSuchType(int jdbcType) {
    return SqlErrors.badArgument("there is no JDBC type " + jdbcType);
  }

  /** Returns the number that {@link Types} has for a type. */
  static int number(SQLType type) throws SQLException {
    Integer number = type == null ? null : type.getVendorTypeNumber();
    if (number == null) {
      throw SqlErrors.badArgument("there is no type " + type);
    }
    return number;
  }

  /** Returns {@code object} as a value of a type. */
  static @Nullable Object toValue(@Nullable Object object, int jdbcType) throws SQLException {
    ColumnType type = columnType(jdbcType);
    Object value = JavaValues.toValue(object);
    return type == null ? value : Assignment.assign(value, type, "of the parameter");
  }

  /** Returns {@code object} as a value of a type; a decimal number is rounded. */
  static @Nullable Object toValue(@Nullable Object object, int jdbcType, int scale)
      throws SQLException {
    Object value = toValue(object, jdbcType);
    return value instanceof BigDecimal number && scale >= 0
        ? number.setScale(scale, RoundingMode.HALF_UP)
        : value;
  }

  /** Returns the type, or null where any will do. */
  private static @Nullable ColumnType columnType(int jdbcType) throws SQLException {
    return switch (jdbcType) {
      case Types.NULL, Types.OTHER, Types.JAVA_OBJECT -> null;
      case Types.BIT, Types.BOOLEAN -> ColumnType.BOOLEAN;
      case Types.TINYINT, Types.SMALLINT -> ColumnType.SMALLINT;
      case Types.INTEGER -> ColumnType.INTEGER;
      case Types.BIGINT -> ColumnType.BIGINT;
      case Types.REAL -> ColumnType.of(SqlType.REAL);
      case Types.FLOAT, Types.DOUBLE -> ColumnType.DOUBLE;
      case Types.NUMERIC, Types.DECIMAL -> ColumnType.DECIMAL;
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB ->
          ColumnType.VARCHAR;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> ColumnType.VARBINARY;
      case Types.DATE -> ColumnType.of(SqlType.DATE);
      case Types.TIME -> ColumnType.of(SqlType.TIME);
      case Types.TIMESTAMP -> ColumnType.of(SqlType.TIMESTAMP);
      case Types.TIMESTAMP_WITH_TIMEZONE -> ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE);
      case Types.ARRAY,
          Types.DATALINK,
          Types.DISTINCT,
          Types.REF,
          Types.REF_CURSOR,
          Types.ROWID,
          Types.SQLXML,
          Types.STRUCT,
          Types.TIME_WITH_TIMEZONE ->
          throw SqlErrors.notSupported("there are no values of the JDBC type " + jdbcType);
      default -> throw noSuchType(jdbcType);
    };
  }
}
