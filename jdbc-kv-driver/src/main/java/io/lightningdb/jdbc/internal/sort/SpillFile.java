package io.lightningdb.jdbc.internal.sort;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.zip.CRC32C;

/**
 * A temporary file of blocks, shared by the runs in it and gone with the last of them.
 *
 * <pre>
 *   0         4         8
 *   +---------+---------+----------+
 *   | crc32c  | length  | rows ... |   little-endian
 *   +---------+---------+----------+
 * </pre>
 *
 * The checksum covers where the block is in the file, too, and all that follows it: neither damaged
 * bytes nor those of another block are ever taken for rows.
 */
final class SpillFile {

  static final int HEADER_BYTES = 8;

  private static final int LENGTH_OFFSET = 4;

  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ScratchFile file;
  private final SpillSpace space;
  private final CRC32C crc = new CRC32C();
  private final byte[] positionBytes = new byte[Long.BYTES];
  private final byte[] header = new byte[HEADER_BYTES];

  private long size;

  /** How many runs, and writers of such, need the file. */
  private int users;

  SpillFile(ScratchFile file, SpillSpace space) {
    this.file = file;
    this.space = space;
  }

  long size() {
    return size;
  }

  void retain() {
    users++;
  }

  void release() {
    users--;
    assert users >= 0 : "released more often than retained";
    if (users == 0) {
      file.close();
    }
  }

  /** Appends a block, of which all but the header has been set, and starts the next one. */
  void append(RowEncoder block) throws SQLException {
    space.check();
    block.setInt(LENGTH_OFFSET, block.size() - HEADER_BYTES);
    block.setInt(0, checksum(size, block.array(), block.size()));
    try {
      file.write(size, block.array(), block.size());
    } catch (IOException e) {
      throw space.failure(e);
    }
    size += block.size();
    block.reset(HEADER_BYTES);
  }

  /** Returns the length of the block at {@code position}, its header included. */
  int blockLength(long position, long end) throws SQLException {
    space.check();
    read(position, header, HEADER_BYTES);
    int length = (int) LITTLE_INT.get(header, LENGTH_OFFSET);
    if (length < 0 || length > end - position - HEADER_BYTES) {
      throw SpillFailures.damaged(position, "the block has a length of " + length);
    }
    return HEADER_BYTES + length;
  }

  /** Reads a block. */
  void readBlock(long position, byte[] bytes, int length) throws SQLException {
    read(position, bytes, length);
    if ((int) LITTLE_INT.get(bytes, 0) != checksum(position, bytes, length)) {
      throw SpillFailures.damaged(position, "the block does not have the checksum it should have");
    }
  }

  private void read(long position, byte[] bytes, int length) throws SQLException {
    try {
      file.read(position, bytes, length);
    } catch (EOFException e) {
      throw SpillFailures.damaged(position, "the file ends");
    } catch (IOException e) {
      throw space.failure(e);
    }
  }

  private int checksum(long position, byte[] block, int length) {
    for (int i = 0; i < Long.BYTES; i++) {
      positionBytes[i] = (byte) (position >>> (Byte.SIZE * i));
    }
    crc.reset();
    crc.update(positionBytes);
    crc.update(block, LENGTH_OFFSET, length - LENGTH_OFFSET);
    return (int) crc.getValue();
  }
}
