package io.lightningdb.jcache;

import io.lightningdb.Durability;
import io.lightningdb.StorageEngine;
import io.lightningdb.jcache.spi.Serializer;
import java.time.Duration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a cache, with what Lightning has beyond the specification. What is null is
 * as the manager's settings say, and else by default. {@code Cache.getConfiguration} gives it with
 * all of that filled in.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface LightningConfiguration<K, V> extends CompleteConfiguration<K, V> {

  /** Returns what changes have survived when they return. Default: as the database has it, SYNC. */
  @Nullable Durability getDurability();

  /**
   * Returns how a new keyspace keeps the entries on disk; one that is there keeps its own. Default:
   * {@link StorageEngine#BTREE}.
   */
  @Nullable StorageEngine getStorageEngine();

  /**
   * Returns which classes may come back from the disk, in the syntax of {@code jdk.serialFilter}.
   * Default: all but some that are known as tools of attacks.
   */
  @Nullable String getSerialFilter();

  /** Returns what makes the serializer of the values. Default: none, for the built-in ways. */
  @Nullable Factory<? extends Serializer<V>> getSerializerFactory();

  /**
   * Returns how long an operation waits for another one on the same key, an entry processor or a
   * loader for instance, before it fails. Default: 30 seconds.
   */
  @Nullable Duration getLockTimeout();

  /**
   * Returns how many entries there may be before some are evicted. Default: any number. A cache is
   * bounded by this, or by {@link #getMaxBytes()}, or not at all.
   */
  @Nullable Long getMaxEntries();

  /**
   * Returns how large all entries together may be before some are evicted, in bytes of serialized
   * keys and values. Default: any size.
   */
  @Nullable Long getMaxBytes();

  /**
   * Returns how many entries that are read often are kept in memory as objects, which are never
   * outdated, whoever writes. Default: none.
   */
  @Nullable Integer getNearCacheEntries();

  /**
   * Returns how long a change waits, at least, before it is handed to the writer, in the background
   * and with others. It waits in the database, and is not lost with the process. Of several changes
   * of an entry the last is handed over, when the first of them is due. The cache has to write
   * through. Default: none, the writer is called before a change is made.
   */
  @Nullable Duration getWriteBehindDelay();

  /**
   * Returns how long before it expires an entry that is read is loaded anew in the background. The
   * cache has to have a loader. Default: it is not.
   */
  @Nullable Duration getRefreshAhead();
}
