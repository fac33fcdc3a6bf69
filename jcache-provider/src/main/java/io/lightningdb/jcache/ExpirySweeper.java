package io.lightningdb.jcache;

import java.util.Collection;
import java.util.function.Supplier;

/*
 * An entry that has expired is invisible, but lies on the disk until somebody comes across it. The
 * sweeper comes across everything in time: every second it looks at one page of each cache, and at
 * the next one without a pause as long as a good part of what it finds has expired. A cache in which
 * nothing can expire is left alone once it was looked through.
 */
/** Removes expired entries that nobody asks for, little by little. */
final class ExpirySweeper {

  private static final System.Logger LOGGER = System.getLogger(ExpirySweeper.class.getName());

  /** How long to go on without a pause. */
  private static final int PAGES_AT_ONCE = 50;

  private final Background background;
  private final long pauseMillis;
  private final Supplier<Collection<? extends KeyspaceCache<?, ?>>> caches;

  /**
   * @param caches gives all open caches
   */
  ExpirySweeper(
      Background background,
      long pauseMillis,
      Supplier<Collection<? extends KeyspaceCache<?, ?>>> caches) {
    this.background = background;
    this.pauseMillis = pauseMillis;
    this.caches = caches;
  }

  /** Begins; ends with the background threads. */
  void start() {
    background.schedule(this::run, pauseMillis);
  }

  private void run() {
    for (KeyspaceCache<?, ?> cache : caches.get()) {
      try {
        for (int page = 0; page < PAGES_AT_ONCE && cache.sweep(); page++) {}
      } catch (RuntimeException e) {
        // Closed meanwhile, most likely.
        if (!cache.isClosed()) {
          LOGGER.log(
              System.Logger.Level.WARNING,
              "removing expired entries of cache '" + cache.getName() + "' failed",
              e);
        }
      }
    }
    start();
  }
}
