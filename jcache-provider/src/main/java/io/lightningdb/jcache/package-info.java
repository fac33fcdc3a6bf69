/**
 * Lightning's JCache provider. {@link io.lightningdb.jcache.LightningCachingProvider} is found by
 * {@link javax.cache.Caching}; programs use the interfaces of {@code javax.cache}, and {@link
 * io.lightningdb.jcache.MutableLightningConfiguration} for what goes beyond them.
 */
package io.lightningdb.jcache;
