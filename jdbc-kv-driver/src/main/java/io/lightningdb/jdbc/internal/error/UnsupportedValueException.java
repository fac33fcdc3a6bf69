package io.lightningdb.jdbc.internal.error;

/** A stored value is sound, but SQL cannot show it in the column that it is in. */
public final class UnsupportedValueException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public UnsupportedValueException(String message) {
    super(message);
  }
}
