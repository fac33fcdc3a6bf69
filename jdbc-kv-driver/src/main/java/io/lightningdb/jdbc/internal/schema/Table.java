package io.lightningdb.jdbc.internal.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a table is made of. Immutable. Columns go by their ordinals, counted from 0. */
public final class Table {

  private final String name;
  private final List<Column> columns;
  private final int[] keyColumns;
  private final int[] valueColumns;
  private final @Nullable String keyName;
  private final boolean plain;

  /**
   * @param keyColumns the ordinals of the primary key's columns, in its order
   * @param keyName the name of the primary key's constraint, if it has one
   * @param plain whether rows are a keyspace's entries as they are
   */
  Table(
      String name,
      List<Column> columns,
      int[] keyColumns,
      @Nullable String keyName,
      boolean plain) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.keyColumns = keyColumns.clone();
    this.keyName = keyName;
    this.plain = plain;
    this.valueColumns = new int[columns.size() - keyColumns.length];
    int count = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (keyIndex(i) < 0) {
        valueColumns[count++] = i;
      }
    }
  }

  /** Returns the name, which is that of the keyspace. */
  public String name() {
    return name;
  }

  public List<Column> columns() {
    return columns;
  }

  public Column column(int ordinal) {
    return columns.get(ordinal);
  }

  /** Returns how many columns the primary key has. */
  public int keySize() {
    return keyColumns.length;
  }

  /** Returns the ordinal of a column of the primary key. */
  public int keyColumn(int index) {
    return keyColumns[index];
  }

  /** Returns the place in the primary key of the column {@code ordinal}, or -1. */
  public int keyIndex(int ordinal) {
    for (int i = 0; i < keyColumns.length; i++) {
      if (keyColumns[i] == ordinal) {
        return i;
      }
    }
    return -1;
  }

  /** Returns how many columns are not in the primary key. */
  public int valueSize() {
    return valueColumns.length;
  }

  /** Returns the ordinal of a column that is not in the primary key. */
  public int valueColumn(int index) {
    return valueColumns[index];
  }

  /** Returns the name of the primary key's constraint, or null. */
  public @Nullable String keyName() {
    return keyName;
  }

  /** Returns whether rows are a keyspace's keys and values as they are, with no row format. */
  public boolean isPlain() {
    return plain;
  }

  /** Returns the ordinal of the column called {@code columnName}, in capitals or not, or -1. */
  public int find(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(columnName)) {
        return i;
      }
    }
    return -1;
  }
}
