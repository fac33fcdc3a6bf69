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
      return new Statistics(
          (Long) server.getAttribute(name, "CacheHits"),
          (Long) server.getAttribute(name, "CacheMisses"),
          (Long) server.getAttribute(name, "CachePuts"),
          (Long) server.getAttribute(name, "CacheRemovals"));
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  Statistics minus(Statistics other) {
    return new Statistics(
        hits - other.hits, misses - other.misses, puts - other.puts, removals - other.removals);
  }
}
