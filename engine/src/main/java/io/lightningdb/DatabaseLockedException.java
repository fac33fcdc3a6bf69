package io.lightningdb;

/** Somebody else has the database open: the message tells which process. */
public final class DatabaseLockedException extends LightningException {

  public DatabaseLockedException(String message) {
    super(message);
  }

  public DatabaseLockedException(String message, Throwable cause) {
    super(message, cause);
  }
}
