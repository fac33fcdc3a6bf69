package io.lightningdb.jcache.management;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/*
 * The specification gives the name: CacheManager=<URI>,Cache=<name>. Characters that an object name
 * cannot have, or that would make a pattern of it, become dots. So two caches can come to the same
 * name, and so can two managers of one URI with different class loaders: the later one gets a number
 * as well.
 */
/** One MBean of a cache: registered or not. */
public final class Registration {

  private static final int NUMBER_MAX = 10_000;

  private final String type;
  private final URI manager;
  private final String cacheName;
  private final Object bean;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable ObjectName registered;

  private volatile boolean isRegistered;

  private Registration(String type, URI manager, String cacheName, Object bean) {
    this.type = type;
    this.manager = manager;
    this.cacheName = cacheName;
    this.bean = bean;
  }

  /** Returns the registration, not made yet, of a cache's statistics. */
  public static Registration ofStatistics(
      URI manager, String cacheName, CacheStatistics statistics) {
    return new Registration("CacheStatistics", manager, cacheName, statistics);
  }

  /** Returns the registration, not made yet, of a cache's configuration. */
  public static Registration ofConfiguration(URI manager, String cacheName, CacheInfo info) {
    return new Registration("CacheConfiguration", manager, cacheName, info);
  }

  public boolean isRegistered() {
    return isRegistered;
  }

  /** Registers the bean, or takes it out of the server; does nothing if that is done already. */
  public void register(boolean register) {
    lock.lock();
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName name = registered;
      if (register && name == null) {
        registered = register(server);
      } else if (!register && name != null) {
        registered = null;
        unregister(server, name);
      }
      isRegistered = registered != null;
    } finally {
      lock.unlock();
    }
  }

  private ObjectName register(MBeanServer server) {
    for (int number = 1; number <= NUMBER_MAX; number++) {
      try {
        ObjectName name = name(number);
        server.registerMBean(bean, name);
        return name;
      } catch (InstanceAlreadyExistsException e) {
        // The next number, then.
      } catch (JMException e) {
        throw new CacheException(
            "cannot register the " + type + " of cache '" + cacheName + "': " + e, e);
      }
    }
    throw new CacheException(
        "there are " + NUMBER_MAX + " MBeans already with the name of cache '" + cacheName + "'");
  }

  private ObjectName name(int number) throws MalformedObjectNameException {
    StringBuilder text = new StringBuilder("javax.cache:type=").append(type);
    text.append(",CacheManager=").append(safe(manager.toString()));
    text.append(",Cache=").append(safe(cacheName));
    if (number > 1) {
      text.append(",Instance=").append(number);
    }
    return new ObjectName(text.toString());
  }

  private static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      safe.append(":=,\n\"*?".indexOf(c) >= 0 ? '.' : c);
    }
    return safe.toString();
  }

  private void unregister(MBeanServer server, ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      // Somebody else did it, which is as good.
    } catch (JMException e) {
      throw new CacheException(
          "cannot unregister the " + type + " of cache '" + cacheName + "': " + e, e);
    }
  }
}
