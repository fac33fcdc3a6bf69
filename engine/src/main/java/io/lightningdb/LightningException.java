package io.lightningdb;

/**
 * What went wrong that is not the caller's mistake. There is one subclass for each thing that a
 * caller can do about it; misuse is an {@link IllegalArgumentException} or {@link
 * IllegalStateException} instead.
 */
public abstract sealed class LightningException extends RuntimeException
    permits ConflictException,
        CorruptionException,
        DatabaseLockedException,
        FormatException,
        LimitException,
        OutcomeUnknownException,
        StorageException,
        UnavailableException {

  LightningException(String message) {
    super(message);
  }

  LightningException(String message, Throwable cause) {
    super(message, cause);
  }
}
