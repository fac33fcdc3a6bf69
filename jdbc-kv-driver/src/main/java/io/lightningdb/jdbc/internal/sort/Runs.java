package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The first runs are in one file, and those that a pass over them makes by merging are in the next
 * one, so that there are never more than two files. A file goes as soon as all of its
 * runs have been read, and the disk holds the rows twice at most.
 */
/** The sorted runs of one sort, in the order in which their rows came. */
final class Runs implements AutoCloseable {

  private final RowOrder order;
  private final long limit;
  private final SpillSpace space;
  private final MemoryUse memory;
  private final List<Run> runs = new ArrayList<>();
  private @Nullable SpillFile file;

  /**
   * @param limit how many rows are asked for at most
   */
  Runs(RowOrder order, long limit, SpillSpace space) {
    this.order = order;
    this.limit = limit;
    this.space = space;
    this.memory = new MemoryUse(space, Long.MAX_VALUE);
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Writes rows that are sorted. */
  void add(List<@Nullable Object[]> rows) throws SQLException {
    RunWriter writer = writer();
    for (int i = 0; i < rows.size() && i < limit; i++) {
      writer.write(rows.get(i));
    }
    runs.add(writer.finish());
  }

  private RunWriter writer() throws SQLException {
    if (file == null) {
      file = space.createFile();
      file.retain();
    }
    return new RunWriter(file, space);
  }

  private void finishFile() {
    if (file != null) {
      file.release();
      file = null;
    }
  }

  /** Returns the rows of all runs. No more can be added. */
  RowSource merge() throws SQLException {
    finishFile();
    int at = 0;
    while (runs.size() > fanIn()) {
      if (at == runs.size()) {
        finishFile();
        at = 0;
      }
      // In the last pass no more than needed, so that the rest is read once less.
      int count = Math.min(fanIn(), runs.size() - fanIn() + 1);
      // A single one that is left at the end is copied, or it would keep the file before.
      mergeInto(runs.subList(at, Math.min(at + count, runs.size())));
      at++;
    }
    finishFile();
    memory.take(memoryBytes(runs));
    return new RunMerger(runs, order);
  }

  /** Puts one run in the place of several. */
  private void mergeInto(List<Run> merged) throws SQLException {
    memory.take(memoryBytes(merged));
    RunMerger rows = new RunMerger(merged, order);
    RunWriter writer = writer();
    for (long left = limit; left > 0; left--) {
      @Nullable Object[] row = rows.next();
      if (row == null) {
        break;
      }
      writer.write(row);
    }
    Run result = writer.finish();
    merged.forEach(Run::release);
    merged.clear();
    merged.add(result);
    memory.release();
  }

  private int fanIn() {
    return space.mergedRuns(runs.stream().mapToLong(Run::memoryBytes).max().orElse(1));
  }

  private static long memoryBytes(List<Run> runs) {
    return runs.stream().mapToLong(Run::memoryBytes).sum();
  }

  @Override
  public void close() {
    finishFile();
    runs.forEach(Run::release);
    runs.clear();
    memory.release();
  }
}
