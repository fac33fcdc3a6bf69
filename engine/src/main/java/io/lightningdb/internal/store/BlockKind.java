package io.lightningdb.internal.store;

/** What a block holds. The codes are on disk. */
public enum BlockKind {
  /** Keys and values. */
  LEAF(1),
  /** Separators and pointers to blocks. */
  INNER(2),
  /** One entry, whose value tells which keys are not in a table. */
  FILTER(3),
  /** A value that lies apart from its key, or a part of it. */
  BLOB(4);

  private final int code;

  BlockKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
