package io.lightningdb.jdbc.internal.function;

import java.time.OffsetDateTime;

/** What functions may ask besides their arguments. */
public interface FunctionContext {

  /** Returns the moment when the statement began: the same for all of its rows. */
  OffsetDateTime now();

  /** Returns the name of the connection's user. */
  String user();

  /** Returns the name of the database. */
  String database();
}
