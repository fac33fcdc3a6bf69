package io.lightningdb.internal.codec;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What every file begins with; {@code docs/design/file-header.md} describes it.
 *
 * <pre>
 *   0         8      9         10      16          32       40        48         60      64
 *   +---------+------+---------+-------+-----------+--------+---------+----------+-------+
 *   | LIGHTDB | kind | version | zeros | database  | number | created |  zeros   | crc32c|
 *   +---------+------+---------+-------+-----------+--------+---------+----------+-------+
 *   |&lt;----------------------- covered by crc32c ------------------------------->|
 * </pre>
 *
 * @param kind what the file is
 * @param identity which file it is
 * @param createdMicros when it was created, in microseconds since 1970
 */
public record FileHeader(FileKind kind, FileIdentity identity, long createdMicros) {

  /** The length of a header. */
  public static final int BYTES = 64;

  private static final byte[] MAGIC = "LIGHTDB\n".getBytes(StandardCharsets.US_ASCII);
  private static final int KIND = 8;
  private static final int VERSION = 9;
  private static final int DATABASE = 16;
  private static final int NUMBER = 32;
  private static final int CREATED = 40;
  private static final int CRC = 60;

  /** Returns the header as it is on disk. */
  public byte[] encode() {
    byte[] bytes = new byte[BYTES];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[KIND] = (byte) kind.code();
    bytes[VERSION] = (byte) kind.version();
    ByteWriter.LONG.set(bytes, DATABASE, identity.database().getMostSignificantBits());
    ByteWriter.LONG.set(bytes, DATABASE + 8, identity.database().getLeastSignificantBits());
    ByteWriter.LONG.set(bytes, NUMBER, identity.number());
    ByteWriter.LONG.set(bytes, CREATED, createdMicros);
    ByteWriter.INT.set(bytes, CRC, checksum(bytes));
    return bytes;
  }

  /**
   * Reads the header of a file.
   *
   * @param fileName the file's name, which tells its kind and number
   * @param bytes what the file begins with, at least {@link #BYTES} of it
   * @throws FormatException if it is no file of Lightning's, or one of a newer version
   * @throws CorruptionException if it is damaged, or is another file than its name says
   */
  public static FileHeader decode(String fileName, byte[] bytes) {
    if (!Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length)) {
      throw new CorruptionException(
          fileName + " does not begin as a file of Lightning's: it is damaged or something else");
    }
    int stored = (int) ByteWriter.INT.get(bytes, CRC);
    int computed = checksum(bytes);
    if (stored != computed) {
      throw new CorruptionException(
          "the header of %s is damaged: its checksum is %08x, that of its bytes %08x"
              .formatted(fileName, stored, computed));
    }
    FileKind kind = kind(fileName, bytes[KIND]);
    if (bytes[VERSION] != kind.version()) {
      throw new FormatException(
          fileName
              + " has format version "
              + bytes[VERSION]
              + "; this version of Lightning reads "
              + kind.version());
    }
    if (!isZero(bytes, VERSION + 1, DATABASE) || !isZero(bytes, CREATED + 8, CRC)) {
      throw new FormatException(fileName + " uses features that this version of Lightning lacks");
    }
    FileIdentity identity =
        new FileIdentity(
            new UUID(
                (long) ByteWriter.LONG.get(bytes, DATABASE),
                (long) ByteWriter.LONG.get(bytes, DATABASE + 8)),
            (long) ByteWriter.LONG.get(bytes, NUMBER));
    if (!kind.fileName(identity.number()).equals(fileName)) {
      throw new CorruptionException(
          fileName
              + " says that it is "
              + kind.fileName(identity.number())
              + ": it was renamed or replaced");
    }
    return new FileHeader(kind, identity, (long) ByteWriter.LONG.get(bytes, CREATED));
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static FileKind kind(String fileName, int code) {
    for (FileKind kind : FileKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new FormatException(fileName + " is of kind " + code + ", which this version lacks");
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC);
    return FileIdentity.mask((int) crc.getValue());
  }
}
