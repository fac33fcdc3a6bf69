package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.sql.ColumnDefinition;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Statement.CreateTable;
import io.lightningdb.jdbc.internal.type.Assignment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a table of its definition, and finds what is wrong with it. */
public final class TableBuilder {

  /** More columns than this would make rows unwieldy long before they reach their limits. */
  public static final int COLUMNS_MAX = 1000;

  private TableBuilder() {}

  /** Returns the table that a CREATE TABLE defines. */
  public static Table table(CreateTable statement) throws SQLException {
    String name = statement.table().text();
    List<String> key = new ArrayList<>();
    for (Name column : statement.key()) {
      key.add(column.text());
    }
    for (ColumnDefinition column : statement.columns()) {
      if (column.primaryKey()) {
        if (!key.isEmpty()) {
          throw SqlErrors.invalidDefinition("table " + name + " has more than one primary key");
        }
        key.add(column.name());
      }
    }
    if (key.isEmpty()) {
      throw SqlErrors.notSupported(
          "table " + name + " needs a primary key: tables without one are not supported yet");
    }
    Name keyName = statement.keyName();
    return table(name, statement.columns(), key, keyName == null ? null : keyName.text());
  }

  static Table table(
      String name, List<ColumnDefinition> definitions, List<String> key, @Nullable String keyName)
      throws SQLException {
    if (definitions.isEmpty()) {
      throw SqlErrors.invalidDefinition("table " + name + " has no columns");
    }
    if (definitions.size() > COLUMNS_MAX) {
      throw SqlErrors.limitExceeded(
          "table " + name + " has " + definitions.size() + " columns; the limit is " + COLUMNS_MAX);
    }
    List<Column> columns = new ArrayList<>();
    for (ColumnDefinition definition : definitions) {
      if (find(definitions.subList(0, columns.size()), definition.name()) >= 0) {
        throw SqlErrors.duplicateColumn(
            "table " + name + " has two columns called " + definition.name());
      }
      boolean inKey = key.stream().anyMatch(definition.name()::equalsIgnoreCase);
      columns.add(column(definition, inKey));
    }
    return new Table(name, columns, keyColumns(name, definitions, key), keyName, false);
  }

  private static int[] keyColumns(String name, List<ColumnDefinition> columns, List<String> key)
      throws SQLException {
    int[] ordinals = new int[key.size()];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = find(columns, key.get(i));
      if (ordinals[i] < 0) {
        throw SqlErrors.noSuchColumn(
            "the primary key of table "
                + name
                + " names the column "
                + key.get(i)
                + ", which is not there");
      }
      for (int j = 0; j < i; j++) {
        if (ordinals[j] == ordinals[i]) {
          throw SqlErrors.duplicateColumn(
              "the primary key of table " + name + " has the column " + key.get(i) + " twice");
        }
      }
    }
    return ordinals;
  }

  private static int find(List<ColumnDefinition> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static Column column(ColumnDefinition definition, boolean inKey) throws SQLException {
    Expr.Literal literal = definition.defaultValue();
    Object value =
        literal == null
            ? null
            : Assignment.assign(literal.value(), definition.type(), definition.name());
    return new Column(definition.name(), definition.type(), !definition.notNull() && !inKey, value);
  }
}
