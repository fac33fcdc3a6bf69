package io.lightningdb;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Walks the entries of a range in key order, in both directions, as they were at one moment.
 *
 * <p>A new cursor stands outside the range, before its first and after its last entry at once: the
 * first {@link #next()} goes to the first entry, the first {@link #previous()} to the last.
 *
 * <pre>{@code
 * try (Cursor cursor = users.cursor(KeyRange.prefix(prefix))) {
 *   while (cursor.next()) {
 *     use(cursor.key(), cursor.value());
 *   }
 * }
 * }</pre>
 *
 * <p>A move that fails leaves the cursor outside, as a new one is, so that nothing is passed over
 * by going on: the next move begins anew, or {@link #seek} goes back to where it was.
 *
 * <p>An open cursor keeps what it may still read on disk and in memory, as a {@link Snapshot} does,
 * so close it soon. A cursor serves one thread at a time. After its {@link #close()}, and after
 * that of the snapshot, transaction or database it came from, every method but {@code close} throws
 * {@link IllegalStateException}; and {@link LimitException} if the database has ended it, or what
 * it came from, because that was open for too long ({@link Options#snapshotAgeMax()}).
 */
public interface Cursor extends AutoCloseable {

  /**
   * Goes to the next entry, or to the first one from outside.
   *
   * @return whether there is one; if not, the cursor stands after the last entry
   */
  boolean next();

  /**
   * Goes to the previous entry, or to the last one from outside.
   *
   * @return whether there is one; if not, the cursor stands before the first entry
   */
  boolean previous();

  /**
   * Goes to the first entry at or after {@code key}; a key below the range counts as its lower end.
   *
   * @return whether there is one; if not, the cursor stands after the last entry
   */
  boolean seek(byte[] key);

  /**
   * Goes to the last entry at or before {@code key}; a key above the range counts as its upper end.
   *
   * @return whether there is one; if not, the cursor stands before the first entry
   */
  boolean seekFloor(byte[] key);

  /**
   * Returns a copy of the key of the entry that the cursor is on.
   *
   * @throws IllegalStateException if it is on none
   */
  byte[] key();

  /**
   * Returns a copy of the value of the entry that the cursor is on.
   *
   * @throws IllegalStateException if it is on none
   */
  byte[] value();

  /**
   * Copies the key of the entry that the cursor is on to the beginning of {@code into}, as far as
   * it fits. For loops over many entries: it makes no array.
   *
   * <pre>{@code
   * int length = cursor.key(buffer);
   * if (length > buffer.length) {
   *   buffer = cursor.key();
   * }
   * }</pre>
   *
   * @return the length of the key, which may be more than that of {@code into}; what lies behind
   *     the key in {@code into} is left as it was
   * @throws IllegalStateException if the cursor is on no entry
   */
  int key(byte[] into);

  /**
   * Copies the value of the entry that the cursor is on to the beginning of {@code into}, as far as
   * it fits, and is to {@link #value()} what {@link #key(byte[])} is to {@link #key()}. Only a
   * value that is kept apart from its key, as long ones are, is read into an array of its own
   * before.
   *
   * @return the length of the value, which may be more than that of {@code into}; what lies behind
   *     the value in {@code into} is left as it was
   * @throws IllegalStateException if the cursor is on no entry
   */
  int value(byte[] into);

  /**
   * Returns when the entry that the cursor is on expires, or null if it never does.
   *
   * @throws IllegalStateException if it is on none
   */
  @Nullable Instant expiresAt();

  /** Ends the cursor. A second call does nothing. */
  @Override
  void close();
}
