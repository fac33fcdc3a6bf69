package io.lightningdb.internal.wal;

import io.lightningdb.FormatException;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;

/**
 * One commit, or another step, as it lies in a log segment; {@code docs/design/log.md} has the
 * whole format.
 *
 * <pre>
 *   0        4        8          16      24       32     33      40
 *   +--------+--------+----------+-------+--------+------+-------+-------------+-------+
 *   | crc32c | length | sequence | time  | synced | type | zeros | payload ... | zeros |
 *   +--------+--------+----------+-------+--------+------+-------+-------------+-------+
 *            |&lt;------------------ covered by crc32c ---------------->|  to a multiple of 8
 * </pre>
 *
 * <p>{@code synced} is the newest sequence that was known to be on the device when the frame was
 * made. A frame that is missing although a later one says that it was synced is damage; one of
 * which nobody says so is the tail that a power failure may take.
 */
final class LogFrame {

  static final int HEADER_BYTES = 40;
  static final int ALIGNMENT = 8;

  /** What the writing of a number asks for at most, though it may take less. */
  private static final int RESERVED_BYTES_MORE = 16;

  private static final int LENGTH = 4;
  private static final int SEQUENCE = 8;
  private static final int TYPE = 32;

  private LogFrame() {}

  /** Returns how many bytes a frame with a payload of this length takes. */
  static long bytes(int payloadLength) {
    return (HEADER_BYTES + (long) payloadLength + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * Appends a frame that belongs at {@code position} of the segment {@code identity}: all of it, or
   * nothing if there is not enough memory or stack.
   */
  static void append(
      ByteWriter out,
      FileIdentity identity,
      long position,
      FrameType type,
      long sequence,
      long timeMicros,
      long synced,
      Payload payload) {
    int payloadLength = payload.length();
    out.reserve(bytes(payloadLength) + RESERVED_BYTES_MORE);
    int start = out.size();
    boolean whole = false;
    try {
      out.writeInt(0)
          .writeInt(payloadLength)
          .writeLong(sequence)
          .writeLong(timeMicros)
          .writeLong(synced)
          .writeLong(type.code());
      payload.writeTo(out);
      int covered = out.size() - start - LENGTH;
      assert covered == HEADER_BYTES - LENGTH + payloadLength : payload;
      out.setInt(start, identity.checksum(position, out.array(), start + LENGTH, covered));
      out.writeZeros((int) (bytes(payloadLength) - HEADER_BYTES - payloadLength));
      whole = true;
    } finally {
      if (!whole) {
        // Half a frame in the buffer would make all that follow unreadable.
        out.cutBack(start);
      }
    }
  }

  /** Returns the length of the payload that a header claims. */
  static int payloadLength(byte[] bytes, int header) {
    return new ByteReader("a frame", bytes, header + LENGTH, Integer.BYTES).readInt();
  }

  /** Returns the sequence that a header claims. */
  static long sequence(byte[] bytes, int header) {
    return new ByteReader("a frame", bytes, header + SEQUENCE, Long.BYTES).readLong();
  }

  /** Returns the code of the type that a header claims. */
  private static int type(byte[] bytes, int header) {
    return bytes[header + TYPE] & 0xFF;
  }

  /**
   * Returns whether a frame may begin at {@code header}, judging by all of its header that can be
   * judged. Where frames are looked for in the middle of a value, this keeps what looks a little
   * like frames from being checked at length, again and again.
   */
  static boolean mayBegin(byte[] bytes, int header) {
    ByteReader reader = new ByteReader("a frame", bytes, header + LENGTH, HEADER_BYTES - LENGTH);
    int length = reader.readInt();
    long sequence = reader.readLong();
    reader.skip(Long.BYTES);
    long synced = reader.readLong();
    long typeAndZeros = reader.readLong();
    return length >= 0 && synced >= 0 && synced <= sequence && typeAndZeros >>> Byte.SIZE == 0;
  }

  /** Returns whether the whole frame that begins at {@code header} is what was written. */
  static boolean isIntact(
      FileIdentity identity, long position, byte[] bytes, int header, int payloadLength) {
    int stored = new ByteReader("a frame", bytes, header, Integer.BYTES).readInt();
    int covered = HEADER_BYTES - LENGTH + payloadLength;
    return stored == identity.checksum(position, bytes, header + LENGTH, covered);
  }

  /**
   * Reads a frame that is intact.
   *
   * @throws FormatException if it is of a type that a newer version must have written
   */
  static LogRecord decode(String source, byte[] bytes, int header, int payloadLength) {
    ByteReader reader = new ByteReader(source, bytes, header + SEQUENCE, TYPE - SEQUENCE);
    long sequence = reader.readLong();
    long timeMicros = reader.readLong();
    long synced = reader.readLong();
    FrameType type = FrameType.of(type(bytes, header));
    if (type == null) {
      throw new FormatException(
          source
              + " is of type "
              + type(bytes, header)
              + ", which this version of Lightning lacks; open the database with a newer one");
    }
    return new LogRecord(
        type,
        sequence,
        timeMicros,
        synced,
        new ByteReader(source, bytes, header + HEADER_BYTES, payloadLength));
  }
}
