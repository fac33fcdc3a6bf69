package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The columns of a result. Immutable. */
public final class ResultColumns {

  private final List<ResultColumn> columns;

  /** For each label, as it is and in small letters, the first column that has it. */
  private final Map<String, Integer> indexes = new HashMap<>();

  public ResultColumns(List<ResultColumn> columns) {
    this.columns = List.copyOf(columns);
    for (int i = 0; i < columns.size(); i++) {
      indexes.putIfAbsent(columns.get(i).label(), i);
    }
    for (int i = 0; i < columns.size(); i++) {
      indexes.putIfAbsent(columns.get(i).label().toLowerCase(Locale.ROOT), i);
    }
  }

  public int size() {
    return columns.size();
  }

  /** Returns the types of all columns. */
  List<ColumnType> types() {
    return columns.stream().map(ResultColumn::type).toList();
  }

  /** Returns a column, counted from 0. */
  public ResultColumn get(int index) {
    return columns.get(index);
  }

  /** Returns the first column with a label, in capitals or not, counted from 0; or -1. */
  public int find(String label) {
    Integer index = indexes.get(label);
    if (index == null) {
      index = indexes.get(label.toLowerCase(Locale.ROOT));
    }
    return index == null ? -1 : index;
  }
}
