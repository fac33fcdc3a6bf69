/** Lightning's JCache (JSR-107) provider. */
@org.jspecify.annotations.NullMarked
module io.lightningdb.jcache {
  requires transitive io.lightningdb;
  requires transitive cache.api;
  requires com.github.benmanes.caffeine;
  requires java.management;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports io.lightningdb.jcache;
  exports io.lightningdb.jcache.spi;

  provides javax.cache.spi.CachingProvider with
      io.lightningdb.jcache.LightningCachingProvider;
}
