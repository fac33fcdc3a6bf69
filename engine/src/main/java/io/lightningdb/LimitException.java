package io.lightningdb;

/**
 * A request is larger, longer or more than Lightning takes, or is made of something that was open
 * for longer than it may be and was closed for that. The message names the limit; nothing was
 * changed.
 */
public final class LimitException extends LightningException {

  public LimitException(String message) {
    super(message);
  }

  public LimitException(String message, Throwable cause) {
    super(message, cause);
  }
}
