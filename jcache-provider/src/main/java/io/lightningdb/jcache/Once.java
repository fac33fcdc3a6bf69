package io.lightningdb.jcache;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A result of user code, which is not run again when an operation has to begin anew. */
final class Once<T extends @Nullable Object> {

  private boolean isDone;
  private @Nullable T result;

  @SuppressWarnings("NullAway") // set before it is returned
  T get(Supplier<T> code) {
    if (!isDone) {
      result = code.get();
      isDone = true;
    }
    return result;
  }
}
