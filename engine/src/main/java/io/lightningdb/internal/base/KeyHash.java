package io.lightningdb.internal.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/*
 * The mixing steps are the finalizer of MurmurHash3 (Appleby), one for each eight bytes. The hash is
 * in filters on disk and so can never be another.
 */
/** The hash of a key, in 64 bits that all depend on all of it. */
public final class KeyHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long FACTOR_1 = 0xFF51AFD7ED558CCDL;
  private static final long FACTOR_2 = 0xC4CEB9FE1A85EC53L;

  private KeyHash() {}

  /** Returns the hash of a key. */
  public static long of(byte[] key) {
    return of(key, key.length);
  }

  /** Returns the hash of the key that the first {@code length} bytes of {@code key} are. */
  public static long of(byte[] key, int length) {
    long hash = length * FACTOR_2;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONG.get(key, at));
    }
    if (at < length) {
      long rest = 0;
      for (int i = length - 1; i >= at; i--) {
        rest = rest << Byte.SIZE | (key[i] & 0xFF);
      }
      hash = mix(hash ^ rest);
    }
    return mix(hash);
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 33) * FACTOR_1;
    mixed = (mixed ^ mixed >>> 33) * FACTOR_2;
    return mixed ^ mixed >>> 33;
  }
}
