package io.lightningdb.jcache.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/*
 * The engine guards what lies on the disk with checksums of its own. This one is for what the engine
 * cannot know: that a record is one at all, in a keyspace that others may write to as well, and that
 * it lies under the key it was made for.
 */
/**
 * The value of an entry with its times, as it lies in a keyspace. Immutable.
 *
 * <pre>
 *   0         1          5           13          21
 *   +---------+----------+-----------+-----------+-----+-----------+
 *   | version | checksum | creation  |  expiry   | tag | value ... |   little-endian
 *   +---------+----------+-----------+-----------+-----+-----------+
 * </pre>
 *
 * The checksum is the CRC-32C of the key, the version, and all behind the checksum.
 */
public final class EntryRecord {

  /** The number of bytes in front of the value. */
  public static final int HEADER_BYTES = 21;

  /** The expiry time of an entry that never expires. */
  public static final long NEVER = Long.MAX_VALUE;

  static final byte VERSION = 1;

  private static final int CHECKSUM = 1;
  private static final int CREATION = 5;
  private static final int EXPIRY = 13;

  private final byte[] bytes;
  private final long creationMillis;
  private final long expiryMillis;

  private EntryRecord(byte[] bytes, long creationMillis, long expiryMillis) {
    this.bytes = bytes;
    this.creationMillis = creationMillis;
    this.expiryMillis = expiryMillis;
  }

  /**
   * Makes a record.
   *
   * @param bytes as many as the header has, to be set, and then the value; the record's from now on
   */
  public static EntryRecord seal(byte[] key, byte[] bytes, long creationMillis, long expiryMillis) {
    bytes[0] = VERSION;
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(CREATION, creationMillis);
    out.putLong(EXPIRY, expiryMillis);
    out.putInt(CHECKSUM, checksum(key, bytes));
    return new EntryRecord(bytes, creationMillis, expiryMillis);
  }

  /**
   * Reads a record.
   *
   * @throws CorruptionException if it is damaged, or no record
   * @throws FormatException if a newer version wrote it
   */
  public static EntryRecord parse(byte[] key, byte[] bytes) {
    if (bytes.length <= HEADER_BYTES) {
      throw new CorruptionException(
          "the record has " + bytes.length + " bytes; the shortest has " + (HEADER_BYTES + 1));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int expected = in.getInt(CHECKSUM);
    int found = checksum(key, bytes);
    if (found != expected) {
      throw new CorruptionException(
          "the record's checksum is %08x, but its key and content have %08x"
              .formatted(expected, found));
    }
    if (bytes[0] != VERSION) {
      throw new FormatException(
          "the record is of version "
              + Byte.toUnsignedInt(bytes[0])
              + "; this version of Lightning reads version "
              + VERSION);
    }
    return new EntryRecord(bytes, in.getLong(CREATION), in.getLong(EXPIRY));
  }

  private static int checksum(byte[] key, byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(key, 0, key.length);
    crc.update(bytes[0]);
    crc.update(bytes, CREATION, bytes.length - CREATION);
    return (int) crc.getValue();
  }

  /** Returns this record with another time of expiry. */
  public EntryRecord withExpiry(byte[] key, long newExpiryMillis) {
    return seal(key, bytes.clone(), creationMillis, newExpiryMillis);
  }

  /** Returns the record as bytes, the value from {@link #HEADER_BYTES} on; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns when the entry was created, in milliseconds since 1970. */
  public long creationMillis() {
    return creationMillis;
  }

  /** Returns from when on the entry is not there any more, in milliseconds since 1970. */
  public long expiryMillis() {
    return expiryMillis;
  }

  /** Returns whether the entry has expired at {@code nowMillis}. */
  public boolean isExpiredAt(long nowMillis) {
    return expiryMillis <= nowMillis;
  }

  /** Returns whether {@code other} differs from this record in its time of expiry at most. */
  boolean differsInExpiryAtMost(EntryRecord other) {
    return creationMillis == other.creationMillis && hasValueOf(other.bytes);
  }

  /** Returns whether {@code other}, a record or a draft of one, has the same value as bytes. */
  public boolean hasValueOf(byte[] other) {
    return Arrays.equals(bytes, HEADER_BYTES, bytes.length, other, HEADER_BYTES, other.length);
  }
}
