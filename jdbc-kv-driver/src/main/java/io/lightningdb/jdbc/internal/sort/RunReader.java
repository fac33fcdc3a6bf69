package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a run, and releases it when all are read. */
final class RunReader implements RowSource {

  private static final byte[] NOTHING = {};

  private final Run run;
  private final RowDecoder decoder = new RowDecoder();
  private byte[] block = NOTHING;
  private long position;
  private long rowsLeft;

  RunReader(Run run) {
    this.run = run;
    this.position = run.start();
    this.rowsLeft = run.rows();
  }

  @Override
  public @Nullable Object @Nullable [] next() throws SQLException {
    if (rowsLeft == 0) {
      block = NOTHING;
      run.release();
      return null;
    }
    if (decoder.isAtEnd()) {
      readBlock();
    }
    rowsLeft--;
    return decoder.readRow();
  }

  private void readBlock() throws SQLException {
    int length = run.file().blockLength(position, run.end());
    if (block.length < length) {
      block = new byte[length];
    }
    run.file().readBlock(position, block, length);
    decoder.reset(block, SpillFile.HEADER_BYTES, length);
    position += length;
  }
}
