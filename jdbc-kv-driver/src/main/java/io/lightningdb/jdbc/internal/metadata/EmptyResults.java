package io.lightningdb.jdbc.internal.metadata;

import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/**
 * The questions to which the answer is that there is nothing of the kind. Tools ask them all, and
 * want a result set with the right columns.
 */
abstract class EmptyResults extends SizeLimits {

  private static final Shape FOREIGN_KEYS =
      Shape.of(
          "PKTABLE_CAT",
          "PKTABLE_SCHEM",
          "PKTABLE_NAME",
          "PKCOLUMN_NAME",
          "FKTABLE_CAT",
          "FKTABLE_SCHEM",
          "FKTABLE_NAME",
          "FKCOLUMN_NAME",
          "KEY_SEQ:short",
          "UPDATE_RULE:short",
          "DELETE_RULE:short",
          "FK_NAME",
          "PK_NAME",
          "DEFERRABILITY:short");

  private static final Shape PROCEDURES =
      Shape.of(
          "PROCEDURE_CAT",
          "PROCEDURE_SCHEM",
          "PROCEDURE_NAME",
          "RESERVED_1",
          "RESERVED_2",
          "RESERVED_3",
          "REMARKS",
          "PROCEDURE_TYPE:short",
          "SPECIFIC_NAME");

  private static final Shape PROCEDURE_COLUMNS =
      Shape.of(
          "PROCEDURE_CAT",
          "PROCEDURE_SCHEM",
          "PROCEDURE_NAME",
          "COLUMN_NAME",
          "COLUMN_TYPE:short",
          "DATA_TYPE:int",
          "TYPE_NAME",
          "PRECISION:int",
          "LENGTH:int",
          "SCALE:short",
          "RADIX:short",
          "NULLABLE:short",
          "REMARKS",
          "COLUMN_DEF",
          "SQL_DATA_TYPE:int",
          "SQL_DATETIME_SUB:int",
          "CHAR_OCTET_LENGTH:int",
          "ORDINAL_POSITION:int",
          "IS_NULLABLE",
          "SPECIFIC_NAME");

  private static final Shape FUNCTIONS =
      Shape.of(
          "FUNCTION_CAT",
          "FUNCTION_SCHEM",
          "FUNCTION_NAME",
          "REMARKS",
          "FUNCTION_TYPE:short",
          "SPECIFIC_NAME");

  private static final Shape FUNCTION_COLUMNS =
      Shape.of(
          "FUNCTION_CAT",
          "FUNCTION_SCHEM",
          "FUNCTION_NAME",
          "COLUMN_NAME",
          "COLUMN_TYPE:short",
          "DATA_TYPE:int",
          "TYPE_NAME",
          "PRECISION:int",
          "LENGTH:int",
          "SCALE:short",
          "RADIX:short",
          "NULLABLE:short",
          "REMARKS",
          "CHAR_OCTET_LENGTH:int",
          "ORDINAL_POSITION:int",
          "IS_NULLABLE",
          "SPECIFIC_NAME");

  private static final Shape SCHEMAS = Shape.of("TABLE_SCHEM", "TABLE_CATALOG");

  private static final Shape CATALOGS = Shape.of("TABLE_CAT");

  private static final Shape COLUMN_PRIVILEGES =
      Shape.of(
          "TABLE_CAT",
          "TABLE_SCHEM",
          "TABLE_NAME",
          "COLUMN_NAME",
          "GRANTOR",
          "GRANTEE",
          "PRIVILEGE",
          "IS_GRANTABLE");

  private static final Shape TABLE_PRIVILEGES =
      Shape.of(
          "TABLE_CAT",
          "TABLE_SCHEM",
          "TABLE_NAME",
          "GRANTOR",
          "GRANTEE",
          "PRIVILEGE",
          "IS_GRANTABLE");

  private static final Shape VERSION_COLUMNS =
      Shape.of(
          "SCOPE:short",
          "COLUMN_NAME",
          "DATA_TYPE:int",
          "TYPE_NAME",
          "COLUMN_SIZE:int",
          "BUFFER_LENGTH:int",
          "DECIMAL_DIGITS:short",
          "PSEUDO_COLUMN:short");

  private static final Shape UDTS =
      Shape.of(
          "TYPE_CAT",
          "TYPE_SCHEM",
          "TYPE_NAME",
          "CLASS_NAME",
          "DATA_TYPE:int",
          "REMARKS",
          "BASE_TYPE:short");

  private static final Shape SUPER_TYPES =
      Shape.of(
          "TYPE_CAT",
          "TYPE_SCHEM",
          "TYPE_NAME",
          "SUPERTYPE_CAT",
          "SUPERTYPE_SCHEM",
          "SUPERTYPE_NAME");

  private static final Shape SUPER_TABLES =
      Shape.of("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "SUPERTABLE_NAME");

  private static final Shape ATTRIBUTES =
      Shape.of(
          "TYPE_CAT",
          "TYPE_SCHEM",
          "TYPE_NAME",
          "ATTR_NAME",
          "DATA_TYPE:int",
          "ATTR_TYPE_NAME",
          "ATTR_SIZE:int",
          "DECIMAL_DIGITS:int",
          "NUM_PREC_RADIX:int",
          "NULLABLE:int",
          "REMARKS",
          "ATTR_DEF",
          "SQL_DATA_TYPE:int",
          "SQL_DATETIME_SUB:int",
          "CHAR_OCTET_LENGTH:int",
          "ORDINAL_POSITION:int",
          "IS_NULLABLE",
          "SCOPE_CATALOG",
          "SCOPE_SCHEMA",
          "SCOPE_TABLE",
          "SOURCE_DATA_TYPE:short");

  @Override
  public final ResultSet getProcedures(
      @Nullable String catalog, @Nullable String schema, @Nullable String names) {
    return PROCEDURES.empty();
  }

  @Override
  public final ResultSet getProcedureColumns(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String procedures,
      @Nullable String columns) {
    return PROCEDURE_COLUMNS.empty();
  }

  @Override
  public final ResultSet getFunctions(
      @Nullable String catalog, @Nullable String schema, @Nullable String names) {
    return FUNCTIONS.empty();
  }

  @Override
  public final ResultSet getFunctionColumns(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String functions,
      @Nullable String columns) {
    return FUNCTION_COLUMNS.empty();
  }

  @Override
  public final ResultSet getSchemas() {
    return SCHEMAS.empty();
  }

  @Override
  public final ResultSet getSchemas(@Nullable String catalog, @Nullable String schema) {
    return SCHEMAS.empty();
  }

  @Override
  public final ResultSet getCatalogs() {
    return CATALOGS.empty();
  }

  @Override
  public final ResultSet getColumnPrivileges(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      @Nullable String columns) {
    return COLUMN_PRIVILEGES.empty();
  }

  @Override
  public final ResultSet getTablePrivileges(
      @Nullable String catalog, @Nullable String schema, @Nullable String tables) {
    return TABLE_PRIVILEGES.empty();
  }

  @Override
  public final ResultSet getVersionColumns(
      @Nullable String catalog, @Nullable String schema, @Nullable String table) {
    return VERSION_COLUMNS.empty();
  }

  @Override
  public final ResultSet getImportedKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table) {
    return FOREIGN_KEYS.empty();
  }

  @Override
  public final ResultSet getExportedKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table) {
    return FOREIGN_KEYS.empty();
  }

  @Override
  public final ResultSet getCrossReference(
      @Nullable String parentCatalog,
      @Nullable String parentSchema,
      @Nullable String parentTable,
      @Nullable String foreignCatalog,
      @Nullable String foreignSchema,
      @Nullable String foreignTable) {
    return FOREIGN_KEYS.empty();
  }

  @Override
  public final ResultSet getUDTs(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String names,
      int @Nullable [] types) {
    return UDTS.empty();
  }

  @Override
  public final ResultSet getSuperTypes(
      @Nullable String catalog, @Nullable String schema, @Nullable String names) {
    return SUPER_TYPES.empty();
  }

  @Override
  public final ResultSet getSuperTables(
      @Nullable String catalog, @Nullable String schema, @Nullable String names) {
    return SUPER_TABLES.empty();
  }

  @Override
  public final ResultSet getAttributes(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String types,
      @Nullable String attributes) {
    return ATTRIBUTES.empty();
  }
}
