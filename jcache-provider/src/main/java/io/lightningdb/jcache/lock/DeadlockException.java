package io.lightningdb.jcache.lock;

import javax.cache.CacheException;

/** Threads waited for each other; this one has given up. */
public final class DeadlockException extends CacheException {

  private static final long serialVersionUID = 1;

  DeadlockException(String description) {
    super("deadlock: " + description);
  }
}
