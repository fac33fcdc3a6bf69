package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a table is made of. Immutable. Columns go by their ordinals, counted from 0. */
public final class Table {

  /** The name of the column that is the primary key of a table that was given none. */
  public static final String ROW_ID = "_rowid";

  /** What the rows of a table are in its keyspace. */
  public enum Shape {
    /** Rows, in their format. */
    TABLE,
    /** Keys and values as they are. */
    PLAIN,
    /** Entries of a cache, which are only read. */
    CACHE
  }

  private static final Column ROW_ID_COLUMN =
      new Column(ROW_ID, ColumnType.BIGINT, false, null, null, true);

  private final String name;
  private final List<Column> columns;
  private final List<KeyColumn> key;
  private final int[] keyIndexes;
  private final int[] valueColumns;
  private final @Nullable String keyName;
  private final List<Index> indexes;
  private final @Nullable String sequence;
  private final boolean hiddenKey;
  private final Shape shape;
  private final List<String> javaClasses;

  private Table(Builder builder) {
    this.name = builder.name;
    this.hiddenKey = builder.key.isEmpty() && builder.shape == Shape.TABLE;
    List<Column> all = new ArrayList<>(builder.columns);
    List<KeyColumn> keyColumns = builder.key;
    if (hiddenKey) {
      keyColumns = List.of(new KeyColumn(all.size(), ColumnType.BIGINT, false, false));
      all.add(ROW_ID_COLUMN);
    }
    this.columns = List.copyOf(all);
    this.key = List.copyOf(keyColumns);
    this.keyName = builder.keyName;
    this.indexes = List.copyOf(builder.indexes);
    this.sequence = builder.sequence;
    this.shape = builder.shape;
    this.javaClasses = List.copyOf(builder.javaClasses);
    this.keyIndexes = new int[columns.size()];
    this.valueColumns = new int[columns.size() - key.size()];
    Arrays.fill(keyIndexes, -1);
    for (int i = 0; i < key.size(); i++) {
      keyIndexes[key.get(i).ordinal()] = i;
    }
    int count = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (keyIndexes[i] < 0) {
        valueColumns[count++] = i;
      }
    }
  }

  /** Returns the name, which is that of the keyspace. */
  public String name() {
    return name;
  }

  /** Returns all columns; a hidden key is the last. */
  public List<Column> columns() {
    return columns;
  }

  /** Returns how many columns there are that {@code *} stands for: the first ones. */
  public int visibleColumns() {
    return hiddenKey ? columns.size() - 1 : columns.size();
  }

  public Column column(int ordinal) {
    return columns.get(ordinal);
  }

  /** Returns the columns of the primary key, in its order. */
  public List<KeyColumn> key() {
    return key;
  }

  /** Returns whether the primary key is a number that the table was given for want of another. */
  public boolean hasHiddenKey() {
    return hiddenKey;
  }

  /** Returns how many columns the primary key has. */
  public int keySize() {
    return key.size();
  }

  /** Returns the ordinal of a column of the primary key. */
  public int keyColumn(int index) {
    return key.get(index).ordinal();
  }

  /** Returns the place in the primary key of the column {@code ordinal}, or -1. */
  public int keyIndex(int ordinal) {
    return keyIndexes[ordinal];
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

  /** Returns the secondary indexes, in the order in which they were made. */
  public List<Index> indexes() {
    return indexes;
  }

  /** Returns the index called {@code indexName}, in capitals or not, or null. */
  public @Nullable Index findIndex(String indexName) {
    for (Index index : indexes) {
      if (index.name().equalsIgnoreCase(indexName)) {
        return index;
      }
    }
    return null;
  }

  /** Returns the ordinal of the column that gets the next number by itself, or -1. */
  public int identityColumn() {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).identity()) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the name under which the numbers of the identity column are counted, or null. */
  public @Nullable String sequence() {
    return sequence;
  }

  /** Returns what its rows are in the keyspace. */
  public Shape shape() {
    return shape;
  }

  /**
   * Returns the names of the classes that a cache was configured with: that of its keys and that of
   * its values. Empty for all else.
   */
  public List<String> javaClasses() {
    return javaClasses;
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

  /** Returns a builder with everything that this table has. */
  Builder toBuilder() {
    Builder builder = new Builder(name);
    builder.columns.addAll(columns.subList(0, visibleColumns()));
    if (!hiddenKey) {
      builder.key.addAll(key);
    }
    builder.keyName = keyName;
    builder.indexes.addAll(indexes);
    builder.sequence = sequence;
    builder.shape = shape;
    builder.javaClasses.addAll(javaClasses);
    return builder;
  }

  /** Makes tables. */
  static final class Builder {

    final String name;
    final List<Column> columns = new ArrayList<>();
    final List<KeyColumn> key = new ArrayList<>();
    final List<Index> indexes = new ArrayList<>();
    final List<String> javaClasses = new ArrayList<>();
    @Nullable String keyName;
    @Nullable String sequence;
    Shape shape = Shape.TABLE;

    Builder(String name) {
      this.name = name;
    }

    Table build() {
      return new Table(this);
    }
  }
}
