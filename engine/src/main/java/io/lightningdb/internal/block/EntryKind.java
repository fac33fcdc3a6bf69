package io.lightningdb.internal.block;

/** What an entry of a block says of its key. The flags are on disk. */
public enum EntryKind {
  /** It has this value. */
  VALUE(0),
  /** It is deleted. */
  DELETE(1),
  /** It has a value that lies apart, and this is where. */
  BLOB(2);

  private final int flags;

  EntryKind(int flags) {
    this.flags = flags;
  }

  int flags() {
    return flags;
  }

  /** Returns the kind with some flags, of which {@link #exists} has said that there is one. */
  static EntryKind of(int flags) {
    return switch (flags) {
      case 0 -> VALUE;
      case 1 -> DELETE;
      case 2 -> BLOB;
      default -> throw new IllegalArgumentException("no kind of entry has the flags " + flags);
    };
  }

  static boolean exists(int flags) {
    return flags >= VALUE.flags && flags <= BLOB.flags;
  }
}
