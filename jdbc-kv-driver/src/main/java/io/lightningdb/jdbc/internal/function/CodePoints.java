package io.lightningdb.jdbc.internal.function;

/** Texts as sequences of code points, which is what SQL counts. */
final class CodePoints {

  private CodePoints() {}

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Returns the index in {@code text} behind {@code count} characters, or its end. */
  static int index(String text, long count) {
    if (count >= text.length()) {
      return text.length();
    }
    int index = 0;
    for (long left = count; left > 0 && index < text.length(); left--) {
      index += Character.charCount(text.codePointAt(index));
    }
    return index;
  }

  /** Returns the first characters, all of them if there are fewer. */
  static String left(String text, long count) {
    return text.substring(0, index(text, count));
  }

  /** Returns the last characters, all of them if there are fewer. */
  static String right(String text, long count) {
    return count <= 0 ? "" : text.substring(index(text, length(text) - count));
  }

  /**
   * Returns the characters from number {@code from} to before {@code end}, counted from 1; what is
   * beyond the text is left out.
   */
  static String between(String text, long from, long end) {
    long first = Math.max(from, 1);
    return left(text.substring(index(text, first - 1)), Math.max(end, first) - first);
  }

  /**
   * Returns where {@code search} is in {@code text}, counted from 1, or 0 if it is nowhere.
   *
   * @param from the first place to look at; at the one behind the end an empty text is found
   */
  static long position(String text, String search, long from) {
    long before = Math.max(from, 1) - 1;
    if (before > length(text)) {
      return 0;
    }
    int found = text.indexOf(search, index(text, before));
    return found < 0 ? 0 : 1 + text.codePointCount(0, found);
  }

  /** Returns {@code text} without the characters of {@code set} that it begins with. */
  static String trimStart(String text, String set) {
    int start = 0;
    while (start < text.length() && contains(set, text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  /** Returns {@code text} without the characters of {@code set} that it ends with. */
  static String trimEnd(String text, String set) {
    int end = text.length();
    while (end > 0 && contains(set, text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  private static boolean contains(String set, int character) {
    return set.indexOf(character) >= 0;
  }

  /** Returns {@code text} with each word's first letter as a capital, and the others small. */
  static String capitalize(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      result.appendCodePoint(
          inWord ? Character.toLowerCase(character) : Character.toTitleCase(character));
      inWord = Character.isLetterOrDigit(character);
      i += Character.charCount(character);
    }
    return result.toString();
  }

  /**
   * Replaces each character that is in {@code from} by the one at the same place in {@code to}; if
   * there is none, leaves it out.
   */
  static String translate(String text, String from, String to) {
    int[] targets = to.codePoints().toArray();
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      int found = from.indexOf(character);
      if (found < 0) {
        result.appendCodePoint(character);
      } else {
        int place = from.codePointCount(0, found);
        if (place < targets.length) {
          result.appendCodePoint(targets[place]);
        }
      }
      i += Character.charCount(character);
    }
    return result.toString();
  }
}
