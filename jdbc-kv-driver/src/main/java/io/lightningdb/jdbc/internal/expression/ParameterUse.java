package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.type.Assignment;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter is used for.
 *
 * @param purpose how its values are converted
 * @param type the type it has there
 * @param column the column that it is stored in, if it is
 */
public record ParameterUse(Purpose purpose, ColumnType type, @Nullable Column column) {

  /** How a parameter's values are converted. */
  public enum Purpose {
    /** To the type of the column that they are stored in. */
    STORED,
    /** To what compares with values of the type, without rounding. */
    COMPARED,
    /** Not at all: it is only asked whether they are null. */
    TESTED
  }

  static ParameterUse stored(Column column) {
    return new ParameterUse(Purpose.STORED, column.type(), column);
  }

  static ParameterUse compared(ColumnType type) {
    return new ParameterUse(Purpose.COMPARED, type, null);
  }

  static ParameterUse tested() {
    return new ParameterUse(Purpose.TESTED, ColumnType.VARCHAR, null);
  }

  /** Returns whether the parameter can be null; for a NOT NULL column it cannot. */
  public boolean isNullable() {
    return column == null || column.nullable();
  }

  /** Converts a value for this use. */
  @Nullable Object convert(@Nullable Object value, int index) throws SQLException {
    try {
      return switch (purpose) {
        case STORED -> Assignment.assign(value, type, column == null ? "?" : column.name());
        case COMPARED -> Comparison.operand(value, type);
        case TESTED -> value;
      };
    } catch (SQLException e) {
      throw SqlErrors.withPlace(e, "parameter " + (index + 1));
    }
  }
}
