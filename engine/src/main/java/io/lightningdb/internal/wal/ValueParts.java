package io.lightningdb.internal.wal;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.FileIdentity;

/*
 * Who has a pointer to a value knows how long it is, and so where each of its frames is and how long:
 * nothing has to be read to find out, and nothing in a frame is believed before its checksum is right.
 */
/** The frames in which a long value lies in the log, seen by who has a pointer to them. */
public final class ValueParts {

  /** How long the parts are that a value is cut into, in bytes; the last may be shorter. */
  public static final int PART_BYTES = 1024 * 1024;

  /** How many bytes of a frame there are before its part. */
  public static final int HEADER_BYTES = LogFrame.HEADER_BYTES;

  private ValueParts() {}

  /** Returns how many bytes a frame with a payload of this length takes. */
  public static long commitFrameBytes(int payloadLength) {
    return LogFrame.bytes(payloadLength);
  }

  /** Returns how many bytes the frames of a value take. */
  public static long frameBytes(int valueLength) {
    int whole = valueLength / PART_BYTES;
    int rest = valueLength % PART_BYTES;
    return whole * LogFrame.bytes(PART_BYTES) + (rest == 0 ? 0 : LogFrame.bytes(rest));
  }

  /**
   * Checks a frame, of which the part begins at {@link #HEADER_BYTES} and ends with the array.
   *
   * @param source what to call it if it is damaged
   * @param position where in the segment {@code identity} it was read
   * @throws CorruptionException if it is not what was written there, or no part of a value
   */
  public static void check(String source, FileIdentity identity, long position, byte[] frame) {
    int length = frame.length - HEADER_BYTES;
    if (LogFrame.payloadLength(frame, 0) != length
        || !LogFrame.isIntact(identity, position, frame, 0, length)) {
      throw new CorruptionException(source + " is damaged: its checksum is wrong");
    }
    FrameType type = LogFrame.decode(source, frame, 0, length).type();
    if (type != FrameType.PART) {
      throw new CorruptionException(source + " is damaged: it is a " + type + ", and no value");
    }
  }
}
