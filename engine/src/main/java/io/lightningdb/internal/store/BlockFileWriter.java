package io.lightningdb.internal.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.compress.Method;
import io.lightningdb.internal.io.WritableFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;

/*
 * A file is written front to back in large pieces, and ends with its length and a checksum of all its
 * bytes, so that it can be checked and copied without knowing what is in it.
 */
/** Writes one file of blocks. For one thread. */
final class BlockFileWriter implements Closeable {

  static final int FOOTER_BYTES = 32;

  private static final int PADDING_BYTES = 12;
  private static final int BUFFER_BYTES = 512 * 1024;

  private final BlockFile file;
  private final WritableFile output;
  private final ByteWriter buffer;
  private final IntConsumer beforeWrite;
  private final CRC32C contentCrc = new CRC32C();
  private long flushedBytes;
  private int blocks;

  /**
   * Creates the file.
   *
   * @param buffer memory to collect bytes in, which nobody else uses before this is closed
   * @param beforeWrite told how much is going to be written, to wait until there is time for it
   */
  BlockFileWriter(BlockFiles files, BlockFile file, ByteWriter buffer, IntConsumer beforeWrite)
      throws IOException {
    this.file = file;
    this.beforeWrite = beforeWrite;
    this.output = files.disk().create(file.name());
    this.buffer = buffer;
    buffer.clear();
    buffer.writeBytes(new FileHeader(FileKind.TREE, file.identity(), files.nowMicros()).encode());
  }

  BlockFile file() {
    return file;
  }

  /** Returns where the next block will begin. */
  long position() {
    return flushedBytes + buffer.size();
  }

  /**
   * Appends a block.
   *
   * @param content the array that has its content, compressed if it is
   */
  BlockPointer append(
      BlockKind kind, Method compression, int rawLength, byte[] content, int offset, int length)
      throws IOException {
    if (buffer.size() >= BUFFER_BYTES) {
      flush();
    }
    long start = position();
    BlockFrame.append(
        buffer, kind, compression, rawLength, content, offset, length, file.identity(), start);
    blocks++;
    return new BlockPointer(file, start, (int) (position() - start));
  }

  private void flush() throws IOException {
    beforeWrite.accept(buffer.size());
    contentCrc.update(buffer.array(), 0, buffer.size());
    output.write(flushedBytes, buffer.array(), 0, buffer.size());
    flushedBytes += buffer.size();
    buffer.clear();
  }

  /** Writes what still waits and the footer, and brings all to the device but for the name. */
  void finish() throws IOException {
    flush();
    long length = flushedBytes + FOOTER_BYTES;
    buffer
        .writeLong(length)
        .writeInt(blocks)
        .writeInt((int) contentCrc.getValue())
        .writeZeros(PADDING_BYTES);
    buffer.writeInt(
        file.identity().checksum(flushedBytes, buffer.array(), 0, FOOTER_BYTES - Integer.BYTES));
    output.write(flushedBytes, buffer.array(), 0, FOOTER_BYTES);
    buffer.clear();
    output.sync();
    file.finish(length);
  }

  @Override
  public void close() throws IOException {
    output.close();
  }

  /** Checks the footer of a file and the checksum of all that comes before it. */
  static void verify(BlockFile file) throws IOException {
    CRC32C crc = new CRC32C();
    long contentLength = file.length() - FOOTER_BYTES;
    for (long at = 0; at < contentLength; at += BUFFER_BYTES) {
      byte[] part = file.read(at, (int) Math.min(BUFFER_BYTES, contentLength - at));
      crc.update(part, 0, part.length);
    }
    byte[] bytes = file.read(contentLength, FOOTER_BYTES);
    ByteReader footer = new ByteReader("the footer of " + file.name(), bytes);
    long length = footer.readLong();
    footer.skip(Integer.BYTES);
    int contentCrc = footer.readInt();
    footer.skip(PADDING_BYTES);
    int stored = footer.readInt();
    int computed = file.identity().checksum(contentLength, bytes, 0, FOOTER_BYTES - Integer.BYTES);
    if (stored != computed || length != file.length()) {
      throw new CorruptionException("the footer of " + file.name() + " is damaged");
    }
    if (contentCrc != (int) crc.getValue()) {
      throw new CorruptionException(
          "the file %s is damaged: the checksum of its content is %08x instead of %08x"
              .formatted(file.name(), (int) crc.getValue(), contentCrc));
    }
  }
}
