package io.lightningdb.internal.base;

import org.jspecify.annotations.Nullable;

/**
 * Neighbouring keys that are all deleted, or of which none is.
 *
 * @param from the first of them; like {@code to}, not to be changed
 * @param to the first key behind them, or null if they go on to the end
 * @param deletedAt the sequence as of which they are deleted, or 0 if they are not
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record Stretch(byte[] from, byte @Nullable [] to, long deletedAt) {

  /** Returns whether the keys are deleted. */
  public boolean isDeleted() {
    return deletedAt > 0;
  }

  /** Returns whether the key that a cursor is on is among them. */
  public boolean has(EntryCursor cursor) {
    return compare(cursor, from) >= 0 && (to == null || compare(cursor, to) < 0);
  }

  private static int compare(EntryCursor cursor, byte[] key) {
    return Keys.compare(cursor.key(), cursor.keyLength(), key);
  }
}
