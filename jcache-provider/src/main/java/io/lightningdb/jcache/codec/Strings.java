package io.lightningdb.jcache.codec;

import io.lightningdb.CorruptionException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Any string can be a key, also one with half of a surrogate pair, which is not valid Unicode and
 * has no UTF-8 form. Such a half is written in three bytes, as UTF-8 would write a character of its
 * number ("WTF-8", Sapin 2014). Valid text never has these bytes, so no two strings have the same.
 */
/** The codec of {@link String}: UTF-8, so that strings order by code points. */
final class Strings implements TypeCodec<String> {

  private static final char REPLACEMENT = '\uFFFD';

  /** Up to here it is cheaper to go through a text than to have a copy of it made. */
  private static final int SHORT_LENGTH_MAX = 64;

  @Override
  public Class<String> type() {
    return String.class;
  }

  @Override
  public byte tag() {
    return 0x20;
  }

  @Override
  public byte[] encode(String text, int headroom) {
    if (text.length() <= SHORT_LENGTH_MAX) {
      byte[] bytes = encodeAscii(text, headroom);
      if (bytes != null) {
        return bytes;
      }
    }
    byte[] utf8 = bytes(text);
    byte[] bytes = TypeCodec.allocate(tag(), headroom, utf8.length);
    System.arraycopy(utf8, 0, bytes, headroom + 1, utf8.length);
    return bytes;
  }

  /** Returns the encoding of a text that is all ASCII, else null. */
  private byte @Nullable [] encodeAscii(String text, int headroom) {
    byte[] bytes = TypeCodec.allocate(tag(), headroom, text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return null;
      }
      bytes[headroom + 1 + i] = (byte) c;
    }
    return bytes;
  }

  /** Returns the encoding of {@code text} alone. */
  static byte[] bytes(String text) {
    return isValid(text) ? text.getBytes(StandardCharsets.UTF_8) : encodeInvalid(text);
  }

  /** Returns whether {@code text} has no surrogate without its other half. */
  private static boolean isValid(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static byte[] encodeInvalid(String text) {
    byte[] bytes = new byte[Math.multiplyExact(3, text.length())];
    int length = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (Character.isBmpCodePoint(codePoint) && Character.isSurrogate((char) codePoint)) {
        bytes[length++] = (byte) (0xE0 | (codePoint >> 12));
        bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
      } else {
        byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public String decode(byte[] bytes, int from, int to) {
    return text(bytes, from, to);
  }

  /**
   * Returns the string whose encoding goes from {@code from} up to {@code to}.
   *
   * @throws CorruptionException if it is no such encoding
   */
  static String text(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    // What is no UTF-8 was replaced by this character, but it may have been meant, too.
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeInvalid(bytes, from, to);
  }

  private static String decodeInvalid(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int done = from;
    for (int i = from; i + 2 < to; i++) {
      // Three bytes beginning with ED A0 to ED BF are a surrogate.
      if (bytes[i] == (byte) 0xED
          && (bytes[i + 1] & 0xE0) == 0xA0
          && (bytes[i + 2] & 0xC0) == 0x80) {
        text.append(decodeValid(bytes, done, i));
        text.append((char) (0xD000 | ((bytes[i + 1] & 0x3F) << 6) | (bytes[i + 2] & 0x3F)));
        i += 2;
        done = i + 1;
      }
    }
    return text.append(decodeValid(bytes, done, to)).toString();
  }

  private static String decodeValid(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw TypeCodec.malformed(String.class, "not UTF-8");
    }
  }
}
