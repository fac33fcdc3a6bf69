package io.lightningdb.jcache;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What a cache of Lightning can do beyond the specification. To be had by {@code
 * cache.unwrap(LightningCache.class)}; the same cache, so what is said of that holds here: nulls
 * are refused, types are checked, and everything throws {@link IllegalStateException} once it is
 * closed.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface LightningCache<K, V> extends Cache<K, V>, OrderedEntries<K, V> {

  /**
   * Puts a value that expires after a time of its own, whatever the expiry policy has to say of
   * creation and update. Later accesses and updates are up to the policy again.
   *
   * @param timeToLive how long it lives from now on, in milliseconds at the finest, more than zero;
   *     longer than there are years, for ever
   * @throws IllegalArgumentException if it is zero, rounded down, or less
   */
  void put(K key, V value, Duration timeToLive);

  /**
   * Returns when the entry of {@code key} expires, or null if it never does, or there is none. This
   * is no access.
   */
  @Nullable Instant expiresAt(K key);

  /** Takes a snapshot, to be closed by the caller. */
  CacheSnapshot<K, V> snapshot();

  /**
   * Reads and changes entries of this and other caches of the same manager together: all of the
   * changes are made, and durable, when this returns, or none. Each entry is locked when the work
   * first comes to it, so that transactions, entry processors and all other operations on it follow
   * one after the other.
   *
   * <p>If the work gets into a deadlock with others, or a writer outside JCache changes an entry
   * meanwhile, all is given up and the work is done again, up to 20 times. So it should have no
   * other effects. An exception of the work comes out as it is, and nothing is changed.
   *
   * @return what the work returned, which may be null
   * @throws CacheException if it did not succeed in the end, or waited longer than {@code
   *     lockTimeout} for an entry
   */
  <R extends @Nullable Object> R transact(Function<? super CacheTransaction, R> work);

  /**
   * Gets a value on one of the manager's threads. The stage completes with what {@link #get}
   * returns, or with the exception that it throws, on any thread. Misuse is thrown here. Loaders
   * and listeners run on the same threads, and must not wait for the stage.
   */
  CompletionStage<@Nullable V> getAsync(K key);

  /**
   * Puts a value, and waits for no disk: everybody sees it when this returns, and the stage
   * completes when it has survived what the cache's durability says. Thousands can be under way. A
   * cache with listeners tells them afterwards, so there this waits for the disk itself. What is
   * wrong with the key or the value is thrown here; the stage completes with whatever else {@link
   * #put} would throw.
   */
  CompletionStage<Void> putAsync(K key, V value);

  /** Removes an entry as {@link #putAsync} puts one; the stage tells whether there was one. */
  CompletionStage<Boolean> removeAsync(K key);

  /**
   * Returns how many changes wait to be handed to the writer, of all caches in the same keyspace; 0
   * for a cache that does not write behind.
   */
  long pendingWrites();

  /**
   * Returns how often a pending write has failed, each attempt counted, or was found damaged, since
   * the keyspace was first opened in this process; 0 for a cache that does not write behind.
   */
  long failedWrites();

  /**
   * Has all changes that are pending handed to the writer now, due or not, and waits for that.
   *
   * @return whether the writer has taken all of them within {@code timeout}, and before the thread
   *     was interrupted; true for a cache that does not write behind
   */
  boolean awaitWritten(Duration timeout);
}
