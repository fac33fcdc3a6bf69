package io.lightningdb.jcache.spi;

import java.io.IOException;

/**
 * Turns the values of one cache into bytes and back, in place of Lightning's own ways. It is named
 * in the cache's configuration and serves values only: keys are always encoded by Lightning.
 *
 * <p>Several threads use one serializer at once. A serializer that is {@link java.io.Closeable} is
 * closed with its cache.
 *
 * @param <V> the type of the cache's values; null is never one
 */
public interface Serializer<V> {

  /**
   * Returns the bytes of {@code value}, in an array of its own. The value may change afterwards.
   *
   * @throws IOException if this value has no such form; the operation on the cache fails with a
   *     {@link javax.cache.CacheException} and changes nothing
   */
  byte[] serialize(V value) throws IOException;

  /**
   * Returns the value whose bytes are {@code bytes}, as an object of its own.
   *
   * @param bytes what {@link #serialize} returned, maybe in an earlier process
   * @param classLoader the class loader of the cache's manager
   * @throws IOException if these are not the bytes of any value
   * @throws ClassNotFoundException if the class of the value is not there
   */
  V deserialize(byte[] bytes, ClassLoader classLoader) throws IOException, ClassNotFoundException;
}
