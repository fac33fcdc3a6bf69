package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.Database;
import io.lightningdb.Options;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The engines that several users in this process share, each by what identifies its place. */
final class SharedEngines {

  private static final ReentrantLock LOCK = new ReentrantLock();

  @GuardedBy("LOCK")
  private static final Map<String, Shared> OPEN = new HashMap<>();

  private SharedEngines() {}

  private static final class Shared {
    final Engine engine;
    int users;

    Shared(Engine engine) {
      this.engine = engine;
    }
  }

  /**
   * Returns a session of the engine at {@code place}, opening it for the first.
   *
   * @throws IllegalStateException if it is open with other options
   */
  static Database join(String place, Options options, Supplier<Engine> opener) {
    LOCK.lock();
    try {
      Shared shared = OPEN.get(place);
      if (shared == null) {
        shared = new Shared(opener.get());
        OPEN.put(place, shared);
      } else if (!shared.engine.options().equals(options)) {
        throw new IllegalStateException(
            "the database in "
                + place
                + " is open with "
                + shared.engine.options()
                + " and cannot be joined with "
                + options);
      }
      shared.users++;
      Shared joined = shared;
      return new Session(shared.engine, () -> leave(place, joined));
    } finally {
      LOCK.unlock();
    }
  }

  private static void leave(String place, Shared shared) {
    LOCK.lock();
    try {
      shared.users--;
      if (shared.users == 0) {
        OPEN.remove(place);
        shared.engine.close();
      }
    } finally {
      LOCK.unlock();
    }
  }
}
