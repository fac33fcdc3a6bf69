package io.lightningdb.jdbc.internal.row;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.jdbc.internal.schema.Table;
import java.time.DateTimeException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * Going to a row checks it whole. Where its columns begin is found out only as far as somebody asks, and
 * what they are is read when somebody asks for it.
 */
/** Reads what {@link TableFormat} wrote. */
final class TableRowView implements RowView {

  private final Table table;
  private final KeyFormat keys;
  private final ValueElement[] elements;
  private final CRC32C crc = new CRC32C();
  private final Input key;
  private final Input value;

  /** For each column its place among those of the key, or inverted among the others. */
  private final int[] places;

  /** For each column of the key where it begins, once that is known. */
  private final int[] keyPositions;

  private boolean keyLocated;

  /** How many of the other columns the row has; those behind them were added to the table later. */
  private int count;

  /** Where the bits begin that tell which of them are null. */
  private int nulls;

  /** For each of the other columns that is not null where it begins, if it has been located. */
  private final int[] valuePositions;

  private int located;
  private int locatedEnd;

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
  public boolean load(byte[] newKey, byte[] newValue) {
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
    long columns = value.readVarint();
    if (columns < 0 || columns > elements.length) {
      throw value.corrupt(columns + " columns where the table has " + elements.length);
    }
    count = (int) columns;
    nulls = value.skip(TableFormat.nullBytes(count));
    located = 0;
    locatedEnd = value.position();
    return true;
  }

  @Override
  public @Nullable Object get(int ordinal) {
    int place = places[ordinal];
    return place >= 0 ? keyColumn(place) : valueColumn(~place, ordinal);
  }

  private @Nullable Object keyColumn(int index) {
    if (!keyLocated) {
      key.seek(0);
      keys.locate(key, keyPositions);
      keyLocated = true;
    }
    key.seek(keyPositions[index]);
    return keys.read(key, index);
  }

  private @Nullable Object valueColumn(int index, int ordinal) {
    if (index >= count) {
      return table.column(ordinal).defaultValue();
    }
    if (isNull(index)) {
      return null;
    }
    locate(index);
    value.seek(valuePositions[index]);
    try {
      return elements[index].read(value);
    } catch (DateTimeException | ArithmeticException e) {
      throw value.corrupt(e);
    }
  }

  private boolean isNull(int index) {
    return ((value.array()[nulls + (index >> 3)] >> (index & 7)) & 1) != 0;
  }

  /** Finds out where the columns begin, up to a certain one. */
  private void locate(int index) {
    value.seek(locatedEnd);
    while (located <= index) {
      valuePositions[located] = value.position();
      if (!isNull(located)) {
        elements[located].skip(value);
      }
      located++;
      locatedEnd = value.position();
    }
    if (located == count && value.remaining() > 0) {
      throw value.corrupt(value.remaining() + " bytes behind the last column");
    }
  }
}
