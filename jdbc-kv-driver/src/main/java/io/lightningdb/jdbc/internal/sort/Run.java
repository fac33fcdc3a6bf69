package io.lightningdb.jdbc.internal.sort;

/** Sorted rows in a file. Keeps the file until it is released. */
final class Run {

  private final SpillFile file;
  private final long start;
  private final long end;
  private final long rows;
  private final long memoryBytes;
  private boolean released;

  /**
   * @param memoryBytes about what reading it takes: a block, and the largest row
   */
  Run(SpillFile file, long start, long rows, long memoryBytes) {
    this.file = file;
    this.start = start;
    this.end = file.size();
    this.rows = rows;
    this.memoryBytes = memoryBytes;
    file.retain();
  }

  SpillFile file() {
    return file;
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  long rows() {
    return rows;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  /** Says that the rows are needed no more. A second call does nothing. */
  void release() {
    if (!released) {
      released = true;
      file.release();
    }
  }
}
