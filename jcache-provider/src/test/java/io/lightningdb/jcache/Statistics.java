package io.lightningdb.jcache;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.cache.Cache;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The statistics of a cache, as its MBean shows them. */
record Statistics(long hits, long misses, long puts, long removals) {

  static Statistics of(Cache<?, ?> cache) {
    return new Statistics(
        of(cache, "CacheHits"),
        of(cache, "CacheMisses"),
        of(cache, "CachePuts"),
        of(cache, "CacheRemovals"));
  }

  static long evictions(Cache<?, ?> cache) {
    return of(cache, "CacheEvictions");
  }

  private static long of(Cache<?, ?> cache, String attribute) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      Set<ObjectName> names =
          server.queryNames(
              new ObjectName(
                  "javax.cache:type=CacheStatistics,CacheManager="
                      + cache.getCacheManager().getURI().toString().replace(':', '.')
                      + ",Cache="
                      + cache.getName()),
              null);
      ObjectName name = names.iterator().next();
      return (Long) server.getAttribute(name, attribute);
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  Statistics minus(Statistics other) {
    return new Statistics(
        hits - other.hits, misses - other.misses, puts - other.puts, removals - other.removals);
  }
}
