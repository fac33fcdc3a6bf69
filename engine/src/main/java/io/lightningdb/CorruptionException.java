package io.lightningdb;

/**
 * Bytes on disk are not what was written there. The message names the file, the position, what was
 * expected and what was found. Go back to a copy of the database; nothing damaged is ever returned
 * as data, and nothing is repaired silently.
 */
public final class CorruptionException extends LightningException {

  public CorruptionException(String message) {
    super(message);
  }

  public CorruptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
