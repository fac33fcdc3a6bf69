package io.lightningdb.jcache;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets the loader of a cache be used in the background for as long as the cache is open. */
final class LoaderGate {

  private static final System.Logger LOGGER = System.getLogger(LoaderGate.class.getName());

  private static final long CLOSE_SECONDS = 10;

  private final String cacheName;

  /** Read-locked while the loader is used in the background. */
  private final ReentrantReadWriteLock loading = new ReentrantReadWriteLock();

  private volatile boolean closed;

  LoaderGate(String cacheName) {
    this.cacheName = cacheName;
  }

  /**
   * Runs what uses the loader.
   *
   * @throws IllegalStateException if the cache is closed
   */
  void run(Runnable use) {
    loading.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the cache '" + cacheName + "' is closed");
      }
      use.run();
    } finally {
      loading.readLock().unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Lets nothing be loaded any more, and waits for a while for what is, so that its loader can go.
   */
  void close() {
    closed = true;
    if (loading.getReadHoldCount() > 0) {
      // A loader closes its own cache.
      return;
    }
    try {
      if (loading.writeLock().tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        loading.writeLock().unlock();
      } else {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "a loader still runs though its cache '" + cacheName + "' was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
