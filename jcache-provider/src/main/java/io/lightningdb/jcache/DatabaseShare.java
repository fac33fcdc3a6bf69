package io.lightningdb.jcache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.Database;
import io.lightningdb.LocalDatabase;
import io.lightningdb.jcache.store.KeyspaceShare;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/*
 * Managers that differ in their class loaders, or belong to different providers, can have the same
 * database open, each with a handle of its own. What they have in common is kept here, for as long as
 * one of them is open, under what identifies the database whatever URI led to it.
 */
/** What all managers of this process on one database have in common. */
final class DatabaseShare {

  private static final ReentrantLock LOCK = new ReentrantLock();

  @GuardedBy("LOCK")
  private static final Map<String, DatabaseShare> SHARES = new HashMap<>();

  private final String identity;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Tenants> keyspaces = new HashMap<>();

  /** Guarded by LOCK. */
  private int users;

  private DatabaseShare(String identity) {
    this.identity = identity;
  }

  /** The caches in one keyspace, counted from before they are made until they are closed. */
  private static final class Tenants {
    final KeyspaceShare share;
    final Set<KeyspaceCache<?, ?>> caches = new LinkedHashSet<>();
    int count;

    Tenants(KeyspaceShare share) {
      this.share = share;
    }
  }

  /** Returns the share of an open database, to be left when the caller closes its handle. */
  static DatabaseShare join(Database database, String url) {
    String identity =
        database instanceof LocalDatabase local
            ? local.directory().map(Object::toString).orElse(url)
            : url;
    LOCK.lock();
    try {
      DatabaseShare share = SHARES.computeIfAbsent(identity, DatabaseShare::new);
      share.users++;
      return share;
    } finally {
      LOCK.unlock();
    }
  }

  void leave() {
    LOCK.lock();
    try {
      users--;
      if (users == 0) {
        SHARES.remove(identity);
      }
    } finally {
      LOCK.unlock();
    }
  }

  /** Returns what caches in one keyspace have in common, for a cache that is about to be made. */
  KeyspaceShare enter(String keyspaceName, String cacheName) {
    lock.lock();
    try {
      Tenants tenants =
          keyspaces.computeIfAbsent(
              keyspaceName, name -> new Tenants(new KeyspaceShare(cacheName)));
      tenants.count++;
      return tenants.share;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes a cache for which its keyspace was entered.
   *
   * @throws CacheException if one of the caches in it writes through and another one behind
   */
  void add(String keyspaceName, KeyspaceCache<?, ?> cache) {
    lock.lock();
    try {
      Set<KeyspaceCache<?, ?>> caches = tenants(keyspaceName).caches;
      if (caches.stream().anyMatch(cache::writesOtherwiseThan)) {
        throw new CacheException(
            "the cache '"
                + cache.getName()
                + "' writes through in one manager and behind in another, so newer writes would"
                + " come before older ones; give it the same writeBehindDelay");
      }
      caches.add(cache);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Leaves a keyspace that was entered.
   *
   * @param cache the cache, or null if none was made
   */
  void exit(String keyspaceName, @Nullable KeyspaceCache<?, ?> cache) {
    lock.lock();
    try {
      Tenants tenants = tenants(keyspaceName);
      if (cache != null) {
        tenants.caches.remove(cache);
      }
      tenants.count--;
      if (tenants.count == 0) {
        keyspaces.remove(keyspaceName);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Tenants tenants(String keyspaceName) {
    Tenants tenants = keyspaces.get(keyspaceName);
    if (tenants == null) {
      throw new IllegalStateException("nobody has entered the keyspace '" + keyspaceName + "'");
    }
    return tenants;
  }

  /** Returns all caches that lie in a keyspace. */
  List<KeyspaceCache<?, ?>> cachesIn(String keyspaceName) {
    lock.lock();
    try {
      Tenants tenants = keyspaces.get(keyspaceName);
      return tenants == null ? List.of() : new ArrayList<>(tenants.caches);
    } finally {
      lock.unlock();
    }
  }
}
