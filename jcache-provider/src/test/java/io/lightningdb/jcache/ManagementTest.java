package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;
import java.util.stream.Collectors;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ManagementTest {

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final Caches caches = Caches.inMemory();
  private final MutableConfiguration<String, Integer> managed =
      new MutableConfiguration<String, Integer>()
          .setTypes(String.class, Integer.class)
          .setStatisticsEnabled(true)
          .setManagementEnabled(true);

  @AfterEach
  void close() throws JMException {
    caches.close();
    assertThat(beans()).isEmpty();
  }

  private Set<String> beans() throws JMException {
    String manager = caches.uri.toString().replace(':', '.');
    return server.queryNames(new ObjectName("javax.cache:*"), null).stream()
        .filter(name -> manager.equals(name.getKeyProperty("CacheManager")))
        .map(
            name ->
                name.getKeyProperty("type")
                    + " "
                    + name.getKeyProperty("Cache")
                    + (name.getKeyProperty("Instance") == null
                        ? ""
                        : " " + name.getKeyProperty("Instance")))
        .collect(Collectors.toSet());
  }

  @Test
  void beansComeAndGoWithTheCacheAndTheSwitches() throws JMException {
    CacheManager manager = caches.manager();
    caches.create("c", managed);
    assertThat(beans()).containsExactlyInAnyOrder("CacheStatistics c", "CacheConfiguration c");
    manager.enableStatistics("c", true);
    manager.enableManagement("c", true);
    assertThat(beans()).hasSize(2);
    manager.enableStatistics("c", false);
    manager.enableStatistics("c", false);
    assertThat(beans()).containsExactly("CacheConfiguration c");
    manager.enableManagement("c", false);
    assertThat(beans()).isEmpty();
    manager.enableManagement("c", true);
    manager.getCache("c").close();
    assertThat(beans()).isEmpty();
    caches.create("c", managed);
    manager.destroyCache("c");
    assertThat(beans()).isEmpty();
    caches.create("c", managed);
    manager.enableStatistics("unknown", true);
  }

  @Test
  void theConfigurationBeanShowsTheConfiguration() throws JMException {
    caches.create("c", managed);
    ObjectName name =
        new ObjectName(
            "javax.cache:type=CacheConfiguration,CacheManager="
                + caches.uri.toString().replace(':', '.')
                + ",Cache=c");
    assertThat(server.getAttribute(name, "KeyType")).isEqualTo("java.lang.String");
    assertThat(server.getAttribute(name, "ValueType")).isEqualTo("java.lang.Integer");
    assertThat(server.getAttribute(name, "StoreByValue")).isEqualTo(true);
    assertThat(server.getAttribute(name, "StatisticsEnabled")).isEqualTo(true);
    assertThat(server.getAttribute(name, "ManagementEnabled")).isEqualTo(true);
    assertThat(server.getAttribute(name, "ReadThrough")).isEqualTo(false);
    caches.manager().enableStatistics("c", false);
    assertThat(server.getAttribute(name, "StatisticsEnabled")).isEqualTo(false);
  }

  @Test
  void namesThatAreNoNamesOfBeansWorkAndStayApart() throws JMException {
    for (String name : new String[] {"a\"b", "a*b", "a?b", "a,b", "a:b", "a=b", "a\nb"}) {
      caches.create(name, managed).put("x", 1);
    }
    assertThat(beans())
        .hasSize(14)
        .contains("CacheStatistics a.b", "CacheStatistics a.b 2", "CacheConfiguration a.b 7");
  }

  @Test
  void managersOfOneUriHaveBeansOfTheirOwn() throws JMException {
    caches.create("c", managed).put("a", 1);
    CacheManager other =
        caches.provider.getCacheManager(
            caches.uri, new URLClassLoader(new URL[0], getClass().getClassLoader()));
    other.createCache("c", managed).get("a");
    assertThat(beans()).contains("CacheStatistics c", "CacheStatistics c 2");
    assertThat(Statistics.of(caches.manager().getCache("c", String.class, Integer.class)))
        .isEqualTo(new Statistics(0, 0, 1, 0));
    caches.manager().close();
    assertThat(beans()).containsExactlyInAnyOrder("CacheStatistics c 2", "CacheConfiguration c 2");
  }
}
