package io.lightningdb.internal.base;

import java.io.IOException;

/**
 * Walks sorted entries in both directions. The moving methods return whether the cursor is on an
 * entry afterwards; only then may the others be called. A new cursor is on none. For one thread.
 *
 * <p>The key is lent: {@link #key} is an array whose first {@link #keyLength} bytes are the key,
 * good until the cursor moves.
 */
public interface EntryCursor {

  /** Goes to the first entry. */
  boolean first() throws IOException;

  /** Goes to the last entry. */
  boolean last() throws IOException;

  /** Goes to the first entry at or after {@code key}. */
  boolean seek(byte[] key) throws IOException;

  /** Goes to the last entry before {@code key}. */
  boolean seekBefore(byte[] key) throws IOException;

  /** Goes from an entry to the next one. */
  boolean next() throws IOException;

  /** Goes from an entry to the previous one. */
  boolean previous() throws IOException;

  /** Returns an array that begins with the key. */
  byte[] key();

  /** Returns the length of the key. */
  int keyLength();

  /** Returns whether the entry says that its key is deleted. */
  boolean isDelete();

  /**
   * Returns when the entry expires, in microseconds since 1970, or {@link ReadTime#NEVER}. One that
   * has expired stands for a deletion, but whether it has is for its reader to say.
   */
  long expiresAt();

  /** Returns a copy of the value, wherever it lies; not for a deletion. */
  byte[] value() throws IOException;

  /**
   * Copies the value, as far as it fits, to the beginning of {@code into}, and returns its length;
   * not for a deletion.
   */
  default int copyValue(byte[] into) throws IOException {
    byte[] value = value();
    System.arraycopy(value, 0, into, 0, Math.min(value.length, into.length));
    return value.length;
  }

  /** Returns whether the value lies apart from its key. */
  default boolean isBlob() {
    return false;
  }

  /** Returns a copy of what is in the value's place: the value, or where it lies. */
  default byte[] stored() throws IOException {
    return value();
  }
}
