package io.lightningdb.jcache.store;

import io.lightningdb.jcache.lock.KeyLocks;
import java.util.concurrent.locks.ReentrantLock;

/** What all caches of this process that lie in one keyspace have in common. */
public final class KeyspaceShare {

  private final KeyLocks locks;
  private final ReentrantLock renewing = new ReentrantLock();
  private final PendingWrites pendingWrites = new PendingWrites();

  public KeyspaceShare(String cacheName) {
    this.locks = new KeyLocks(cacheName);
  }

  /** Returns the locks of the keyspace's keys. */
  public KeyLocks locks() {
    return locks;
  }

  /** Returns which writes wait for the writer. */
  public PendingWrites pendingWrites() {
    return pendingWrites;
  }

  /** Held by whoever renews the index. */
  ReentrantLock renewing() {
    return renewing;
  }
}
