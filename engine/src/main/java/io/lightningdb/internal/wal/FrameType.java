package io.lightningdb.internal.wal;

import org.jspecify.annotations.Nullable;

/** What a log frame says. The codes are on disk. */
public enum FrameType {
  /** The segment is in use and goes on after the frame's sequence; there is no payload. */
  START(1),
  /** Entries were written. */
  COMMIT(2),
  /** A keyspace was created. */
  CREATE(3),
  /** A keyspace was dropped. */
  DROP(4),
  /** A keyspace was renamed. */
  RENAME(5),
  /** A part of a long value, whose commit comes later and tells where it is. */
  PART(6),
  /** Entries were loaded that are in files, if the load was not cut off by a crash. */
  LOAD(7),
  /** The attributes of a keyspace were replaced. */
  ALTER(8);

  private static final FrameType[] BY_CODE = {
    null, START, COMMIT, CREATE, DROP, RENAME, PART, LOAD, ALTER
  };

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Returns the type with this code, or null if there is none. */
  static @Nullable FrameType of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
