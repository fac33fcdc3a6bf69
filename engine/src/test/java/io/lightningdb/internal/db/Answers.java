package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.text;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a database answered to a run of operations: a running digest, kept as it was after each of
 * them, and the words of one operation that is looked at closely. Two different runs have the same
 * digest by chance once in four billion times.
 */
final class Answers {

  /** For {@link #Answers}: no operation is to be told. */
  static final int NONE = -1;

  private static final int SHOWN_MAX = 60;

  private final CRC32C digest = new CRC32C();
  private final byte[] word = new byte[Integer.BYTES + 1];
  private final int[] digests;
  private final int told;
  private final StringBuilder words = new StringBuilder();
  private int count;

  /**
   * Makes a place for the answers to {@code operations} operations.
   *
   * @param told the number of the operation to keep in words
   */
  Answers(int operations, int told) {
    this.digests = new int[operations];
    this.told = told;
  }

  /** Returns the number of operations that have been answered. */
  int count() {
    return count;
  }

  /** Returns the number of the first operation that was answered differently, or {@link #NONE}. */
  int firstDifference(Answers other) {
    return Arrays.mismatch(digests, 0, count, other.digests, 0, other.count);
  }

  /** Returns the operation that was to be told, and its answers. */
  String words() {
    return words.toString();
  }

  /** Begins a line about what is done next. */
  void doing(String what) {
    if (count == told) {
      words.append(words.isEmpty() ? "" : "\n    ").append(what);
    }
  }

  void doing(String what, int keyspace, byte[] key) {
    if (count == told) {
      doing(what + " in keyspace " + keyspace + " '" + shown(key) + "'");
    }
  }

  void got(boolean answer) {
    digest(1, answer ? 1 : 0);
    if (count == told) {
      words.append(" -> ").append(answer);
    }
  }

  void got(byte @Nullable [] answer) {
    if (answer == null) {
      digest(2, 0);
    } else {
      digest(3, answer.length);
      digest.update(answer, 0, answer.length);
    }
    if (count == told) {
      words.append(" -> ").append(answer == null ? "nothing" : "'" + shown(answer) + "'");
    }
  }

  /** Notes the kind of an exception; its words may name sizes that depend on options. */
  void got(RuntimeException answer) {
    String kind = answer.getClass().getSimpleName();
    digest(4, kind.hashCode());
    if (count == told) {
      words.append(" -> ").append(kind).append(" (").append(answer.getMessage()).append(')');
    }
  }

  /** Ends an operation. */
  void next() {
    digests[count++] = (int) digest.getValue();
  }

  private void digest(int kind, int number) {
    word[0] = (byte) kind;
    for (int i = 1; i < word.length; i++) {
      word[i] = (byte) (number >> ((i - 1) * Byte.SIZE));
    }
    digest.update(word, 0, word.length);
  }

  private static String shown(byte[] bytes) {
    StringBuilder shown = new StringBuilder();
    for (char each : text(Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_MAX))).toCharArray()) {
      shown.append(
          each >= ' ' && each <= '~' ? String.valueOf(each) : "\\x%02x".formatted((int) each));
    }
    return bytes.length <= SHOWN_MAX ? shown.toString() : shown + "... of " + bytes.length;
  }
}
