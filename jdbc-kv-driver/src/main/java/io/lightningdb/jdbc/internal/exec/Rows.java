package io.lightningdb.jdbc.internal.exec;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a result, one after the other. Serves one thread at a time. */
public interface Rows extends AutoCloseable {

  /** Goes to the next row and returns whether there is one. */
  boolean next() throws SQLException;

  /** Returns the value of a column, counted from 0, in the row it is on. */
  @Nullable Object value(int column) throws SQLException;

  /** Gives back what the rows come from. A second call does nothing. */
  @Override
  void close();
}
