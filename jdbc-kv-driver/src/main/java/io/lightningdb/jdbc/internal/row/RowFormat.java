package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.schema.Table;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How the rows of a table are kept in a keyspace. Immutable. */
public interface RowFormat {

  /** Returns the format of a table's rows. */
  static RowFormat of(Table table) {
    return switch (table.shape()) {
      case TABLE -> new TableFormat(table);
      case PLAIN -> new PlainFormat(table);
      case CACHE -> new CacheFormat(table);
    };
  }

  /** Returns the format of the keys. */
  KeyFormat keys();

  /**
   * Returns the value that is stored under {@code key}.
   *
   * @param row the values of all columns
   */
  byte[] encode(byte[] key, @Nullable Object[] row);

  /** Returns a new view of rows. */
  RowView view();

  /**
   * Returns a new view of the rows that are there at a moment.
   *
   * @param millis tells the moment, in milliseconds since 1970, where it plays a part
   */
  default RowView viewAt(LongSupplier millis) {
    return view();
  }
}
