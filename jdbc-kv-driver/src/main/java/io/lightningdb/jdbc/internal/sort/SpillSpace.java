package io.lightningdb.jdbc.internal.sort;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/*
 * All that one statement collects shares a budget. Whoever finds it used up spills what he has. He
 * may find it used up by others before he has anything, so a little is granted to each: otherwise
 * every row would be a run of its own. A statement exceeds its budget by that little for each of
 * its sorts and groupings, and by the row in hand where a single one is larger than everything.
 */
/**
 * The memory that one statement may take for rows it collects, and where it puts what does not fit.
 * Serves one thread at a time.
 */
public final class SpillSpace {

  static final int MERGED_RUNS_MAX = 64;

  private static final int BLOCK_BYTES_MIN = 256;
  private static final int BLOCK_BYTES_MAX = 32 << 10;
  private static final long GRANTED_BYTES_MIN = 1 << 10;
  private static final long GRANTED_BYTES_MAX = 1 << 20;

  /** Makes files for what does not fit. */
  interface Files {
    ScratchFile create() throws IOException;
  }

  private final long budgetBytes;
  private final @Nullable Path directory;
  private final Checkpoint checkpoint;
  private final Files files;

  private long usedBytes;
  private long spilledBytes;
  private long spilledRows;

  /**
   * @param budgetBytes about how much heap the rows may take
   * @param directory where temporary files are put; null for the system's directory for those
   * @param checkpoint asked for each block that is read or written
   */
  public SpillSpace(long budgetBytes, @Nullable Path directory, Checkpoint checkpoint) {
    this(budgetBytes, directory, checkpoint, () -> TemporaryFile.create(directory));
  }

  SpillSpace(long budgetBytes, @Nullable Path directory, Checkpoint checkpoint, Files files) {
    if (budgetBytes < 0) {
      throw new IllegalArgumentException("a budget of " + budgetBytes + " bytes");
    }
    this.budgetBytes = budgetBytes;
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.files = files;
  }

  /** Returns about how many bytes of the heap rows take now. */
  public long usedBytes() {
    return usedBytes;
  }

  /** Returns how many bytes were written to files, those that were merged and rewritten again. */
  public long spilledBytes() {
    return spilledBytes;
  }

  /** Returns how many rows were written to files, those that were merged and rewritten again. */
  public long spilledRows() {
    return spilledRows;
  }

  long budgetBytes() {
    return budgetBytes;
  }

  /** Returns what each sort or grouping may have, however much the others use. */
  long grantedBytes() {
    return Math.max(GRANTED_BYTES_MIN, Math.min(GRANTED_BYTES_MAX, budgetBytes / 8));
  }

  /** Returns how large a block of a file becomes before it is written, unless by a single row. */
  int blockBytes() {
    long share = budgetBytes / (2 * MERGED_RUNS_MAX);
    return (int) Math.max(BLOCK_BYTES_MIN, Math.min(BLOCK_BYTES_MAX, share));
  }

  /** Returns how many runs can be read at a time when each of them takes {@code runBytes}. */
  int mergedRuns(long runBytes) {
    return (int) Math.max(2, Math.min(MERGED_RUNS_MAX, budgetBytes / 4 / runBytes));
  }

  boolean isFree(long bytes) {
    return bytes <= budgetBytes - usedBytes;
  }

  void use(long bytes) {
    usedBytes += bytes;
  }

  void free(long bytes) {
    usedBytes -= bytes;
    assert usedBytes >= 0 : "more was freed than was used";
  }

  void check() throws SQLException {
    checkpoint.check();
  }

  void countSpilled(long rows, long bytes) {
    spilledRows += rows;
    spilledBytes += bytes;
  }

  SpillFile createFile() throws SQLException {
    try {
      return new SpillFile(files.create(), this);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  SQLException failure(IOException e) {
    return SpillFailures.storage(e, directory);
  }
}
