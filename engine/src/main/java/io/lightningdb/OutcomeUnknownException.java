package io.lightningdb;

/**
 * The answer got lost: the request may have happened or not. Only stores behind a network throw
 * this; the local engine never does.
 */
public final class OutcomeUnknownException extends LightningException {

  public OutcomeUnknownException(String message) {
    super(message);
  }

  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
