package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Limits;
import io.lightningdb.jdbc.internal.schema.TableBuilder;

/** How large things can be; 0 where there is no limit, or nothing that could have one. */
abstract class SizeLimits extends Behaviour {

  @Override
  public final int getMaxColumnsInTable() {
    return TableBuilder.COLUMNS_MAX;
  }

  @Override
  public final int getMaxTablesInSelect() {
    return 0;
  }

  @Override
  public final int getMaxTableNameLength() {
    return Limits.KEYSPACE_NAME_BYTES_MAX;
  }

  @Override
  public final int getMaxIndexLength() {
    return Limits.KEY_BYTES_MAX;
  }

  @Override
  public final int getMaxRowSize() {
    return Limits.VALUE_BYTES_MAX;
  }

  @Override
  public final boolean doesMaxRowSizeIncludeBlobs() {
    return true;
  }

  @Override
  public final long getMaxLogicalLobSize() {
    return Limits.VALUE_BYTES_MAX;
  }

  @Override
  public final int getMaxBinaryLiteralLength() {
    return 0;
  }

  @Override
  public final int getMaxCharLiteralLength() {
    return 0;
  }

  @Override
  public final int getMaxColumnNameLength() {
    return 0;
  }

  @Override
  public final int getMaxColumnsInGroupBy() {
    return 0;
  }

  @Override
  public final int getMaxColumnsInIndex() {
    return 0;
  }

  @Override
  public final int getMaxColumnsInOrderBy() {
    return 0;
  }

  @Override
  public final int getMaxColumnsInSelect() {
    return 0;
  }

  @Override
  public final int getMaxConnections() {
    return 0;
  }

  @Override
  public final int getMaxCursorNameLength() {
    return 0;
  }

  @Override
  public final int getMaxSchemaNameLength() {
    return 0;
  }

  @Override
  public final int getMaxProcedureNameLength() {
    return 0;
  }

  @Override
  public final int getMaxCatalogNameLength() {
    return 0;
  }

  @Override
  public final int getMaxStatementLength() {
    return 0;
  }

  @Override
  public final int getMaxStatements() {
    return 0;
  }

  @Override
  public final int getMaxUserNameLength() {
    return 0;
  }
}
