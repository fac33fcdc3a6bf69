package io.lightningdb.jcache;

import io.lightningdb.Durability;
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
}
