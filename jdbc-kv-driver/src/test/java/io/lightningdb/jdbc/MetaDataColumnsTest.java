package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The result sets of metadata have the columns that the specification lists, in its order. */
class MetaDataColumnsTest {

  private final TestDatabase db =
      new TestDatabase("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");

  @AfterEach
  void close() {
    db.close();
  }

  /** Returns, by method, the names of columns, with their type if that is no text. */
  private static Map<String, String> specification() {
    Map<String, String> specification = new HashMap<>();
    specification.put(
        "getAttributes",
        """
            TYPE_CAT TYPE_SCHEM TYPE_NAME ATTR_NAME DATA_TYPE:int ATTR_TYPE_NAME
            ATTR_SIZE:int DECIMAL_DIGITS:int NUM_PREC_RADIX:int NULLABLE:int REMARKS
            ATTR_DEF SQL_DATA_TYPE:int SQL_DATETIME_SUB:int CHAR_OCTET_LENGTH:int
            ORDINAL_POSITION:int IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE
            SOURCE_DATA_TYPE:short
        """);
    specification.put(
        "getBestRowIdentifier",
        """
            SCOPE:short COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int
            BUFFER_LENGTH:int DECIMAL_DIGITS:short PSEUDO_COLUMN:short
        """);
    specification.put(
        "getCatalogs",
        """
            TABLE_CAT
        """);
    specification.put(
        "getClientInfoProperties",
        """
            NAME MAX_LEN:int DEFAULT_VALUE DESCRIPTION
        """);
    specification.put(
        "getColumnPrivileges",
        """
            TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME GRANTOR GRANTEE PRIVILEGE
            IS_GRANTABLE
        """);
    specification.put(
        "getColumns",
        """
            TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:int TYPE_NAME
            COLUMN_SIZE:int BUFFER_LENGTH:int DECIMAL_DIGITS:int NUM_PREC_RADIX:int
            NULLABLE:int REMARKS COLUMN_DEF SQL_DATA_TYPE:int SQL_DATETIME_SUB:int
            CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int IS_NULLABLE SCOPE_CATALOG
            SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:short IS_AUTOINCREMENT
            IS_GENERATEDCOLUMN
        """);
    specification.put(
        "getCrossReference",
        """
            PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT
            FKTABLE_SCHEM FKTABLE_NAME FKCOLUMN_NAME KEY_SEQ:short UPDATE_RULE:short
            DELETE_RULE:short FK_NAME PK_NAME DEFERRABILITY:short
        """);
    specification.put(
        "getExportedKeys",
        """
            PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT
            FKTABLE_SCHEM FKTABLE_NAME FKCOLUMN_NAME KEY_SEQ:short UPDATE_RULE:short
            DELETE_RULE:short FK_NAME PK_NAME DEFERRABILITY:short
        """);
    specification.put(
        "getFunctionColumns",
        """
            FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME COLUMN_NAME COLUMN_TYPE:short
            DATA_TYPE:int TYPE_NAME PRECISION:int LENGTH:int SCALE:short RADIX:short
            NULLABLE:short REMARKS CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int
            IS_NULLABLE SPECIFIC_NAME
        """);
    specification.put(
        "getFunctions",
        """
            FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:short
            SPECIFIC_NAME
        """);
    specification.put(
        "getImportedKeys",
        """
            PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT
            FKTABLE_SCHEM FKTABLE_NAME FKCOLUMN_NAME KEY_SEQ:short UPDATE_RULE:short
            DELETE_RULE:short FK_NAME PK_NAME DEFERRABILITY:short
        """);
    specification.put(
        "getIndexInfo",
        """
            TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE:boolean INDEX_QUALIFIER
            INDEX_NAME TYPE:short ORDINAL_POSITION:short COLUMN_NAME ASC_OR_DESC
            CARDINALITY:long PAGES:long FILTER_CONDITION
        """);
    specification.put(
        "getPrimaryKeys",
        """
            TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:short PK_NAME
        """);
    specification.put(
        "getProcedureColumns",
        """
            PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME COLUMN_NAME
            COLUMN_TYPE:short DATA_TYPE:int TYPE_NAME PRECISION:int LENGTH:int
            SCALE:short RADIX:short NULLABLE:short REMARKS COLUMN_DEF
            SQL_DATA_TYPE:int SQL_DATETIME_SUB:int CHAR_OCTET_LENGTH:int
            ORDINAL_POSITION:int IS_NULLABLE SPECIFIC_NAME
        """);
    specification.put(
        "getProcedures",
        """
            PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME RESERVED_1 RESERVED_2
            RESERVED_3 REMARKS PROCEDURE_TYPE:short SPECIFIC_NAME
        """);
    specification.put(
        "getPseudoColumns",
        """
            TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:int
            COLUMN_SIZE:int DECIMAL_DIGITS:int NUM_PREC_RADIX:int COLUMN_USAGE
            REMARKS CHAR_OCTET_LENGTH:int IS_NULLABLE
        """);
    specification.put(
        "getSchemas",
        """
            TABLE_SCHEM TABLE_CATALOG
        """);
    specification.put(
        "getSuperTables",
        """
            TABLE_CAT TABLE_SCHEM TABLE_NAME SUPERTABLE_NAME
        """);
    specification.put(
        "getSuperTypes",
        """
            TYPE_CAT TYPE_SCHEM TYPE_NAME SUPERTYPE_CAT SUPERTYPE_SCHEM
            SUPERTYPE_NAME
        """);
    specification.put(
        "getTablePrivileges",
        """
            TABLE_CAT TABLE_SCHEM TABLE_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE
        """);
    specification.put(
        "getTableTypes",
        """
            TABLE_TYPE
        """);
    specification.put(
        "getTables",
        """
            TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM
            TYPE_NAME SELF_REFERENCING_COL_NAME REF_GENERATION
        """);
    specification.put(
        "getTypeInfo",
        """
            TYPE_NAME DATA_TYPE:int PRECISION:int LITERAL_PREFIX LITERAL_SUFFIX
            CREATE_PARAMS NULLABLE:short CASE_SENSITIVE:boolean SEARCHABLE:short
            UNSIGNED_ATTRIBUTE:boolean FIXED_PREC_SCALE:boolean
            AUTO_INCREMENT:boolean LOCAL_TYPE_NAME MINIMUM_SCALE:short
            MAXIMUM_SCALE:short SQL_DATA_TYPE:int SQL_DATETIME_SUB:int
            NUM_PREC_RADIX:int
        """);
    specification.put(
        "getUDTs",
        """
            TYPE_CAT TYPE_SCHEM TYPE_NAME CLASS_NAME DATA_TYPE:int REMARKS
            BASE_TYPE:short
        """);
    specification.put(
        "getVersionColumns",
        """
            SCOPE:short COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int
            BUFFER_LENGTH:int DECIMAL_DIGITS:short PSEUDO_COLUMN:short
        """);
    return specification;
  }

  private static String type(int jdbcType) {
    return switch (jdbcType) {
      case Types.VARCHAR -> "";
      case Types.INTEGER -> ":int";
      case Types.SMALLINT -> ":short";
      case Types.BIGINT -> ":long";
      case Types.BOOLEAN -> ":boolean";
      default -> ":" + jdbcType;
    };
  }

  private static List<String> columns(ResultSet result) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(meta.getColumnLabel(i) + type(meta.getColumnType(i)));
    }
    return columns;
  }

  private static Object argument(Class<?> type) {
    return type == int.class ? (Object) 0 : type == boolean.class ? false : null;
  }

  @Test
  void allResultSetsHaveTheColumnsOfTheSpecification() throws Exception {
    Map<String, String> specification = specification();
    Set<String> asked = new TreeSet<>();
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getReturnType() == ResultSet.class) {
        String expected = specification.get(method.getName());
        assertThat(expected).as(method.getName()).isNotNull();
        Object[] arguments =
            Stream.of(method.getParameterTypes()).map(MetaDataColumnsTest::argument).toArray();
        try (ResultSet result =
            (ResultSet) method.invoke(db.connection().getMetaData(), arguments)) {
          assertThat(columns(result))
              .as(method.toString())
              .containsExactly(expected.strip().split("\\s+"));
        }
        asked.add(method.getName());
      }
    }
    assertThat(asked).containsExactlyElementsOf(new TreeSet<>(specification.keySet()));
  }

  @Test
  void patternsAndPlacesChangeNoColumns() throws SQLException {
    DatabaseMetaData meta = db.connection().getMetaData();
    String[] expected = specification().get("getColumns").strip().split("\\s+");
    for (String place : new String[] {null, "", "%", "other"}) {
      for (String pattern : new String[] {null, "%", "T", "\\_", "", "x"}) {
        try (ResultSet result = meta.getColumns(place, place, pattern, pattern)) {
          assertThat(columns(result)).containsExactly(expected);
        }
      }
    }
  }

  @Test
  void rowsComeInTheOrderOfTheSpecification() throws SQLException {
    db.execute("CREATE TABLE \"A\" (z INTEGER, a INTEGER, m INTEGER, PRIMARY KEY (z, a))");
    DatabaseMetaData meta = db.connection().getMetaData();
    assertThat(column(meta.getTables(null, null, "%", null), "TABLE_NAME"))
        .containsExactly("A", "t");
    assertThat(column(meta.getColumns(null, null, null, null), "COLUMN_NAME"))
        .containsExactly("z", "a", "m", "k", "v");
    assertThat(column(meta.getPrimaryKeys(null, null, "A"), "COLUMN_NAME"))
        .containsExactly("a", "z");
    assertThat(column(meta.getPrimaryKeys(null, null, "A"), "KEY_SEQ")).containsExactly("2", "1");
    for (boolean unique : new boolean[] {true, false}) {
      ResultSet index = meta.getIndexInfo(null, null, "A", unique, true);
      assertThat(column(index, "COLUMN_NAME")).containsExactly("z", "a");
    }
    assertThat(column(meta.getIndexInfo(null, null, "A", true, true), "ORDINAL_POSITION"))
        .containsExactly("1", "2");
    assertThat(column(meta.getIndexInfo(null, null, "A", true, true), "NON_UNIQUE"))
        .containsOnly("false");
    List<Integer> types = new ArrayList<>();
    try (ResultSet info = meta.getTypeInfo()) {
      while (info.next()) {
        types.add(info.getInt("DATA_TYPE"));
      }
    }
    assertThat(types).isSorted().hasSizeGreaterThan(10);
  }

  private static List<String> column(ResultSet result, String label) throws SQLException {
    List<String> values = new ArrayList<>();
    try (result) {
      while (result.next()) {
        values.add(result.getString(label));
      }
    }
    return values;
  }
}
