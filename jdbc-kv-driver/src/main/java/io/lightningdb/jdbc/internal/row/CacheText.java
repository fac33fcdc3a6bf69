package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.type.Texts;

/*
 * Java's strings can have half of a surrogate pair, which is no Unicode. JCache writes it in three bytes, as
 * UTF-8 would write a character of its number. That is sound there, and no text here.
 */
/** The texts of caches, as far as they are none of SQL's. */
final class CacheText {

  /** In place of a half: U+FFFD. */
  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  private CacheText() {}

  /** Returns whether bytes that are no UTF-8 are that but for halves of surrogate pairs. */
  static boolean hasHalves(byte[] bytes) {
    byte[] replaced = bytes.clone();
    for (int i = 0; i + 2 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xED
          && (bytes[i + 1] & 0xE0) == 0xA0
          && (bytes[i + 2] & 0xC0) == 0x80) {
        System.arraycopy(REPLACEMENT, 0, replaced, i, REPLACEMENT.length);
        i += 2;
      }
    }
    return Texts.decode(replaced, 0, replaced.length) != null;
  }
}
