package io.lightningdb.jdbc.internal.row;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.jdbc.internal.schema.Table;
import java.time.DateTimeException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * Going to a row checks it and notes where its columns begin; what a column is gets read only when
 * somebody asks for it.
 */
/** Reads what {@link TableFormat} wrote. */
final class TableRowView implements RowView {

  private static final int NULL = -1;
  private static final int MISSING = -2;

  private final Table table;
  private final KeyFormat keys;
  private final ValueElement[] elements;
  private final CRC32C crc = new CRC32C();
  private final Input key;
  private final Input value;

  /** For each column of the key where it begins, once that is known. */
  private final int[] keyPositions;

  private boolean keyLocated;

  /** For each other column where it begins, or {@link #NULL} or {@link #MISSING}. */
  private final int[] valuePositions;

  /** For each column its place among those of the key, or inverted among the others. */
  private final int[] places;

  TableRowView(Table table, KeyFormat keys, ValueElement[] elements) {
    this.table = table;
    this.keys = keys;
    this.elements = elements;
    this.key = new Input("a key of table " + table.name());
    this.value = new Input("a row of table " + table.name());
    this.keyPositions = new int[table.keySize()];
    this.valuePositions = new int[table.valueSize()];
    this.places = new int[table.columns().size()];
    for (int i = 0; i < table.keySize(); i++) {
      places[table.keyColumn(i)] = i;
    }
    for (int i = 0; i < table.valueSize(); i++) {
      places[table.valueColumn(i)] = ~i;
    }
  }

  @Override
  public void load(byte[] newKey, byte[] newValue) {
    key.reset(newKey);
    value.reset(newValue);
    keyLocated = false;
    int stored = value.readLittleInt();
    int expected = TableFormat.checksum(crc, newKey, newValue, newValue.length);
    if (stored != expected) {
      throw new CorruptionException(
          "a row of table "
              + table.name()
              + " is damaged, or was not written as one: its checksum is "
              + Integer.toHexString(stored)
              + " where "
              + Integer.toHexString(expected)
              + " is expected");
    }
    int version = value.readByte();
    if (version != TableFormat.VERSION) {
      throw new FormatException(
          "a row of table "
              + table.name()
              + " has format version "
              + version
              + "; this version of Lightning reads version "
              + TableFormat.VERSION);
    }
    locateColumns();
  }

  private void locateColumns() {
    long count = value.readVarint();
    if (count < 0 || count > elements.length) {
      throw value.corrupt(count + " columns where the table has " + elements.length);
    }
    int nulls = value.skip(TableFormat.nullBytes((int) count));
    byte[] bytes = value.array();
    for (int i = 0; i < elements.length; i++) {
      if (i >= count) {
        valuePositions[i] = MISSING;
      } else if ((bytes[nulls + (i >> 3)] >> (i & 7) & 1) != 0) {
        valuePositions[i] = NULL;
      } else {
        valuePositions[i] = value.position();
        elements[i].skip(value);
      }
    }
    if (value.remaining() > 0) {
      throw value.corrupt(value.remaining() + " bytes behind the last column");
    }
  }

  @Override
  public @Nullable Object get(int ordinal) {
    int place = places[ordinal];
    return place >= 0 ? keyColumn(place) : valueColumn(~place, ordinal);
  }

  private Object keyColumn(int index) {
    if (!keyLocated) {
      key.seek(0);
      keys.locate(key, keyPositions);
      keyLocated = true;
    }
    key.seek(keyPositions[index]);
    return keys.read(key, index);
  }

  private @Nullable Object valueColumn(int index, int ordinal) {
    int position = valuePositions[index];
    if (position == NULL) {
      return null;
    }
    if (position == MISSING) {
      return table.column(ordinal).defaultValue();
    }
    value.seek(position);
    try {
      return elements[index].read(value);
    } catch (DateTimeException | ArithmeticException e) {
      throw value.corrupt(e);
    }
  }
}
