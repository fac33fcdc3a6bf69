package io.lightningdb.jcache.lock;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The lock of one name, which exists for as long as somebody holds it or waits for it. */
final class KeyLock extends ReentrantLock {

  private static final long serialVersionUID = 1;

  private final String cacheName;

  /** The key of whoever made the lock; its text is for messages. */
  private final transient Object key;

  /** How many hold it or wait for it; changed only inside the table of locks. */
  private transient int users;

  KeyLock(String cacheName, Object key) {
    this.cacheName = cacheName;
    this.key = key;
  }

  /** Returns what is locked, in words. */
  String where() {
    return "key " + key + " of cache '" + cacheName + "'";
  }

  void addUser() {
    users++;
  }

  /** Returns whether that was the last. */
  boolean removeUser() {
    return --users == 0;
  }

  @Nullable Thread owner() {
    return getOwner();
  }
}
