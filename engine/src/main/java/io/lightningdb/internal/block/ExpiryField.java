package io.lightningdb.internal.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What stands before the value of an entry that expires: twice the time, in microseconds since
 * 1970, and one more if the value lies apart.
 */
final class ExpiryField {

  static final int BYTES = Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ExpiryField() {}

  static void write(byte[] bytes, int position, long expiresAt, boolean isBlob) {
    LONG.set(bytes, position, expiresAt << 1 | (isBlob ? 1 : 0));
  }

  static long expiresAt(byte[] bytes, int position) {
    return (long) LONG.get(bytes, position) >>> 1;
  }

  static boolean isBlob(byte[] bytes, int position) {
    return (bytes[position] & 1) != 0;
  }
}
