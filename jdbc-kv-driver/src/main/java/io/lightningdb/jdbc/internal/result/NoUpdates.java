package io.lightningdb.jdbc.internal.result;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;

/** The other methods that update: there are none in a read-only result set. */
abstract class NoUpdates extends NoUpdatesByIndex {

  @Override
  public final void updateNull(String columnLabel) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBoolean(String columnLabel, boolean value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateByte(String columnLabel, byte value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateShort(String columnLabel, short value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateInt(String columnLabel, int value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateLong(String columnLabel, long value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateFloat(String columnLabel, float value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateDouble(String columnLabel, double value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBigDecimal(String columnLabel, @Nullable BigDecimal value)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateString(String columnLabel, @Nullable String value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBytes(String columnLabel, byte @Nullable [] value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateDate(String columnLabel, @Nullable Date value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateTime(String columnLabel, @Nullable Time value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateTimestamp(String columnLabel, @Nullable Timestamp value)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateAsciiStream(String columnLabel, @Nullable InputStream stream, int length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBinaryStream(String columnLabel, @Nullable InputStream stream, int length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateCharacterStream(String columnLabel, @Nullable Reader stream, int length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateObject(String columnLabel, @Nullable Object value, int scale)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateObject(String columnLabel, @Nullable Object value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void insertRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public final void deleteRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public final void refreshRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public final void cancelRowUpdates() throws SQLException {
    throw readOnly();
  }

  @Override
  public final void moveToInsertRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public final void moveToCurrentRow() throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateRef(String columnLabel, @Nullable Ref value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBlob(String columnLabel, @Nullable Blob value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateClob(String columnLabel, @Nullable Clob value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateArray(String columnLabel, @Nullable Array value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateRowId(String columnLabel, @Nullable RowId value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNString(String columnLabel, @Nullable String value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNClob(String columnLabel, @Nullable NClob value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateSQLXML(String columnLabel, @Nullable SQLXML value) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNCharacterStream(String columnLabel, @Nullable Reader stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateAsciiStream(String columnLabel, @Nullable InputStream stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBinaryStream(
      String columnLabel, @Nullable InputStream stream, long length) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateCharacterStream(String columnLabel, @Nullable Reader stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBlob(String columnLabel, @Nullable InputStream stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateClob(String columnLabel, @Nullable Reader stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNClob(String columnLabel, @Nullable Reader stream, long length)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNCharacterStream(String columnLabel, @Nullable Reader stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateAsciiStream(String columnLabel, @Nullable InputStream stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBinaryStream(String columnLabel, @Nullable InputStream stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateCharacterStream(String columnLabel, @Nullable Reader stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateBlob(String columnLabel, @Nullable InputStream stream)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateClob(String columnLabel, @Nullable Reader stream) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateNClob(String columnLabel, @Nullable Reader stream) throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateObject(
      String columnLabel, @Nullable Object value, @Nullable SQLType targetType, int scale)
      throws SQLException {
    throw readOnly();
  }

  @Override
  public final void updateObject(
      String columnLabel, @Nullable Object value, @Nullable SQLType targetType)
      throws SQLException {
    throw readOnly();
  }
}
