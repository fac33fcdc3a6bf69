package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.sql.ColumnDefinition;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.IndexDefinition;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Statement;
import io.lightningdb.jdbc.internal.sql.Statement.CreateTable;
import io.lightningdb.jdbc.internal.sql.Statement.KeyPart;
import io.lightningdb.jdbc.internal.type.Assignment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a table of its definition, and finds what is wrong with it. */
public final class TableBuilder {

  /** More columns than this would make rows unwieldy long before they reach their limits. */
  public static final int COLUMNS_MAX = 1000;

  /** What the names of keyspaces begin with that are indexes. */
  public static final String INDEX_PREFIX = "lightning.index.";

  private TableBuilder() {}

  /** Returns the table that a CREATE TABLE defines, with an index for each UNIQUE. */
  public static Table table(CreateTable statement) throws SQLException {
    String name = statement.table().text();
    List<KeyPart> key = new ArrayList<>(statement.key());
    List<IndexDefinition> indexes = new ArrayList<>();
    for (Statement.Unique unique : statement.uniques()) {
      Name constraint = unique.name();
      indexes.add(
          definition(
              constraint == null ? uniqueName(name, unique.parts()) : constraint.text(),
              true,
              unique.parts()));
    }
    boolean identity = false;
    for (ColumnDefinition column : statement.columns()) {
      KeyPart itself = new KeyPart(new Name(column.name(), column.position()), false);
      if (column.primaryKey()) {
        if (!key.isEmpty()) {
          throw SqlErrors.invalidDefinition("table " + name + " has more than one primary key");
        }
        key.add(itself);
      }
      if (column.unique()) {
        indexes.add(definition(uniqueName(name, List.of(itself)), true, List.of(itself)));
      }
      identity |= column.identity();
    }
    Name keyName = statement.keyName();
    return table(
        name,
        statement.columns(),
        key,
        keyName == null ? null : keyName.text(),
        indexes,
        identity || key.isEmpty() ? UUID.randomUUID().toString() : null);
  }

  private static String uniqueName(String table, List<KeyPart> parts) {
    StringBuilder name = new StringBuilder(table);
    for (KeyPart part : parts) {
      name.append('_').append(part.column().text());
    }
    return name.append("_key").toString();
  }

  /** Returns a new index, whose entries will be in a keyspace of their own. */
  public static IndexDefinition definition(String name, boolean unique, List<KeyPart> parts) {
    return new IndexDefinition(name, unique, parts, INDEX_PREFIX + UUID.randomUUID());
  }

  static Table table(
      String name,
      List<ColumnDefinition> definitions,
      List<KeyPart> key,
      @Nullable String keyName,
      List<IndexDefinition> indexes,
      @Nullable String sequence)
      throws SQLException {
    if (definitions.isEmpty()) {
      throw SqlErrors.invalidDefinition("table " + name + " has no columns");
    }
    Table.Builder builder = new Table.Builder(name);
    builder.keyName = keyName;
    builder.sequence = sequence;
    for (ColumnDefinition definition : definitions) {
      boolean inKey =
          key.stream().anyMatch(part -> part.column().text().equalsIgnoreCase(definition.name()));
      add(builder, definition, inKey);
    }
    builder.key.addAll(keyColumns("the primary key of table " + name, builder.columns, key));
    for (IndexDefinition index : indexes) {
      add(builder, index);
    }
    return builder.build();
  }

  private static void add(Table.Builder builder, ColumnDefinition definition, boolean inKey)
      throws SQLException {
    String table = builder.name;
    if (find(builder.columns, definition.name()) >= 0
        || definition.name().equalsIgnoreCase(Table.ROW_ID)) {
      throw SqlErrors.duplicateColumn(
          "table " + table + " has two columns called " + definition.name());
    }
    if (builder.columns.size() == COLUMNS_MAX) {
      throw SqlErrors.limitExceeded(
          "table " + table + " has more columns than the limit of " + COLUMNS_MAX);
    }
    Column column = column(definition, inKey);
    if (column.identity() && builder.columns.stream().anyMatch(Column::identity)) {
      throw SqlErrors.invalidDefinition("table " + table + " has two identity columns");
    }
    builder.columns.add(column);
  }

  private static void add(Table.Builder builder, IndexDefinition index) throws SQLException {
    for (Index other : builder.indexes) {
      if (other.name().equalsIgnoreCase(index.name())) {
        throw SqlErrors.objectExists(
            "table " + builder.name + " has an index called " + index.name() + " already");
      }
    }
    List<KeyColumn> columns =
        keyColumns("the index " + index.name(), builder.columns, index.parts());
    builder.indexes.add(new Index(index.name(), index.unique(), columns, index.keyspace()));
  }

  private static List<KeyColumn> keyColumns(String what, List<Column> columns, List<KeyPart> parts)
      throws SQLException {
    List<KeyColumn> key = new ArrayList<>();
    for (KeyPart part : parts) {
      String columnName = part.column().text();
      int ordinal = find(columns, columnName);
      if (ordinal < 0) {
        throw SqlErrors.noSuchColumn(
            what + " names the column " + columnName + ", which is not there");
      }
      if (key.stream().anyMatch(column -> column.ordinal() == ordinal)) {
        throw SqlErrors.duplicateColumn(what + " has the column " + columnName + " twice");
      }
      Column column = columns.get(ordinal);
      key.add(new KeyColumn(ordinal, column.type(), part.descending(), column.nullable()));
    }
    return key;
  }

  private static int find(List<Column> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static Column column(ColumnDefinition definition, boolean inKey) throws SQLException {
    Expr given = definition.defaultValue();
    Object value =
        given instanceof Expr.Literal literal
            ? Assignment.assign(literal.value(), definition.type(), definition.name())
            : null;
    String function = given instanceof Expr.Call call ? call.name().toUpperCase(Locale.ROOT) : null;
    if (definition.identity() && (given != null || !definition.type().type().isInteger())) {
      throw SqlErrors.invalidDefinition(
          "the identity column "
              + definition.name()
              + (given == null ? " must be a whole number" : " cannot have a default"));
    }
    boolean notNull = definition.notNull() || inKey || definition.identity();
    return new Column(
        definition.name(), definition.type(), !notNull, value, function, definition.identity());
  }

  // ---- Tables that change

  /** Returns {@code table} with one more column. */
  public static Table withColumn(Table table, ColumnDefinition definition) throws SQLException {
    if (definition.identity() || definition.primaryKey() || definition.unique()) {
      throw SqlErrors.notSupported(
          "a column that is added cannot be an identity or unique, nor be in the primary key");
    }
    Table.Builder builder = table.toBuilder();
    add(builder, definition, false);
    return builder.build();
  }

  /** Returns {@code table} with another name for a column. */
  public static Table withRenamedColumn(Table table, int ordinal, String name) throws SQLException {
    int taken = table.find(name);
    if ((taken >= 0 && taken != ordinal) || name.equalsIgnoreCase(Table.ROW_ID)) {
      throw SqlErrors.duplicateColumn(
          "table " + table.name() + " has a column called " + name + " already");
    }
    Table.Builder builder = table.toBuilder();
    Column old = builder.columns.get(ordinal);
    builder.columns.set(
        ordinal,
        new Column(
            name,
            old.type(),
            old.nullable(),
            old.defaultValue(),
            old.defaultFunction(),
            old.identity()));
    return builder.build();
  }

  /** Returns {@code table} with one more index. */
  public static Table withIndex(Table table, IndexDefinition index) throws SQLException {
    Table.Builder builder = table.toBuilder();
    add(builder, index);
    return builder.build();
  }

  /** Returns {@code table} without an index. */
  public static Table withoutIndex(Table table, Index index) {
    Table.Builder builder = table.toBuilder();
    builder.indexes.remove(index);
    return builder.build();
  }
}
