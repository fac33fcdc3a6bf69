package io.lightningdb.internal.base;

import java.io.IOException;

/** Reads values that lie apart from their keys. Any number of threads may do so. */
public interface Blobs {

  /** Knows of none. */
  Blobs NONE =
      pointer -> {
        throw new AssertionError("there are no blobs here");
      };

  /** Returns the value that {@code pointer}, found in the place of a value, leads to. */
  byte[] read(byte[] pointer) throws IOException;
}
