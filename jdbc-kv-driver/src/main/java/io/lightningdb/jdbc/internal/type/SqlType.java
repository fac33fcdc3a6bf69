package io.lightningdb.jdbc.internal.type;

import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.OffsetDateTime;

/** The types that a column can have. */
public enum SqlType {
  BOOLEAN("BOOLEAN", Types.BOOLEAN, Family.BOOLEAN, Boolean.class),
  SMALLINT("SMALLINT", Types.SMALLINT, Family.NUMBER, Integer.class),
  INTEGER("INTEGER", Types.INTEGER, Family.NUMBER, Integer.class),
  BIGINT("BIGINT", Types.BIGINT, Family.NUMBER, Long.class),
  REAL("REAL", Types.REAL, Family.NUMBER, Float.class),
  DOUBLE("DOUBLE", Types.DOUBLE, Family.NUMBER, Double.class),
  DECIMAL("DECIMAL", Types.DECIMAL, Family.NUMBER, BigDecimal.class),
  CHAR("CHAR", Types.CHAR, Family.TEXT, String.class),
  VARCHAR("VARCHAR", Types.VARCHAR, Family.TEXT, String.class),
  CLOB("CLOB", Types.CLOB, Family.TEXT, Clob.class),
  BINARY("BINARY", Types.BINARY, Family.BINARY, byte[].class),
  VARBINARY("VARBINARY", Types.VARBINARY, Family.BINARY, byte[].class),
  BLOB("BLOB", Types.BLOB, Family.BINARY, Blob.class),
  DATE("DATE", Types.DATE, Family.DATE, Date.class),
  TIME("TIME", Types.TIME, Family.TIME, Time.class),
  TIMESTAMP("TIMESTAMP", Types.TIMESTAMP, Family.TIMESTAMP, Timestamp.class),
  TIMESTAMP_WITH_TIME_ZONE(
      "TIMESTAMP WITH TIME ZONE",
      Types.TIMESTAMP_WITH_TIMEZONE,
      Family.TIMESTAMP_WITH_TIME_ZONE,
      OffsetDateTime.class),
  UUID("UUID", Types.OTHER, Family.UUID, java.util.UUID.class);

  private final String sqlName;
  private final int jdbcType;
  private final Family family;
  private final Class<?> javaClass;

  SqlType(String sqlName, int jdbcType, Family family, Class<?> javaClass) {
    this.sqlName = sqlName;
    this.jdbcType = jdbcType;
    this.family = family;
    this.javaClass = javaClass;
  }

  /** Returns the name as SQL has it, without a length. */
  public String sqlName() {
    return sqlName;
  }

  /** Returns the number that {@link Types} gives it. */
  public int jdbcType() {
    return jdbcType;
  }

  public Family family() {
    return family;
  }

  /** Returns the class of what {@code ResultSet.getObject} returns. */
  public Class<?> javaClass() {
    return javaClass;
  }

  /** Returns whether values are whole numbers. */
  public boolean isInteger() {
    return this == SMALLINT || this == INTEGER || this == BIGINT;
  }

  /** Returns whether values are binary floating-point numbers. */
  public boolean isApproximate() {
    return this == REAL || this == DOUBLE;
  }

  /** Returns whether a length in characters or bytes belongs to the type. */
  public boolean hasLength() {
    return family == Family.TEXT || family == Family.BINARY;
  }

  /** Returns whether values have a time of day, and so a number of fractional digits. */
  public boolean hasTime() {
    return this == TIME || this == TIMESTAMP || this == TIMESTAMP_WITH_TIME_ZONE;
  }
}
