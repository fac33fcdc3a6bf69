package io.lightningdb.jdbc.internal.result;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Numbers;
import io.lightningdb.jdbc.internal.type.Texts;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The getters that take the index of a column. */
abstract class GettersByIndex extends ForwardOnly {

  /**
   * Returns the value of a column in the current row, and remembers whether it is null.
   *
   * @param columnIndex counted from 1
   */
  abstract @Nullable Object value(int columnIndex) throws SQLException;

  /** Returns the type of a column that exists. */
  abstract ColumnType type(int columnIndex);

  @Override
  public final @Nullable String getString(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Texts.toText(value, type(columnIndex).type());
  }

  @Override
  public final boolean getBoolean(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value != null && Conversions.toBoolean(value);
  }

  @Override
  public final byte getByte(int columnIndex) throws SQLException {
    return (byte) whole(columnIndex, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
  }

  @Override
  public final short getShort(int columnIndex) throws SQLException {
    return (short) whole(columnIndex, Short.MIN_VALUE, Short.MAX_VALUE, "short");
  }

  @Override
  public final int getInt(int columnIndex) throws SQLException {
    return (int) whole(columnIndex, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
  }

  @Override
  public final long getLong(int columnIndex) throws SQLException {
    return whole(columnIndex, Long.MIN_VALUE, Long.MAX_VALUE, "long");
  }

  private long whole(int columnIndex, long min, long max, String type) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? 0 : Conversions.toLong(value, min, max, type);
  }

  @Override
  public final float getFloat(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? 0 : Conversions.toFloat(value);
  }

  @Override
  public final double getDouble(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? 0 : Numbers.toDouble(value);
  }

  @Override
  public final @Nullable BigDecimal getBigDecimal(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Conversions.toDecimal(value, type(columnIndex).type());
  }

  @Deprecated
  @Override
  public final @Nullable BigDecimal getBigDecimal(int columnIndex, int scale) throws SQLException {
    BigDecimal number = getBigDecimal(columnIndex);
    return number == null ? null : number.setScale(scale, RoundingMode.HALF_UP);
  }

  @Override
  public final byte @Nullable [] getBytes(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Conversions.toBytes(value);
  }

  @Override
  public final @Nullable Date getDate(int columnIndex) throws SQLException {
    return getDate(columnIndex, null);
  }

  @Override
  public final @Nullable Date getDate(int columnIndex, @Nullable Calendar calendar)
      throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Conversions.toDate(value, calendar);
  }

  @Override
  public final @Nullable Time getTime(int columnIndex) throws SQLException {
    return getTime(columnIndex, null);
  }

  @Override
  public final @Nullable Time getTime(int columnIndex, @Nullable Calendar calendar)
      throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Conversions.toTime(value, calendar);
  }

  @Override
  public final @Nullable Timestamp getTimestamp(int columnIndex) throws SQLException {
    return getTimestamp(columnIndex, null);
  }

  @Override
  public final @Nullable Timestamp getTimestamp(int columnIndex, @Nullable Calendar calendar)
      throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Conversions.toTimestamp(value, calendar);
  }

  @Override
  public final @Nullable Object getObject(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : JavaObjects.toObject(value, type(columnIndex));
  }

  @Override
  public final <T> @Nullable T getObject(int columnIndex, Class<T> target) throws SQLException {
    if (target == null) {
      throw SqlErrors.badArgument("the class must not be null");
    }
    Object value = value(columnIndex);
    return value == null ? null : JavaObjects.toObject(value, type(columnIndex), target);
  }

  @Override
  public final @Nullable Object getObject(int columnIndex, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.notSupported("there are no user-defined types that a map could map");
    }
    return getObject(columnIndex);
  }

  @Override
  public final @Nullable InputStream getAsciiStream(int columnIndex) throws SQLException {
    String text = getString(columnIndex);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Deprecated
  @Override
  public final @Nullable InputStream getUnicodeStream(int columnIndex) throws SQLException {
    String text = getString(columnIndex);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_16BE));
  }

  @Override
  public final @Nullable InputStream getBinaryStream(int columnIndex) throws SQLException {
    byte[] bytes = getBytes(columnIndex);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public final @Nullable Reader getCharacterStream(int columnIndex) throws SQLException {
    String text = getString(columnIndex);
    return text == null ? null : new StringReader(text);
  }

  @Override
  public final @Nullable Blob getBlob(int columnIndex) throws SQLException {
    byte[] bytes = getBytes(columnIndex);
    return bytes == null ? null : new MemoryBlob(bytes);
  }

  @Override
  public final @Nullable Clob getClob(int columnIndex) throws SQLException {
    return getNClob(columnIndex);
  }

  @Override
  public final @Nullable NClob getNClob(int columnIndex) throws SQLException {
    String text = getString(columnIndex);
    return text == null ? null : new MemoryClob(text);
  }

  @Override
  public final @Nullable String getNString(int columnIndex) throws SQLException {
    return getString(columnIndex);
  }

  @Override
  public final @Nullable Reader getNCharacterStream(int columnIndex) throws SQLException {
    return getCharacterStream(columnIndex);
  }

  @Override
  public final @Nullable URL getURL(int columnIndex) throws SQLException {
    String text = getString(columnIndex);
    return text == null ? null : Conversions.toUrl(text);
  }

  @Override
  public final Array getArray(int columnIndex) throws SQLException {
    throw SqlErrors.notSupported("there are no arrays");
  }

  @Override
  public final Ref getRef(int columnIndex) throws SQLException {
    throw SqlErrors.notSupported("there are no references");
  }

  @Override
  public final RowId getRowId(int columnIndex) throws SQLException {
    throw SqlErrors.notSupported("rows have no ids but their primary keys");
  }

  @Override
  public final SQLXML getSQLXML(int columnIndex) throws SQLException {
    throw SqlErrors.notSupported("there is no XML type");
  }
}
