package io.lightningdb.jcache.codec;

import org.jspecify.annotations.Nullable;

/** An object cannot become bytes, or sound bytes cannot become an object; the message says why. */
public final class ObjectFormatException extends RuntimeException {

  public ObjectFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
