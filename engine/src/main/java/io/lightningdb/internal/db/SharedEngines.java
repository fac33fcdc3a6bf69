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

  /**
   * Returns a session of the engine at a place, opening it for the first.
   *
   * @throws IllegalStateException if it is open with other options
   */
  static Database join(String name, Options options, Supplier<Engine> opener) {
    while (true) {
      Database joined = PLACES.computeIfAbsent(name, Place::new).join(options, opener);
      if (joined != null) {
        return joined;
      }
    }
  }

  /** An engine and how many use it. Opening one place does not hold up another. */
  private static final class Place {

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Engine engine;

    @GuardedBy("lock")
    private int users;

    /** Whether this is no longer among the places, so that another has to be made. */
    @GuardedBy("lock")
    private boolean forgotten;

    Place(String name) {
      this.name = name;
    }

    /** Returns a new session, or null if this place has been forgotten meanwhile. */
    @Nullable Database join(Options options, Supplier<Engine> opener) {
      lock.lock();
      try {
        if (forgotten) {
          return null;
        }
        Engine joined = engine;
        if (joined == null) {
          joined = opener.get();
          engine = joined;
        } else if (!joined.options().equals(options)) {
          throw new IllegalStateException(
              "the database in "
                  + name
                  + " is open with "
                  + joined.options()
                  + " and cannot be joined with "
                  + options);
        }
        users++;
        return new Session(joined, this::leave);
      } finally {
        forgetIfUnused();
        lock.unlock();
      }
    }

    private void leave() {
      lock.lock();
      try {
        users--;
        Engine left = engine;
        if (users == 0 && left != null) {
          left.close();
        }
      } finally {
        forgetIfUnused();
        lock.unlock();
      }
    }

    @GuardedBy("lock")
    private void forgetIfUnused() {
      if (users == 0) {
        forgotten = true;
        PLACES.remove(name, this);
      }
    }
  }
}
