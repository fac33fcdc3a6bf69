package io.lightningdb.jdbc.internal.type;

/** Types whose values compare with each other. */
public enum Family {
  BOOLEAN,
  NUMBER,
  TEXT,
  BINARY,
  DATE,
  TIME,
  TIMESTAMP,
  TIMESTAMP_WITH_TIME_ZONE,
  UUID
}
