package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.cache.jcache.JCacheManagerFactoryBean;
import org.springframework.cache.support.NullValue;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring's cache abstraction: annotated methods, and contexts that are closed and opened again. */
final class SpringCacheTest {

  @TempDir Path directory;

  @AfterEach
  void closeAll() {
    Caching.getCachingProvider().close();
  }

  @Test
  void whatIsCachedIsNotAskedForAgain() {
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);

      assertThat(shop.price("apple", 2)).isEqualTo("apple*2");
      assertThat(shop.price("apple", 2)).isEqualTo("apple*2");
      assertThat(shop.price("apple", 3)).isEqualTo("apple*3");

      assertThat(shop.asked()).containsExactly("price apple 2", "price apple 3");
    }
  }

  @Test
  void whatWasEvictedIsAskedForAgain() {
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);
      shop.price("apple", 2);
      shop.price("pear", 1);

      shop.forget("apple", 2);
      shop.price("apple", 2);
      shop.price("pear", 1);
      assertThat(shop.asked()).containsExactly("price apple 2", "price pear 1", "price apple 2");

      shop.forgetAll();
      assertThat(cache(context, "prices")).isEmpty();
    }
  }

  @Test
  void whatWasPutIsNotAskedFor() {
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);

      shop.describe("apple", "red");

      assertThat(shop.description("apple")).isEqualTo("red");
      assertThat(shop.asked()).isEmpty();
    }
  }

  @Test
  void nullIsCachedAsTheOneNullValue() {
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);

      assertThat(shop.description("plum")).isNull();
      assertThat(shop.description("plum")).isNull();

      assertThat(shop.asked()).containsExactly("description plum");
      assertThat(cache(context, "descriptions").get("plum")).isSameAs(NullValue.INSTANCE);
    }
  }

  @Test
  void aSynchronizedMethodIsCalledOnceHoweverManyAsk() throws Exception {
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);

      assertThat(Together.run(8, () -> shop.stock("apple"))).containsOnly(5);

      assertThat(shop.asked()).containsExactly("stock apple");
    }
  }

  @Test
  void aSynchronizedMethodMayCallOthersOfTheSameCacheAndOfAnother() throws Exception {
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);
      Warehouse warehouse = context.getBean(Warehouse.class);

      assertThat(Together.run(4, () -> warehouse.total("apple", "pear"))).containsOnly(9);

      assertThat(shop.asked()).containsExactly("stock apple", "stock pear");
      assertThat(cache(context, "totals").get("total")).isEqualTo(9);
      assertThat(cache(context, "stocks").get("both")).isEqualTo(9);
    }
  }

  @Test
  void whatASynchronizedMethodThrowsComesOutAndIsNotCached() {
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);

      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> shop.stock("unknown"))
            .isExactlyInstanceOf(IllegalArgumentException.class)
            .hasMessage("unknown");
      }

      assertThat(shop.asked()).containsExactly("stock unknown", "stock unknown");
      assertThat(cache(context, "stocks")).isEmpty();
    }
  }

  @Test
  void aNewContextFindsWhatAnEarlierOneHasCached() {
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);
      shop.price("apple", 2);
      shop.description("plum");
      shop.stock("pear");
      shop.motto();
    }
    try (var context = start()) {
      Shop shop = context.getBean(Shop.class);

      assertThat(shop.price("apple", 2)).isEqualTo("apple*2");
      assertThat(shop.description("plum")).isNull();
      assertThat(shop.stock("pear")).isEqualTo(4);
      assertThat(shop.motto()).isEqualTo("fresh");

      assertThat(shop.asked()).isEmpty();
      assertThat(cache(context, "descriptions").get("plum")).isSameAs(NullValue.INSTANCE);
      assertThat(cache(context, "prices").get(new SimpleKey("apple", 2))).isEqualTo("apple*2");
      assertThat(cache(context, "mottos").get(SimpleKey.EMPTY)).isEqualTo("fresh");
    }
  }

  private AnnotationConfigApplicationContext start() {
    var context = new AnnotationConfigApplicationContext();
    context.registerBean(URI.class, () -> directory.toUri());
    context.register(CachingBeans.class, Shop.class, Warehouse.class);
    context.refresh();
    return context;
  }

  private static Cache<Object, Object> cache(
      AnnotationConfigApplicationContext context, String name) {
    return context.getBean(CacheManager.class).getCache(name);
  }

  /** How an application tells Spring to use JCache. */
  @Configuration(proxyBeanMethods = false)
  @EnableCaching(proxyTargetClass = true)
  static class CachingBeans {

    @Bean
    JCacheManagerFactoryBean caches(URI uri) {
      JCacheManagerFactoryBean factory = new JCacheManagerFactoryBean();
      factory.setCacheManagerUri(uri);
      return factory;
    }

    @Bean
    JCacheCacheManager cacheManager(CacheManager caches) {
      for (String name : new String[] {"prices", "descriptions", "stocks", "totals", "mottos"}) {
        caches.createCache(name, new MutableConfiguration<>());
      }
      return new JCacheCacheManager(caches);
    }
  }

  /** Notes down what it was asked. */
  static class Shop {

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    public Queue<String> asked() {
      return asked;
    }

    @Cacheable("prices")
    public String price(String item, int number) {
      asked.add("price " + item + " " + number);
      return item + "*" + number;
    }

    @CacheEvict("prices")
    @SuppressWarnings("UnusedVariable") // they are the key
    public void forget(String item, int number) {}

    @CacheEvict(cacheNames = "prices", allEntries = true)
    public void forgetAll() {}

    @CachePut(cacheNames = "descriptions", key = "#item")
    @SuppressWarnings("UnusedVariable") // it is the key
    public String describe(String item, String description) {
      return description;
    }

    @Cacheable("descriptions")
    public String description(String item) {
      asked.add("description " + item);
      return null;
    }

    @Cacheable(cacheNames = "stocks", sync = true)
    public int stock(String item) {
      asked.add("stock " + item);
      if (item.equals("unknown")) {
        throw new IllegalArgumentException(item);
      }
      return item.length();
    }

    @Cacheable("mottos")
    public String motto() {
      asked.add("motto");
      return "fresh";
    }
  }

  /** Caches what it makes of other cached things. */
  static class Warehouse {

    private final Shop shop;
    private final ObjectProvider<Warehouse> self;

    Warehouse(Shop shop, ObjectProvider<Warehouse> self) {
      this.shop = shop;
      this.self = self;
    }

    @Cacheable(cacheNames = "totals", sync = true, key = "'total'")
    public int total(String one, String other) {
      return self.getObject().both(one, other);
    }

    @Cacheable(cacheNames = "stocks", sync = true, key = "'both'")
    public int both(String one, String other) {
      return shop.stock(one) + shop.stock(other);
    }
  }
}
