package io.lightningdb.internal.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.compress.Codecs;
import io.lightningdb.internal.compress.Method;
import java.io.IOException;

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

  /** Returns whether these bytes are the frame that was written at {@code position} of a file. */
  static boolean isIntact(
      FileIdentity identity, long position, byte[] bytes, int offset, int length) {
    return storedChecksum(bytes, offset)
        == identity.checksum(position, bytes, offset + KIND, length - KIND);
  }

  private static int storedChecksum(byte[] bytes, int offset) {
    return new ByteReader("a frame", bytes, offset, KIND).readInt();
  }

  /** Returns what is to be said of a frame that {@link #isIntact} is not true of. */
  static CorruptionException damaged(BlockFile file, long position, byte[] bytes, int length) {
    return new CorruptionException(
        "the block in %s at %d is damaged: its checksum is %08x, that of its bytes %08x"
            .formatted(
                file.name(),
                position,
                storedChecksum(bytes, 0),
                file.identity().checksum(position, bytes, KIND, length - KIND)));
  }

  /** Reads a block from its file into {@code memory}. It fails as {@link #read} does. */
  static Block readBlock(BlockPointer pointer, BlockKind kind, BlockMemory memory)
      throws IOException {
    Content content = read(pointer, kind, memory);
    return Block.parse(pointer, content.array, content.offset, content.length);
  }

  /**
   * Reads a frame from its file into {@code memory}.
   *
   * @throws CorruptionException if it is not the frame of this kind that was written at this place
   */
  static Content read(BlockPointer pointer, BlockKind kind, BlockMemory memory) throws IOException {
    int length = pointer.length();
    byte[] bytes = memory.frame(length);
    pointer.file().readFrame(pointer.offset(), bytes, length);
    return content(pointer, kind, bytes, memory);
  }

  /**
   * Takes a frame apart whose checksum is right.
   *
   * @param bytes the array that it begins in, which may be longer
   */
  static Content content(BlockPointer pointer, BlockKind kind, byte[] bytes, BlockMemory memory) {
    ByteReader header = new ByteReader(pointer, bytes, KIND, HEADER_BYTES - KIND);
    int foundKind = header.readByte();
    int compression = header.readByte();
    boolean plain = header.readByte() == 0;
    plain &= header.readByte() == 0;
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
    int expectedLength = pointer.length() - HEADER_BYTES;
    if (foundKind != kind.code()
        || storedLength != expectedLength
        || (compression == Method.NONE.code() && rawLength != storedLength)) {
      throw new CorruptionException(
          "the block in %s is of kind %d with %d bytes instead of kind %d with %d"
              .formatted(pointer, foundKind, storedLength, kind.code(), expectedLength));
    }
    Method method = Method.of(compression);
    if (method == Method.NONE) {
      return new Content(bytes, HEADER_BYTES, rawLength);
    }
    Codecs.checkGrowth(pointer, storedLength, rawLength);
    byte[] raw = memory.content(rawLength);
    Codecs.loaded().decompress(method, pointer, bytes, HEADER_BYTES, storedLength, raw, rawLength);
    return new Content(raw, 0, rawLength);
  }
}
