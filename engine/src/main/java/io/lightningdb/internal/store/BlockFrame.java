package io.lightningdb.internal.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
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
  private static final int UNCOMPRESSED = 0;
  private static final byte[] RESERVED = {0, 0};

  private BlockFrame() {}

  /** Begins a frame at the end of {@code out}, whose content the caller appends. */
  static void begin(ByteWriter out, BlockKind kind) {
    out.writeInt(0)
        .writeByte(kind.code())
        .writeByte(UNCOMPRESSED)
        .writeBytes(RESERVED)
        .writeZeros(2 * Integer.BYTES);
  }

  /** Ends the frame that began at {@code start} of {@code out} and belongs at {@code position}. */
  static void end(ByteWriter out, int start, FileIdentity identity, long position) {
    int contentLength = out.size() - start - HEADER_BYTES;
    out.setInt(start + 8, contentLength);
    out.setInt(start + 12, contentLength);
    int covered = out.size() - start - KIND;
    out.setInt(start, identity.checksum(position, out.array(), start + KIND, covered));
  }

  /**
   * Reads a frame.
   *
   * @throws CorruptionException if it is not the frame of this kind that was written at this place
   */
  static Block decode(BlockPointer pointer, BlockKind kind, byte[] bytes) {
    String source = pointer.toString();
    ByteReader header = new ByteReader(source, bytes);
    int stored = header.readInt();
    int computed =
        pointer.file().identity().checksum(pointer.offset(), bytes, KIND, bytes.length - KIND);
    if (stored != computed) {
      throw new CorruptionException(
          "the block in %s is damaged: its checksum is %08x, that of its bytes %08x"
              .formatted(source, stored, computed));
    }
    int foundKind = header.readByte();
    int compression = header.readByte();
    boolean plain = Arrays.equals(header.readBytes(RESERVED.length), RESERVED);
    int storedLength = header.readInt();
    int rawLength = header.readInt();
    if (compression != UNCOMPRESSED) {
      throw new FormatException(
          "the block in "
              + source
              + " has compression "
              + compression
              + ", which this version of Lightning lacks");
    }
    if (!plain) {
      throw new FormatException(
          "the block in " + source + " uses features that this version of Lightning lacks");
    }
    if (foundKind != kind.code()
        || storedLength != bytes.length - HEADER_BYTES
        || rawLength != storedLength) {
      throw new CorruptionException(
          "the block in %s is of kind %d with %d bytes instead of kind %d with %d"
              .formatted(
                  source, foundKind, storedLength, kind.code(), bytes.length - HEADER_BYTES));
    }
    return Block.parse(source, bytes, HEADER_BYTES, rawLength);
  }
}
