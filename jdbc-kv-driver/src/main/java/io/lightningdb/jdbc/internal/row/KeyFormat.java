package io.lightningdb.jdbc.internal.row;

import io.lightningdb.KeyRange;
import io.lightningdb.jdbc.internal.schema.Table;
import java.time.DateTimeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The keys of a table: the columns of the primary key, one behind the other. Immutable. */
public final class KeyFormat {

  private static final int CAPACITY = 32;

  private final Table table;
  private final KeyElement[] elements;

  KeyFormat(Table table) {
    this.table = table;
    this.elements = new KeyElement[table.keySize()];
    for (int i = 0; i < elements.length; i++) {
      boolean framed = elements.length > 1;
      elements[i] = new KeyElement(table.column(table.keyColumn(i)).type(), framed);
    }
  }

  /** Returns the key of a row, whose values are those of all columns. */
  public byte[] encode(@Nullable Object[] row) {
    Output out = new Output(CAPACITY);
    for (int i = 0; i < elements.length; i++) {
      Object value = row[table.keyColumn(i)];
      if (value == null) {
        throw new IllegalArgumentException("a column of a key is null");
      }
      elements[i].write(value, out);
    }
    return out.toByteArray();
  }

  /** Returns {@code prefix} with the element {@code index} of keys behind it. */
  public byte[] append(byte[] prefix, int index, Object value) {
    Output out = new Output(prefix.length + CAPACITY).writeBytes(prefix);
    elements[index].write(value, out);
    return out.toByteArray();
  }

  /**
   * Returns {@code prefix} with the beginning of a text or of bytes behind it, as which all keys
   * begin whose element {@code index} begins so.
   */
  public byte[] appendBeginning(byte[] prefix, int index, byte[] beginning) {
    Output out = new Output(prefix.length + CAPACITY).writeBytes(prefix);
    elements[index].writeFramed(beginning, out, false);
    return out.toByteArray();
  }

  /**
   * Returns the smallest key after all whose elements up to {@code index} are {@code bytes}, or
   * null if there can be none.
   */
  public byte @Nullable [] after(byte[] bytes, int index) {
    return index == elements.length - 1
        ? Arrays.copyOf(bytes, bytes.length + 1)
        : KeyRange.prefix(bytes).to();
  }

  /** Finds out where each element begins. */
  void locate(Input in, int[] positions) {
    for (int i = 0; i < elements.length; i++) {
      positions[i] = in.position();
      elements[i].skip(in);
    }
    if (in.remaining() > 0) {
      throw in.corrupt(in.remaining() + " bytes behind the last column");
    }
  }

  /** Reads an element at the present position. */
  Object read(Input in, int index) {
    try {
      return elements[index].read(in);
    } catch (DateTimeException | ArithmeticException e) {
      throw in.corrupt(e);
    }
  }
}
