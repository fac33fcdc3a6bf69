package io.lightningdb.jdbc.internal.exec;

import java.sql.SQLException;

/** Entries of a keyspace, one after the other. */
interface Entries extends AutoCloseable {

  /** Goes to the next entry and returns whether there is one. */
  boolean next() throws SQLException;

  byte[] key();

  byte[] value();

  @Override
  void close();
}
