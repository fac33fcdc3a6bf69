package io.lightningdb;

/**
 * The store could not be reached: nothing happened, and the same request may succeed later. Only
 * stores behind a network throw this; the local engine never does.
 */
public final class UnavailableException extends LightningException {

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
