package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.JavaValues;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** The setters of parameters. Arrays are copied and streams are read at once. */
abstract class ParameterSetters extends StatementExecution implements PreparedStatement {

  ParameterSetters(LightningConnection connection, boolean poolable) {
    super(connection, poolable);
  }

  /**
   * Sets a parameter.
   *
   * @param index counted from 1
   * @param value a value as {@link JavaValues} makes them
   */
  abstract void set(int index, @Nullable Object value) throws SQLException;

  @Override
  public final void setNull(int index, int jdbcType) throws SQLException {
    TargetTypes.checkExists(jdbcType);
    set(index, null);
  }

  @Override
  public final void setNull(int index, int jdbcType, @Nullable String typeName)
      throws SQLException {
    setNull(index, jdbcType);
  }

  @Override
  public final void setBoolean(int index, boolean value) throws SQLException {
    set(index, value);
  }

  @Override
  public final void setByte(int index, byte value) throws SQLException {
    set(index, (long) value);
  }

  @Override
  public final void setShort(int index, short value) throws SQLException {
    set(index, (long) value);
  }

  @Override
  public final void setInt(int index, int value) throws SQLException {
    set(index, (long) value);
  }

  @Override
  public final void setLong(int index, long value) throws SQLException {
    set(index, value);
  }

  @Override
  public final void setFloat(int index, float value) throws SQLException {
    set(index, (double) value);
  }

  @Override
  public final void setDouble(int index, double value) throws SQLException {
    set(index, value);
  }

  @Override
  public final void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
    set(index, JavaValues.toValue(value));
  }

  @Override
  public final void setString(int index, @Nullable String value) throws SQLException {
    set(index, value);
  }

  @Override
  public final void setNString(int index, @Nullable String value) throws SQLException {
    set(index, value);
  }

  @Override
  public final void setBytes(int index, byte @Nullable [] value) throws SQLException {
    set(index, JavaValues.toValue(value));
  }

  @Override
  public final void setDate(int index, @Nullable Date value) throws SQLException {
    setDate(index, value, null);
  }

  @Override
  public final void setDate(int index, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    set(index, JavaValues.ofDate(value, calendar));
  }

  @Override
  public final void setTime(int index, @Nullable Time value) throws SQLException {
    setTime(index, value, null);
  }

  @Override
  public final void setTime(int index, @Nullable Time value, @Nullable Calendar calendar)
      throws SQLException {
    set(index, JavaValues.ofDate(value, calendar));
  }

  @Override
  public final void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
    setTimestamp(index, value, null);
  }

  @Override
  public final void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar)
      throws SQLException {
    set(index, JavaValues.ofDate(value, calendar));
  }

  @Override
  public final void setObject(int index, @Nullable Object value) throws SQLException {
    set(index, JavaValues.toValue(value));
  }

  @Override
  public final void setObject(int index, @Nullable Object value, int jdbcType) throws SQLException {
    set(index, TargetTypes.toValue(value, jdbcType));
  }

  @Override
  public final void setObject(int index, @Nullable Object value, int jdbcType, int scaleOrLength)
      throws SQLException {
    if (value instanceof InputStream stream) {
      setBinaryStream(index, stream, scaleOrLength);
    } else if (value instanceof Reader reader) {
      setCharacterStream(index, reader, scaleOrLength);
    } else {
      set(index, TargetTypes.toValue(value, jdbcType, scaleOrLength));
    }
  }

  @Override
  public final void setObject(int index, @Nullable Object value, SQLType type) throws SQLException {
    setObject(index, value, TargetTypes.number(type));
  }

  @Override
  public final void setObject(int index, @Nullable Object value, SQLType type, int scaleOrLength)
      throws SQLException {
    setObject(index, value, TargetTypes.number(type), scaleOrLength);
  }

  // ---- Streams

  private void setBytes(int index, @Nullable InputStream stream, long length) throws SQLException {
    if (stream == null) {
      set(index, null);
      return;
    }
    byte[] bytes = JavaValues.bytes(stream);
    checkLength(bytes.length, length);
    set(index, bytes);
  }

  private void setText(int index, @Nullable Reader reader, long length) throws SQLException {
    if (reader == null) {
      set(index, null);
      return;
    }
    String text = JavaValues.text(reader);
    checkLength(text.length(), length);
    set(index, text);
  }

  /** Compares what a stream had with what was promised, if anything was. */
  private static void checkLength(int found, long promised) throws SQLException {
    if (promised >= 0 && found != promised) {
      throw SqlErrors.badArgument(
          "the stream was said to have a length of " + promised + ", but has " + found);
    }
  }

  private static long checkedLength(long length) throws SQLException {
    if (length < 0) {
      throw SqlErrors.badArgument("the length must not be negative, but is " + length);
    }
    return length;
  }

  @Override
  public final void setAsciiStream(int index, @Nullable InputStream stream) throws SQLException {
    set(
        index,
        stream == null ? null : new String(JavaValues.bytes(stream), StandardCharsets.US_ASCII));
  }

  @Override
  public final void setAsciiStream(int index, @Nullable InputStream stream, long length)
      throws SQLException {
    if (stream == null) {
      set(index, null);
      return;
    }
    byte[] bytes = JavaValues.bytes(stream);
    checkLength(bytes.length, checkedLength(length));
    set(index, new String(bytes, StandardCharsets.US_ASCII));
  }

  @Override
  public final void setAsciiStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    setAsciiStream(index, stream, (long) length);
  }

  /** Sets a text of two bytes for each character, the higher one first. */
  @Deprecated
  @Override
  public final void setUnicodeStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    if (stream == null) {
      set(index, null);
      return;
    }
    byte[] bytes = JavaValues.bytes(stream);
    checkLength(bytes.length, checkedLength(length));
    set(index, new String(bytes, StandardCharsets.UTF_16BE));
  }

  @Override
  public final void setBinaryStream(int index, @Nullable InputStream stream) throws SQLException {
    setBytes(index, stream, -1);
  }

  @Override
  public final void setBinaryStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    setBytes(index, stream, checkedLength(length));
  }

  @Override
  public final void setBinaryStream(int index, @Nullable InputStream stream, long length)
      throws SQLException {
    setBytes(index, stream, checkedLength(length));
  }

  @Override
  public final void setCharacterStream(int index, @Nullable Reader reader) throws SQLException {
    setText(index, reader, -1);
  }

  @Override
  public final void setCharacterStream(int index, @Nullable Reader reader, int length)
      throws SQLException {
    setText(index, reader, checkedLength(length));
  }

  @Override
  public final void setCharacterStream(int index, @Nullable Reader reader, long length)
      throws SQLException {
    setText(index, reader, checkedLength(length));
  }

  @Override
  public final void setNCharacterStream(int index, @Nullable Reader reader) throws SQLException {
    setText(index, reader, -1);
  }

  @Override
  public final void setNCharacterStream(int index, @Nullable Reader reader, long length)
      throws SQLException {
    setText(index, reader, checkedLength(length));
  }

  @Override
  public final void setBlob(int index, @Nullable Blob blob) throws SQLException {
    set(index, JavaValues.toValue(blob));
  }

  @Override
  public final void setBlob(int index, @Nullable InputStream stream) throws SQLException {
    setBytes(index, stream, -1);
  }

  @Override
  public final void setBlob(int index, @Nullable InputStream stream, long length)
      throws SQLException {
    setBytes(index, stream, checkedLength(length));
  }

  @Override
  public final void setClob(int index, @Nullable Clob clob) throws SQLException {
    set(index, JavaValues.toValue(clob));
  }

  @Override
  public final void setClob(int index, @Nullable Reader reader) throws SQLException {
    setText(index, reader, -1);
  }

  @Override
  public final void setClob(int index, @Nullable Reader reader, long length) throws SQLException {
    setText(index, reader, checkedLength(length));
  }

  @Override
  public final void setNClob(int index, @Nullable NClob clob) throws SQLException {
    set(index, JavaValues.toValue(clob));
  }

  @Override
  public final void setNClob(int index, @Nullable Reader reader) throws SQLException {
    setText(index, reader, -1);
  }

  @Override
  public final void setNClob(int index, @Nullable Reader reader, long length) throws SQLException {
    setText(index, reader, checkedLength(length));
  }

  // ---- Rarities

  @Override
  public final void setURL(int index, @Nullable URL url) throws SQLException {
    set(index, url == null ? null : url.toString());
  }

  @Override
  public final void setSQLXML(int index, @Nullable SQLXML xml) throws SQLException {
    set(index, xml == null ? null : xml.getString());
  }

  /** Sets null; there is no array that could be set otherwise. */
  @Override
  public final void setArray(int index, @Nullable Array array) throws SQLException {
    setNullOf(index, array, "there are no arrays");
  }

  /** Sets null; there is no reference that could be set otherwise. */
  @Override
  public final void setRef(int index, @Nullable Ref ref) throws SQLException {
    setNullOf(index, ref, "there are no references");
  }

  /** Sets null; there is no row id that could be set otherwise. */
  @Override
  public final void setRowId(int index, @Nullable RowId id) throws SQLException {
    setNullOf(index, id, "rows have no ids but their primary keys");
  }

  private void setNullOf(int index, @Nullable Object value, String refusal) throws SQLException {
    if (value != null) {
      throw SqlErrors.notSupported(refusal);
    }
    set(index, null);
  }
}
