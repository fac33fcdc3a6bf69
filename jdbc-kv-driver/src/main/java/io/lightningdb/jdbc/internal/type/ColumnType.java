package io.lightningdb.jdbc.internal.type;

/**
 * A type with its measures. Immutable.
 *
 * @param type the type
 * @param precision for text and binary types the most characters or bytes, for DECIMAL the most
 *     digits; 0 where there is no such bound
 * @param scale for DECIMAL the digits after the point, for times those of the second's fraction
 */
public record ColumnType(SqlType type, int precision, int scale) {

  /** The most digits that a DECIMAL has on either side of the point. */
  public static final int DECIMAL_DIGITS_MAX = 1000;

  /** The longest that a bounded text or binary column can be declared. */
  public static final int LENGTH_MAX = 1024 * 1024 * 1024;

  /** Fractional digits of a second that are kept: nanoseconds. */
  public static final int FRACTION_DIGITS_MAX = 9;

  public static final ColumnType BOOLEAN = of(SqlType.BOOLEAN);
  public static final ColumnType SMALLINT = of(SqlType.SMALLINT);
  public static final ColumnType INTEGER = of(SqlType.INTEGER);
  public static final ColumnType BIGINT = of(SqlType.BIGINT);
  public static final ColumnType DOUBLE = of(SqlType.DOUBLE);
  public static final ColumnType DECIMAL = of(SqlType.DECIMAL);
  public static final ColumnType VARCHAR = of(SqlType.VARCHAR);
  public static final ColumnType VARBINARY = of(SqlType.VARBINARY);

  /** Returns {@code type} without bounds. */
  public static ColumnType of(SqlType type) {
    return new ColumnType(type, 0, type.hasTime() ? FRACTION_DIGITS_MAX : 0);
  }

  /** Returns a text or binary type of at most {@code length} characters or bytes. */
  public static ColumnType sized(SqlType type, int length) {
    return new ColumnType(type, length, 0);
  }

  /** Returns a DECIMAL of {@code precision} digits, {@code scale} of them after the point. */
  public static ColumnType decimal(int precision, int scale) {
    return new ColumnType(SqlType.DECIMAL, precision, scale);
  }

  /** Returns a type with a time of day that keeps {@code digits} of the second's fraction. */
  public static ColumnType temporal(SqlType type, int digits) {
    return new ColumnType(type, 0, digits);
  }

  public Family family() {
    return type.family();
  }

  /** Returns whether values are padded to the full length. */
  public boolean isPadded() {
    return type == SqlType.CHAR || type == SqlType.BINARY;
  }

  /** Returns what JDBC calls the column's size: digits, characters or bytes. */
  public int columnSize() {
    return switch (type) {
      case BOOLEAN -> 1;
      case SMALLINT -> 5;
      case INTEGER -> 10;
      case BIGINT -> 19;
      case REAL -> 7;
      case DOUBLE -> 15;
      case DECIMAL -> precision == 0 ? DECIMAL_DIGITS_MAX : precision;
      case CHAR, VARCHAR, CLOB, BINARY, VARBINARY, BLOB ->
          precision == 0 ? Integer.MAX_VALUE : precision;
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE, UUID -> displaySize();
    };
  }

  /** Returns how many characters it takes to print a value, at most. */
  public int displaySize() {
    return switch (type) {
      case BOOLEAN -> 5;
      case SMALLINT -> 6;
      case INTEGER -> 11;
      case BIGINT -> 20;
      case REAL -> 15;
      case DOUBLE -> 25;
      case DECIMAL -> precision == 0 ? 2 * DECIMAL_DIGITS_MAX + 2 : precision + 2;
      case CHAR, VARCHAR, CLOB -> precision == 0 ? Integer.MAX_VALUE : precision;
      case BINARY, VARBINARY, BLOB -> precision == 0 ? Integer.MAX_VALUE : 2 * precision + 3;
      case DATE -> 10;
      case TIME -> 8 + fractionSize();
      case TIMESTAMP -> 19 + fractionSize();
      case TIMESTAMP_WITH_TIME_ZONE -> 25 + fractionSize();
      case UUID -> 36;
    };
  }

  private int fractionSize() {
    return scale == 0 ? 0 : 1 + scale;
  }

  /** Returns the type as SQL writes it. */
  @Override
  public String toString() {
    return switch (type) {
      case DECIMAL -> precision == 0 ? "DECIMAL" : "DECIMAL(" + precision + ", " + scale + ")";
      case CHAR, VARCHAR, CLOB, BINARY, VARBINARY, BLOB ->
          precision == 0 ? type.sqlName() : type.sqlName() + "(" + precision + ")";
      case TIME -> scale == FRACTION_DIGITS_MAX ? "TIME" : "TIME(" + scale + ")";
      case TIMESTAMP -> "TIMESTAMP" + fraction();
      case TIMESTAMP_WITH_TIME_ZONE -> "TIMESTAMP" + fraction() + " WITH TIME ZONE";
      default -> type.sqlName();
    };
  }

  private String fraction() {
    return scale == FRACTION_DIGITS_MAX ? "" : "(" + scale + ")";
  }
}
