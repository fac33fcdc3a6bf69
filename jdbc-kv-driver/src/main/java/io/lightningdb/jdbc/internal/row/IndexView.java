package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.schema.KeyColumn;
import java.util.Arrays;
import java.util.List;

/*
 * Entries and rows are two keyspaces, and either can be written without the other: by the engine's API, or
 * by damage that has the right checksums. So what an entry leads to is compared with the entry. Its primary
 * key needs no look, since the row was got by it; what is left are the index's columns.
 */
/** Reads one entry of an index after the other. Serves one thread at a time. */
public final class IndexView {

  private static final int CAPACITY = 32;

  private final IndexFormat format;
  private final Input in;
  private final Output expected = new Output(CAPACITY);

  /** How many bytes the index's columns take in the key of the entry it is on. */
  private int columnBytes;

  IndexView(IndexFormat format, String source) {
    this.format = format;
    this.in = new Input(source);
  }

  /**
   * Goes to an entry.
   *
   * @return the primary key of the row that it is for
   * @throws io.lightningdb.CorruptionException if it is no entry of the index
   */
  public byte[] load(byte[] key, byte[] value) {
    in.reset(key);
    boolean exclusive = format.index().unique();
    for (int i = 0; i < format.index().columns().size(); i++) {
      exclusive &= !format.keys().skip(in, i);
    }
    columnBytes = in.position();
    if (!exclusive) {
      return in.readBytes(in.remaining());
    }
    if (in.remaining() > 0) {
      throw in.corrupt(in.remaining() + " bytes behind the last column");
    }
    return value;
  }

  /** Returns whether a row has the values that the entry says it has. */
  public boolean isOf(Row row) {
    expected.clear();
    List<KeyColumn> columns = format.index().columns();
    for (int i = 0; i < columns.size(); i++) {
      KeyColumn column = columns.get(i);
      Object value = row.get(column.ordinal());
      if (value == null && !column.nullable()) {
        return false;
      }
      format.keys().write(value, i, expected);
    }
    return Arrays.equals(expected.array(), 0, expected.size(), in.array(), 0, columnBytes);
  }
}
