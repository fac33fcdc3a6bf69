package io.lightningdb.internal.block;

/** What an entry of a block says of its key. The flags are on disk. */
public enum EntryKind {
  /** It has this value. */
  VALUE(0),
  /** It is deleted. */
  DELETE(1),
  /** It has a value that lies apart, and this is where. */
  BLOB(2),
  /** It has a value, here or apart, until some time. */
  EXPIRING(3);

  private static final EntryKind[] BY_FLAGS = values();

  private final int flags;

  EntryKind(int flags) {
    this.flags = flags;
  }

  int flags() {
    return flags;
  }

  /** Returns the kind with some flags: there is one for all that the two bits can say. */
  static EntryKind of(int flags) {
    return BY_FLAGS[flags];
  }
}
