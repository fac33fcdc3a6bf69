package io.lightningdb.jdbc.internal.exec;

import java.util.Map;

/** The options of a connection. */
public interface SessionOptions {

  /** Returns the options and their values, in the order of their names. */
  Map<String, String> all();
}
