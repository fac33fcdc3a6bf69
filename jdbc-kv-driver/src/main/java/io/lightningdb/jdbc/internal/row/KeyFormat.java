package io.lightningdb.jdbc.internal.row;

import io.lightningdb.KeyRange;
import io.lightningdb.jdbc.internal.schema.KeyColumn;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * All bits of a descending column are inverted, which turns its order round. A column that can be null
 * begins with a byte that tells whether it is.
 */
/** Keys: certain columns of a row, one behind the other. Immutable. */
public final class KeyFormat {

  private static final int CAPACITY = 32;
  private static final int NULL = 0;
  private static final int NOT_NULL = 1;
  private static final byte[] NOTHING = {};

  private final List<KeyColumn> columns;
  private final KeyElement[] elements;

  /** Whether something may stand behind the last column. */
  private final boolean open;

  /**
   * @param open whether something may stand behind the last column
   */
  KeyFormat(List<KeyColumn> columns, boolean open) {
    this.columns = List.copyOf(columns);
    this.open = open;
    this.elements = new KeyElement[columns.size()];
    for (int i = 0; i < elements.length; i++) {
      boolean framed = open || elements.length > 1 || columns.get(i).descending();
      elements[i] = new KeyElement(columns.get(i).type(), framed);
    }
  }

  /** Returns the columns of the keys, in their order. */
  public List<KeyColumn> columns() {
    return columns;
  }

  /** Returns the key of a row, whose values are those of all columns of the table. */
  public byte[] encode(@Nullable Object[] row) {
    return encode(row, NOTHING);
  }

  /** Returns the key of a row with {@code rest} behind it. */
  byte[] encode(@Nullable Object[] row, byte[] rest) {
    Output out = new Output(CAPACITY + rest.length);
    for (int i = 0; i < elements.length; i++) {
      write(row[columns.get(i).ordinal()], i, out);
    }
    return out.writeBytes(rest).toByteArray();
  }

  /** Writes the column {@code index} of a key. */
  void write(@Nullable Object value, int index, Output out) {
    KeyColumn column = columns.get(index);
    int start = out.size();
    if (column.nullable()) {
      out.writeByte(value == null ? NULL : NOT_NULL);
    } else if (value == null) {
      throw new IllegalArgumentException("a column of a key is null");
    }
    if (value != null) {
      elements[index].write(value, out);
    }
    if (column.descending()) {
      out.invertFrom(start);
    }
  }

  /** Returns {@code prefix} with the column {@code index} of keys behind it. */
  public byte[] append(byte[] prefix, int index, @Nullable Object value) {
    Output out = new Output(prefix.length + CAPACITY).writeBytes(prefix);
    write(value, index, out);
    return out.toByteArray();
  }

  /**
   * Returns {@code prefix} with the beginning of a text or of bytes behind it, as which all keys
   * begin whose column {@code index} begins so. The column must not be descending.
   */
  public byte[] appendBeginning(byte[] prefix, int index, byte[] beginning) {
    Output out = new Output(prefix.length + CAPACITY).writeBytes(prefix);
    if (columns.get(index).nullable()) {
      out.writeByte(NOT_NULL);
    }
    elements[index].writeFramed(beginning, out, false);
    return out.toByteArray();
  }

  /**
   * Returns the smallest key after all whose columns up to {@code index} are {@code bytes}, or null
   * if there can be none.
   */
  public byte @Nullable [] after(byte[] bytes, int index) {
    return index == elements.length - 1 && !open
        ? Arrays.copyOf(bytes, bytes.length + 1)
        : KeyRange.prefix(bytes).to();
  }

  /** Returns where the keys begin that have {@code prefix} and no null in column {@code index}. */
  public byte[] fromNotNull(byte[] prefix, int index) {
    KeyColumn column = columns.get(index);
    return column.nullable() && !column.descending() ? with(prefix, NOT_NULL) : prefix;
  }

  /** Returns where those keys end; null where nothing but other prefixes ends them. */
  public byte @Nullable [] toNotNull(byte[] prefix, int index) {
    KeyColumn column = columns.get(index);
    return column.nullable() && column.descending() ? with(prefix, ~NULL) : null;
  }

  private static byte[] with(byte[] prefix, int last) {
    byte[] bytes = Arrays.copyOf(prefix, prefix.length + 1);
    bytes[prefix.length] = (byte) last;
    return bytes;
  }

  /** Finds out where each column begins; a column that is null begins with its mark. */
  void locate(Input in, int[] positions) {
    for (int i = 0; i < elements.length; i++) {
      positions[i] = in.position();
      skip(in, i);
    }
    if (!open && in.remaining() > 0) {
      throw in.corrupt(in.remaining() + " bytes behind the last column");
    }
  }

  /** Passes over a column; returns whether it is null. */
  boolean skip(Input in, int index) {
    in.setInverted(columns.get(index).descending());
    boolean isNull = isNull(in, index);
    if (!isNull) {
      elements[index].skip(in);
    }
    in.setInverted(false);
    return isNull;
  }

  private boolean isNull(Input in, int index) {
    if (!columns.get(index).nullable()) {
      return false;
    }
    int mark = in.readByte();
    if (mark != NULL && mark != NOT_NULL) {
      throw in.corrupt("a column with the mark " + mark);
    }
    return mark == NULL;
  }

  /** Reads a column at the present position. */
  @Nullable Object read(Input in, int index) {
    in.setInverted(columns.get(index).descending());
    try {
      return isNull(in, index) ? null : elements[index].read(in);
    } catch (DateTimeException | ArithmeticException e) {
      throw in.corrupt(e);
    } finally {
      in.setInverted(false);
    }
  }
}
