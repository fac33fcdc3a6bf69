package io.lightningdb.internal.io;

import java.io.IOException;

/** There is no space left for a write. */
public final class DiskFullException extends IOException {

  public DiskFullException(String message) {
    super(message);
  }

  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
