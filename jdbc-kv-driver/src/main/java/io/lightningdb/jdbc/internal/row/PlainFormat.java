package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.schema.Table;
import org.jspecify.annotations.Nullable;

/** A keyspace that is no table: the key is one column, and the value the other. */
final class PlainFormat implements RowFormat {

  private static final int KEY = 0;
  private static final int VALUE = 1;

  private final KeyFormat keys;

  PlainFormat(Table table) {
    keys = new KeyFormat(table.key(), false);
  }

  @Override
  public KeyFormat keys() {
    return keys;
  }

  @Override
  public byte[] encode(byte[] key, @Nullable Object[] row) {
    Object value = row[VALUE];
    if (value == null) {
      throw new IllegalArgumentException("the value of an entry is null");
    }
    return (byte[]) value;
  }

  @Override
  public RowView view() {
    return new View();
  }

  private static final class View implements RowView {

    private byte[] key = {};
    private byte[] value = {};

    @Override
    public boolean load(byte[] newKey, byte[] newValue) {
      key = newKey;
      value = newValue;
      return true;
    }

    @Override
    public Object get(int ordinal) {
      return ordinal == KEY ? key : value;
    }
  }
}
