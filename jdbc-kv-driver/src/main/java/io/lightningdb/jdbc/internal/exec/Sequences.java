package io.lightningdb.jdbc.internal.exec;

import java.sql.SQLException;

/** Counts the numbers of identity columns. Any number of threads may use it. */
public interface Sequences {

  /**
   * Returns the next number, which nobody gets again, whether it is used or not.
   *
   * @param sequence which numbers are counted
   */
  long next(String sequence) throws SQLException;

  /** Notes that a number was given by hand, so that it is not the next one of anybody. */
  void used(String sequence, long number) throws SQLException;
}
