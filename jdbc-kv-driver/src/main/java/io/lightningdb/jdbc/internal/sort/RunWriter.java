package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Writes a run at the end of a file. */
final class RunWriter {

  private final SpillFile file;
  private final SpillSpace space;
  private final long start;
  private final RowEncoder block;
  private long rows;
  private int blockBytesMax;
  private long rowBytesMax;

  RunWriter(SpillFile file, SpillSpace space) {
    this.file = file;
    this.space = space;
    this.start = file.size();
    this.block = new RowEncoder(2 * space.blockBytes());
    block.reset(SpillFile.HEADER_BYTES);
  }

  void write(@Nullable Object[] row) throws SQLException {
    block.write(row);
    rows++;
    rowBytesMax = Math.max(rowBytesMax, RowBytes.of(row));
    if (block.size() >= space.blockBytes()) {
      append();
    }
  }

  private void append() throws SQLException {
    blockBytesMax = Math.max(blockBytesMax, block.size());
    file.append(block);
  }

  Run finish() throws SQLException {
    if (block.size() > SpillFile.HEADER_BYTES) {
      append();
    }
    space.countSpilled(rows, file.size() - start);
    return new Run(file, start, rows, blockBytesMax + rowBytesMax);
  }
}
