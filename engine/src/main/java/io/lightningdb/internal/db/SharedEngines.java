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
      Place place = PLACES.computeIfAbsent(name, Place::new);
      Database joined = place.join(options, opener);
      if (joined != null) {
        return joined;
      }
      PLACES.remove(name, place);
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

    /** Whether the engine was closed or could not be opened, so that another place is needed. */
    @GuardedBy("lock")
    private boolean over;

    Place(String name) {
      this.name = name;
    }

    /** Returns a new session, or null if another place is needed. */
    @Nullable Database join(Options options, Supplier<Engine> opener) {
      lock.lock();
      try {
        if (over) {
          return null;
        }
        Engine joined = engine;
        if (joined == null) {
          joined = open(opener);
        } else if (!anyhow(joined.options()).equals(anyhow(options))) {
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
        lock.unlock();
      }
    }

    /** Returns options without those that matter only when there is no database yet. */
    private static Options anyhow(Options options) {
      return options.toBuilder().createIfMissing(true).build();
    }

    @GuardedBy("lock")
    private Engine open(Supplier<Engine> opener) {
      over = true;
      Engine opened = opener.get();
      over = false;
      engine = opened;
      return opened;
    }

    private void leave() {
      lock.lock();
      try {
        users--;
        Engine left = engine;
        if (users == 0 && left != null) {
          over = true;
          engine = null;
          try {
            left.close();
          } finally {
            PLACES.remove(name, this);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
