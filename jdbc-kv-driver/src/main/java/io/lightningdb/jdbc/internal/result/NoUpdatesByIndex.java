package io.lightningdb.jdbc.internal.result;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;

/** The methods that update a column by its index: there are none in a read-only result set. */
abstract class NoUpdatesByIndex implements ResultSet {

  @Override
  public final void updateNull(int columnIndex) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBoolean(int columnIndex, boolean value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateByte(int columnIndex, byte value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateShort(int columnIndex, short value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateInt(int columnIndex, int value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateLong(int columnIndex, long value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateFloat(int columnIndex, float value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateDouble(int columnIndex, double value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBigDecimal(int columnIndex, @Nullable BigDecimal value)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateString(int columnIndex, @Nullable String value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBytes(int columnIndex, byte @Nullable [] value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateDate(int columnIndex, @Nullable Date value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateTime(int columnIndex, @Nullable Time value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateTimestamp(int columnIndex, @Nullable Timestamp value)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateAsciiStream(int columnIndex, @Nullable InputStream stream, int length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBinaryStream(int columnIndex, @Nullable InputStream stream, int length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateCharacterStream(int columnIndex, @Nullable Reader stream, int length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateObject(int columnIndex, @Nullable Object value, int scale)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateObject(int columnIndex, @Nullable Object value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateRef(int columnIndex, @Nullable Ref value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBlob(int columnIndex, @Nullable Blob value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateClob(int columnIndex, @Nullable Clob value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateArray(int columnIndex, @Nullable Array value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateRowId(int columnIndex, @Nullable RowId value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNString(int columnIndex, @Nullable String value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNClob(int columnIndex, @Nullable NClob value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateSQLXML(int columnIndex, @Nullable SQLXML value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNCharacterStream(int columnIndex, @Nullable Reader stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateAsciiStream(int columnIndex, @Nullable InputStream stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBinaryStream(int columnIndex, @Nullable InputStream stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateCharacterStream(int columnIndex, @Nullable Reader stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBlob(int columnIndex, @Nullable InputStream stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateClob(int columnIndex, @Nullable Reader stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNClob(int columnIndex, @Nullable Reader stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNCharacterStream(int columnIndex, @Nullable Reader stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateAsciiStream(int columnIndex, @Nullable InputStream stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBinaryStream(int columnIndex, @Nullable InputStream stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateCharacterStream(int columnIndex, @Nullable Reader stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBlob(int columnIndex, @Nullable InputStream stream) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateClob(int columnIndex, @Nullable Reader stream) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNClob(int columnIndex, @Nullable Reader stream) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateObject(
      int columnIndex, @Nullable Object value, @Nullable SQLType targetType, int scale)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateObject(
      int columnIndex, @Nullable Object value, @Nullable SQLType targetType) throws SQLException {
    throw readOnly();
  }

  static SQLException readOnly() {
    return SqlErrors.notSupported("result sets are read-only; change rows with UPDATE");
  }
}
