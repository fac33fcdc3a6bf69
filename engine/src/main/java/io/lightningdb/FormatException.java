package io.lightningdb;

/**
 * The files were written by a version of Lightning that this one does not read, or by another
 * program. No data was changed.
 */
public final class FormatException extends LightningException {

  public FormatException(String message) {
    super(message);
  }

  public FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
