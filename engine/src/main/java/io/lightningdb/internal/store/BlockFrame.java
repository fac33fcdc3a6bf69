package io.lightningdb.internal.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.compress.Codecs;
import io.lightningdb.internal.compress.Method;
import java.util.Arrays;

/**
 * A block as it lies in a file; {@code docs/design/tree-file.md} has the whole format.
 *
 * <pre>
 *   0        4      5             6       8               12           16
 *   +--------+------+-------------+-------+---------------+------------+-------------+
 *   | crc32c | kind | compression | zeros | stored length | raw length | content ... |
 *   +--------+------+-------------+-------+---------------+------------+-------------+
 *            |&lt;------------------------ covered by crc32c ------------------------>|
 * </pre>
 */
final class BlockFrame {

  static final int HEADER_BYTES = 16;

  private static final int KIND = 4;
  private static final int STORED_LENGTH = 8;
  private static final byte[] RESERVED = {0, 0};

  private BlockFrame() {}

  /**
   * Appends a frame to {@code out}, which belongs at {@code position} of its file.
   *
   * @param rawLength the length of the content before it was compressed
   * @param content the array that has the content
   * @param offset where the content begins in it
   * @param length the length of the content
   */
  static void append(
      ByteWriter out,
      BlockKind kind,
      Method compression,
      int rawLength,
      byte[] content,
      int offset,
      int length,
      FileIdentity identity,
      long position) {
    int start = out.size();
    out.writeInt(0)
        .writeByte(kind.code())
        .writeByte(compression.code())
        .writeBytes(RESERVED)
        .writeInt(length)
        .writeInt(rawLength)
        .writeBytes(content, offset, length);
    int covered = out.size() - start - KIND;
    out.setInt(start, identity.checksum(position, out.array(), start + KIND, covered));
  }

  /** What was in a frame, decompressed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record Content(byte[] array, int offset, int length) {

    /** Returns whether nothing else is in the array. */
    boolean isWholeArray() {
      return length == array.length;
    }
  }

  /** Returns how long a frame is with its header, according to that header. */
  static long length(byte[] header) {
    ByteReader reader = new ByteReader("a frame", header);
    reader.skip(STORED_LENGTH);
    return HEADER_BYTES + Integer.toUnsignedLong(reader.readInt());
  }

  /**
   * Reads a frame that holds a block.
   *
   * @throws CorruptionException if it is not the frame of this kind that was written at this place
   */
  static Block decode(BlockPointer pointer, BlockKind kind, byte[] bytes) {
    Content content = content(pointer, kind, bytes);
    return Block.parse(pointer, content.array, content.offset, content.length);
  }

  /**
   * Reads a frame.
   *
   * @throws CorruptionException if it is not the frame of this kind that was written at this place
   */
  static Content content(BlockPointer pointer, BlockKind kind, byte[] bytes) {
    ByteReader header = new ByteReader(pointer, bytes);
    int stored = header.readInt();
    int computed =
        pointer.file().identity().checksum(pointer.offset(), bytes, KIND, bytes.length - KIND);
    if (stored != computed) {
      throw new CorruptionException(
          "the block in %s is damaged: its checksum is %08x, that of its bytes %08x"
              .formatted(pointer, stored, computed));
    }
    int foundKind = header.readByte();
    int compression = header.readByte();
    boolean plain = Arrays.equals(header.readBytes(RESERVED.length), RESERVED);
    int storedLength = header.readInt();
    int rawLength = header.readInt();
    if (!Method.exists(compression)) {
      throw new FormatException(
          "the block in "
              + pointer
              + " has compression "
              + compression
              + ", which this version of Lightning lacks");
    }
    if (!plain) {
      throw new FormatException(
          "the block in " + pointer + " uses features that this version of Lightning lacks");
    }
    if (foundKind != kind.code()
        || storedLength != bytes.length - HEADER_BYTES
        || (compression == Method.NONE.code() && rawLength != storedLength)) {
      throw new CorruptionException(
          "the block in %s is of kind %d with %d bytes instead of kind %d with %d"
              .formatted(
                  pointer, foundKind, storedLength, kind.code(), bytes.length - HEADER_BYTES));
    }
    Method method = Method.of(compression);
    if (method == Method.NONE) {
      return new Content(bytes, HEADER_BYTES, rawLength);
    }
    byte[] raw =
        Codecs.loaded().decompress(method, pointer, bytes, HEADER_BYTES, storedLength, rawLength);
    return new Content(raw, 0, rawLength);
  }
}
