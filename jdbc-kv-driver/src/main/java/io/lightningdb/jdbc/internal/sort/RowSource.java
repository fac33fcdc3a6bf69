package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows, one after the other. */
interface RowSource {

  /** Returns the next row, or null at the end. */
  @Nullable Object @Nullable [] next() throws SQLException;
}
