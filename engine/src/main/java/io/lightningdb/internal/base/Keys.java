package io.lightningdb.internal.base;

import java.util.Arrays;
import java.util.HexFormat;

/** Keys are byte arrays that order as unsigned bytes; a prefix sorts before what it begins. */
public final class Keys {

  private static final int SHOWN_BYTES_MAX = 32;

  private Keys() {}

  /** Compares two keys. */
  public static int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }

  /** Compares the key that the first bytes of an array are with another one. */
  public static int compare(byte[] a, int lengthOfA, byte[] b) {
    return Arrays.compareUnsigned(a, 0, lengthOfA, b, 0, b.length);
  }

  /** Returns the first key after {@code key}. */
  public static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** Returns how many bytes the two keys have in common from their beginning. */
  public static int commonPrefix(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /**
   * Returns the shortest key that is after {@code low} and not after {@code high}, where {@code
   * low} is before {@code high}. Inner pages keep such separators instead of whole keys (Bayer and
   * Unterauer, "Prefix B-trees", 1977).
   */
  public static byte[] separator(byte[] low, byte[] high) {
    assert compare(low, high) < 0 : show(low) + " is not before " + show(high);
    return Arrays.copyOf(high, commonPrefix(low, high) + 1);
  }

  /** Returns {@code key} for a message: as text where it is plain ASCII, otherwise in hex. */
  public static String show(byte[] key) {
    int shown = Math.min(key.length, SHOWN_BYTES_MAX);
    StringBuilder text = new StringBuilder();
    boolean printable = key.length > 0;
    for (int i = 0; i < shown; i++) {
      printable &= key[i] >= ' ' && key[i] <= '~';
      text.append((char) (key[i] & 0xFF));
    }
    String start = printable ? "'" + text + "'" : "0x" + HexFormat.of().formatHex(key, 0, shown);
    return key.length <= shown ? start : start + "... (" + key.length + " bytes)";
  }
}
