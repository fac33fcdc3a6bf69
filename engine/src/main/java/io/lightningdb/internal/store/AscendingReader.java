package io.lightningdb.internal.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks up keys that come in their order, none before the one asked for last: what two of them have
 * in common of the way is gone once. For one thread.
 */
public interface AscendingReader {

  /** Returns a copy of the value of {@code key}, or null if there is none. */
  byte @Nullable [] get(byte[] key) throws IOException;
}
