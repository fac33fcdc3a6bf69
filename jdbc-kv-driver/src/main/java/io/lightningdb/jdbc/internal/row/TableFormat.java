package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.schema.Table;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table. The columns of the primary key are in the key alone; the value has the
 * others, in the order in which the table was defined.
 *
 * <pre>
 *   0         4         5
 *   +---------+---------+-------+------------+--------------------------+
 *   | crc32c  | version | count | null bits  | columns that are not null |
 *   +---------+---------+-------+------------+--------------------------+
 *             |<---- covered by crc32c, and before it the key --------->|
 * </pre>
 *
 * <p>Columns that were added to the table after a row was written are not counted in it: they have
 * their defaults.
 */
final class TableFormat implements RowFormat {

  static final int VERSION = 1;
  static final int CHECKSUM_BYTES = 4;

  private static final int CAPACITY = 64;

  private final Table table;
  private final KeyFormat keys;
  private final ValueElement[] elements;

  TableFormat(Table table) {
    this.table = table;
    this.keys = new KeyFormat(table.key(), false);
    this.elements = new ValueElement[table.valueSize()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = new ValueElement(table.column(table.valueColumn(i)).type());
    }
  }

  @Override
  public KeyFormat keys() {
    return keys;
  }

  @Override
  public byte[] encode(byte[] key, @Nullable Object[] row) {
    Output out = new Output(CAPACITY);
    out.writeZeros(CHECKSUM_BYTES).writeByte(VERSION).writeVarint(elements.length);
    int nulls = out.size();
    out.writeZeros(nullBytes(elements.length));
    for (int i = 0; i < elements.length; i++) {
      Object value = row[table.valueColumn(i)];
      if (value == null) {
        out.setBit(nulls, i);
      } else {
        elements[i].write(value, out);
      }
    }
    out.setLittleInt(0, checksum(new CRC32C(), key, out.array(), out.size()));
    return out.toByteArray();
  }

  static int nullBytes(int count) {
    return (count + 7) / 8;
  }

  /** Binds a row to its key, so that a row in another one's place is damage, too. */
  static int checksum(CRC32C crc, byte[] key, byte[] value, int length) {
    crc.reset();
    crc.update(key, 0, key.length);
    crc.update(value, CHECKSUM_BYTES, length - CHECKSUM_BYTES);
    return (int) crc.getValue();
  }

  @Override
  public RowView view() {
    return new TableRowView(table, keys, elements);
  }
}
