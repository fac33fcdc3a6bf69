package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.Database;
import io.lightningdb.Options;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engines that several users in this process share, each by what identifies its place. */
final class SharedEngines {

  private static final ConcurrentMap<String, Place> PLACES = new ConcurrentHashMap<>();

  private SharedEngines() {}

  /** An engine and how many use it. Opening one place does not hold up another. */
  private static final class Place {

    final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    @Nullable Engine engine;

    @GuardedBy("lock")
    int users;

    /** Whether this is no longer among the places, so that another has to be looked for. */
    @GuardedBy("lock")
    boolean gone;
  }

  /**
   * Returns a session of the engine at {@code name}, opening it for the first.
   *
   * @throws IllegalStateException if it is open with other options
   */
  static Database join(String name, Options options, Supplier<Engine> opener) {
    while (true) {
      Place place = PLACES.computeIfAbsent(name, n -> new Place());
      place.lock.lock();
      try {
        if (!place.gone) {
          return join(name, place, options, opener);
        }
      } finally {
        place.lock.unlock();
      }
    }
  }

  private static Database join(String name, Place place, Options options, Supplier<Engine> opener) {
    place.lock.lock();
    try {
      Engine engine = place.engine;
      if (engine == null) {
        engine = opener.get();
        place.engine = engine;
      } else if (!engine.options().equals(options)) {
        throw new IllegalStateException(
            "the database in "
                + name
                + " is open with "
                + engine.options()
                + " and cannot be joined with "
                + options);
      }
      place.users++;
      return new Session(engine, () -> leave(name, place));
    } finally {
      forgetIfUnused(name, place);
      place.lock.unlock();
    }
  }

  private static void leave(String name, Place place) {
    place.lock.lock();
    try {
      place.users--;
      Engine engine = place.engine;
      if (place.users == 0 && engine != null) {
        engine.close();
      }
    } finally {
      forgetIfUnused(name, place);
      place.lock.unlock();
    }
  }

  @GuardedBy("place.lock")
  private static void forgetIfUnused(String name, Place place) {
    if (place.users == 0) {
      place.gone = true;
      PLACES.remove(name, place);
    }
  }
}
