package io.lightningdb.internal.codec;

import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * A checksum of the bytes alone would accept a good block in the wrong place: written to another
 * offset, left over from an earlier life of a recycled file, or copied from another database. So each
 * checksum begins with where the bytes belong. The result is masked as in LevelDB, because the
 * checksum of bytes that contain their own checksum is a constant.
 */
/**
 * Which file of which database: part of every checksum in that file.
 *
 * @param database the database, drawn at random when it was created
 * @param number the file's number, never given to another file of the database
 */
public record FileIdentity(UUID database, long number) {

  private static final int MASK_DELTA = 0xA282EAD8;
  private static final int SEED_BYTES = 16 + Long.BYTES + Long.BYTES;

  /*
   * Written out: what the compiler makes of a record's equality remembers the class loader of the
   * record that was compared last (JDK-8078641), and would keep that of a stopped application alive.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileIdentity identity
        && number == identity.number
        && database.equals(identity.database);
  }

  @Override
  public int hashCode() {
    return 31 * database.hashCode() + Long.hashCode(number);
  }

  /** Returns the checksum of bytes that belong at {@code position} of this file. */
  public int checksum(long position, byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    byte[] seed = new byte[SEED_BYTES];
    ByteWriter.LONG.set(seed, 0, database.getMostSignificantBits());
    ByteWriter.LONG.set(seed, 8, database.getLeastSignificantBits());
    ByteWriter.LONG.set(seed, 16, number);
    ByteWriter.LONG.set(seed, 24, position);
    crc.update(seed, 0, SEED_BYTES);
    crc.update(bytes, offset, length);
    return mask((int) crc.getValue());
  }

  static int mask(int crc) {
    return Integer.rotateRight(crc, 15) + MASK_DELTA;
  }
}
