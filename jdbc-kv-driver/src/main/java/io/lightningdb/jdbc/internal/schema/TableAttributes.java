package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.sql.ColumnDefinition;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Parser;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Literals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/*
 * The definition is kept as the SQL that it came from, brought into one form: whoever looks at the
 * keyspace without this driver can read it, and the parser that reads it is tested like no other
 * could be. docs/design/row.md has the format.
 */
/** Keeps a table's definition in the attributes of its keyspace. */
public final class TableAttributes {

  static final String VERSION = "lightning.table.version";
  static final String COLUMNS = "lightning.table.columns";
  static final String KEY = "lightning.table.key";
  static final String KEY_NAME = "lightning.table.keyName";

  private static final String CURRENT_VERSION = "1";

  private static final List<Column> PLAIN_COLUMNS =
      List.of(
          new Column("key", ColumnType.VARBINARY, false, null),
          new Column("value", ColumnType.VARBINARY, false, null));

  private TableAttributes() {}

  /** Returns the options of a keyspace that is to be {@code table}. */
  public static KeyspaceOptions write(Table table) throws SQLException {
    StringBuilder columns = new StringBuilder();
    for (Column column : table.columns()) {
      columns.append(columns.isEmpty() ? "" : ", ").append(definition(column));
    }
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < table.keySize(); i++) {
      String name = table.column(table.keyColumn(i)).name();
      key.append(i == 0 ? "" : ", ").append(Literals.identifier(name));
    }
    KeyspaceOptions.Builder options =
        KeyspaceOptions.builder()
            .attribute(VERSION, CURRENT_VERSION)
            .attribute(COLUMNS, columns.toString())
            .attribute(KEY, key.toString());
    String keyName = table.keyName();
    if (keyName != null) {
      options.attribute(KEY_NAME, keyName);
    }
    try {
      return options.build();
    } catch (io.lightningdb.LimitException e) {
      throw SqlErrors.limitExceeded(
          "the definition of table " + table.name() + " is too long: " + e.getMessage());
    }
  }

  private static String definition(Column column) {
    return Literals.identifier(column.name())
        + " "
        + column.type()
        + (column.defaultValue() == null ? "" : " DEFAULT " + Literals.of(column.defaultValue()))
        + (column.nullable() ? "" : " NOT NULL");
  }

  /**
   * Returns what the keyspace {@code name} is as a table: the table that was defined, or the plain
   * shape of a keyspace that is no table.
   *
   * @throws FormatException if a newer version of Lightning defined it
   * @throws CorruptionException if the definition makes no sense
   */
  public static Table read(String name, KeyspaceOptions options) {
    Map<String, String> attributes = options.attributes();
    String version = attributes.get(VERSION);
    if (version == null) {
      return plain(name);
    }
    if (!version.equals(CURRENT_VERSION)) {
      throw new FormatException(
          "table "
              + name
              + " has definition version "
              + version
              + "; this version of Lightning reads version "
              + CURRENT_VERSION);
    }
    try {
      return parse(name, attributes);
    } catch (SQLException e) {
      throw new CorruptionException(
          "the definition of table " + name + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Returns the shape of a keyspace that is no table: two columns, key and value. */
  static Table plain(String name) {
    return new Table(name, PLAIN_COLUMNS, new int[] {0}, null, true);
  }

  private static Table parse(String name, Map<String, String> attributes) throws SQLException {
    List<String> key = new ArrayList<>();
    for (Name column : Parser.names(attributes.getOrDefault(KEY, ""))) {
      key.add(column.text());
    }
    List<ColumnDefinition> columns = Parser.columns(attributes.getOrDefault(COLUMNS, ""));
    return TableBuilder.table(name, columns, key, attributes.get(KEY_NAME));
  }
}
