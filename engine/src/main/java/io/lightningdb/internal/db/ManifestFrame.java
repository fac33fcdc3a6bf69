package io.lightningdb.internal.db;

import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;

/**
 * A step of the manifest as it lies in its file; {@code docs/design/manifest.md} has the whole
 * format.
 *
 * <pre>
 *   0        4        8      9
 *   +--------+--------+------+-------------+-------+
 *   | crc32c | length | type | payload ... | zeros |
 *   +--------+--------+------+-------------+-------+
 *            |&lt;---- covered by crc32c ----&gt;|  to a multiple of 8
 * </pre>
 */
final class ManifestFrame {

  static final int HEADER_BYTES = 9;
  static final int ALIGNMENT = 8;

  private static final int LENGTH = 4;
  private static final int TYPE = 8;

  private ManifestFrame() {}

  /** Returns how many bytes a frame with a payload of this length takes. */
  static long bytes(int payloadLength) {
    return (HEADER_BYTES + (long) payloadLength + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Appends a frame that belongs at {@code position} of the file {@code identity}. */
  static void append(
      ByteWriter out,
      FileIdentity identity,
      long position,
      ManifestFrameType type,
      byte[] payload) {
    int start = out.size();
    out.writeInt(0).writeInt(payload.length).writeByte(type.code()).writeBytes(payload);
    int covered = out.size() - start - LENGTH;
    out.setInt(start, identity.checksum(position, out.array(), start + LENGTH, covered));
    out.writeZeros((int) bytes(payload.length) - HEADER_BYTES - payload.length);
  }

  /** Returns the length of the payload that a header claims. */
  static int payloadLength(byte[] file, int at) {
    return new ByteReader("a frame", file, at + LENGTH, Integer.BYTES).readInt();
  }

  /** Returns the code of the type that a header claims. */
  static int typeCode(byte[] file, int at) {
    return file[at + TYPE] & 0xFF;
  }

  /** Returns the checksum that a frame has. */
  static int storedChecksum(byte[] file, int at) {
    return new ByteReader("a frame", file, at, Integer.BYTES).readInt();
  }

  /** Returns the checksum that a frame should have, which ends within the file. */
  static int computedChecksum(FileIdentity identity, byte[] file, int at) {
    int covered = HEADER_BYTES - LENGTH + payloadLength(file, at);
    return identity.checksum(at, file, at + LENGTH, covered);
  }

  /** Returns whether a frame that begins at {@code at} could end within the file. */
  static boolean mayBegin(byte[] file, int at) {
    if (file.length - at < HEADER_BYTES) {
      return false;
    }
    int length = payloadLength(file, at);
    return length >= 0 && bytes(length) <= file.length - at && typeCode(file, at) != 0;
  }

  /** Returns whether there is a frame at {@code at} just as it was written. */
  static boolean isIntact(FileIdentity identity, byte[] file, int at) {
    return mayBegin(file, at) && storedChecksum(file, at) == computedChecksum(identity, file, at);
  }
}
