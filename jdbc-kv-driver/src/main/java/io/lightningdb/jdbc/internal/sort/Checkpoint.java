package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;

/** Asked now and then during long work whether it may go on. */
@FunctionalInterface
public interface Checkpoint {

  /**
   * Goes on if the statement may.
   *
   * @throws SQLException if it was cancelled or its time is over
   */
  void check() throws SQLException;
}
