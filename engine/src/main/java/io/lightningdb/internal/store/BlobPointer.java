package io.lightningdb.internal.store;

import io.lightningdb.Limits;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.wal.ValueParts;

/**
 * Where a blob is: a value that lies apart from its key.
 *
 * @param file the number of its file
 * @param offset where in the file its first frame begins
 * @param length how many bytes of the file its frames take
 * @param valueLength how long the value is, in bytes
 */
public record BlobPointer(long file, long offset, long length, int valueLength) {

  /** The shortest value that any keyspace keeps apart, in bytes; see {@link PageFormat}. */
  public static final int VALUE_BYTES_MIN = 4 * 1024;

  /** How long the parts are that a value is cut into, in bytes; the last may be shorter. */
  public static final int PART_BYTES = ValueParts.PART_BYTES;

  /** Reads what {@link #encode} wrote. */
  public static BlobPointer decode(byte[] bytes) {
    ByteReader in = new ByteReader("a pointer to a blob", bytes);
    BlobPointer pointer =
        new BlobPointer(
            in.readVarint(),
            in.readVarint(),
            in.readVarint(),
            in.readVarint(Limits.VALUE_BYTES_MAX));
    in.expectEnd();
    return pointer;
  }

  /** Returns the pointer as it is on disk, in the place of the value. */
  public byte[] encode() {
    return new ByteWriter(Long.BYTES * 2)
        .writeVarint(file)
        .writeVarint(offset)
        .writeVarint(length)
        .writeVarint(valueLength)
        .toByteArray();
  }
}
