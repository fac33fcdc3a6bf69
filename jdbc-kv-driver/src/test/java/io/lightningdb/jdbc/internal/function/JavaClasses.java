package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;

/** The classes that values have inside the driver. */
final class JavaClasses {

  private JavaClasses() {}

  static Class<?> of(ColumnType type) {
    return switch (type.type()) {
      case BOOLEAN -> Boolean.class;
      case SMALLINT, INTEGER, BIGINT -> Long.class;
      case REAL, DOUBLE -> Double.class;
      case DECIMAL -> BigDecimal.class;
      case CHAR, VARCHAR, CLOB -> String.class;
      case BINARY, VARBINARY, BLOB -> byte[].class;
      case DATE -> LocalDate.class;
      case TIME -> LocalTime.class;
      case TIMESTAMP -> LocalDateTime.class;
      case TIMESTAMP_WITH_TIME_ZONE -> OffsetDateTime.class;
      case UUID -> UUID.class;
    };
  }
}
