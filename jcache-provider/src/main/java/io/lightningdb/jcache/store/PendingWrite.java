package io.lightningdb.jcache.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A write that waits for the writer, as it lies in the queue under its entry's key. Immutable.
 *
 * <pre>
 *   0         1          5      6          14         22
 *   +---------+----------+------+----------+----------+-----+-----------+
 *   | version | checksum | kind | due time | sequence | tag | value ... |   little-endian
 *   +---------+----------+------+----------+----------+-----+-----------+
 * </pre>
 *
 * The checksum is the CRC-32C of the key, the version, and all behind the checksum. A deletion ends
 * with the sequence.
 */
public final class PendingWrite {

  static final byte VERSION = 1;
  static final byte WRITE = 1;
  static final byte DELETE = 2;

  private static final int CHECKSUM = 1;
  private static final int KIND = 5;
  private static final int DUE = 6;
  private static final int SEQUENCE = 14;
  private static final int HEADER_BYTES = 22;

  private final byte[] bytes;
  private final long dueMillis;
  private final long sequence;

  private PendingWrite(byte[] bytes, long dueMillis, long sequence) {
    this.bytes = bytes;
    this.dueMillis = dueMillis;
    this.sequence = sequence;
  }

  /** Makes a record of what is to be handed over. */
  static PendingWrite seal(byte[] key, Outgoing outgoing, long dueMillis, long sequence) {
    byte[] draft = outgoing.draft();
    int valueBytes = draft == null ? 0 : draft.length - EntryRecord.HEADER_BYTES;
    byte[] bytes = new byte[HEADER_BYTES + valueBytes];
    bytes[0] = VERSION;
    bytes[KIND] = draft == null ? DELETE : WRITE;
    if (draft != null) {
      System.arraycopy(draft, EntryRecord.HEADER_BYTES, bytes, HEADER_BYTES, valueBytes);
    }
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(DUE, dueMillis);
    out.putLong(SEQUENCE, sequence);
    out.putInt(CHECKSUM, checksum(key, bytes));
    return new PendingWrite(bytes, dueMillis, sequence);
  }

  /**
   * Reads a record.
   *
   * @throws CorruptionException if it is damaged, or no record
   * @throws FormatException if a newer version wrote it
   */
  static PendingWrite parse(byte[] key, byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new CorruptionException(
          "the pending write has " + bytes.length + " bytes; the shortest has " + HEADER_BYTES);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int expected = in.getInt(CHECKSUM);
    int found = checksum(key, bytes);
    if (found != expected) {
      throw new CorruptionException(
          "the pending write's checksum is %08x, but its key and content have %08x"
              .formatted(expected, found));
    }
    if (bytes[0] != VERSION) {
      throw new FormatException(
          "the pending write is of version "
              + Byte.toUnsignedInt(bytes[0])
              + "; this version of Lightning reads version "
              + VERSION);
    }
    boolean hasValue = bytes.length > HEADER_BYTES;
    if (bytes[KIND] != (hasValue ? WRITE : DELETE)) {
      throw new CorruptionException(
          "the pending write is of kind "
              + bytes[KIND]
              + " and has "
              + (hasValue ? "a value" : "no value"));
    }
    return new PendingWrite(bytes, in.getLong(DUE), in.getLong(SEQUENCE));
  }

  private static int checksum(byte[] key, byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(key, 0, key.length);
    crc.update(bytes[0]);
    crc.update(bytes, KIND, bytes.length - KIND);
    return (int) crc.getValue();
  }

  /** Returns whether the entry is to be deleted. */
  public boolean isDelete() {
    return bytes[KIND] == DELETE;
  }

  /** Returns the value to be written, as the draft of a record of its own. */
  public byte[] draft() {
    if (isDelete()) {
      throw new IllegalStateException("a deletion has no value");
    }
    byte[] draft = new byte[EntryRecord.HEADER_BYTES + bytes.length - HEADER_BYTES];
    System.arraycopy(
        bytes, HEADER_BYTES, draft, EntryRecord.HEADER_BYTES, bytes.length - HEADER_BYTES);
    return draft;
  }

  /** Returns the record as bytes, not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns from when on it is to be handed over, in milliseconds since 1970. */
  long dueMillis() {
    return dueMillis;
  }

  /** Returns its number: of two writes in one queue the later has the greater one. */
  long sequence() {
    return sequence;
  }
}
