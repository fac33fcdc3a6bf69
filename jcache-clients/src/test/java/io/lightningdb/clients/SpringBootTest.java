package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.CompleteConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Spring Boot's auto-configuration, told by properties alone. */
final class SpringBootTest {

  @TempDir Path directory;
  private Path settings;

  @BeforeEach
  void writeSettings() throws IOException {
    settings =
        Files.write(
            directory.resolve("caches.properties"),
            List.of(
                "uri = " + "lightning:" + directory.resolve("data").toUri().getRawPath(),
                "cache.statistics = true",
                "cache.stock.statistics = false"));
  }

  @AfterEach
  void closeAll() {
    Caching.getCachingProvider().close();
  }

  @Test
  void thePropertiesFileSaysWhereTheDataIsAndHowTheCachesAre() {
    try (var context = run()) {
      assertThat(context.getBean(JCacheCacheManager.class).getCacheNames())
          .containsExactlyInAnyOrder("prices", "stock");
      CacheManager caches = context.getBean(CacheManager.class);
      assertThat(caches.getURI()).isEqualTo(settings.toUri());
      assertThat(hasStatistics(caches.getCache("prices"))).isTrue();
      assertThat(hasStatistics(caches.getCache("stock"))).isFalse();
      assertThat(directory.resolve("data")).isNotEmptyDirectory();
    }
  }

  @Test
  void eachStartAttachesToTheCachesOfTheRunBefore() {
    for (String asked : List.of("first", "second", "third")) {
      try (var context = run()) {
        assertThat(context.getBean(Prices.class).price("apple", asked)).isEqualTo("first");
      }
    }
  }

  @Test
  void closingTheContextClosesTheManager() {
    CacheManager caches;
    try (var context = run()) {
      caches = context.getBean(CacheManager.class);
    }
    assertThat(caches.isClosed()).isTrue();
  }

  @SuppressWarnings("unchecked") // a class has no type arguments
  private static boolean hasStatistics(Cache<?, ?> cache) {
    return cache.getConfiguration(CompleteConfiguration.class).isStatisticsEnabled();
  }

  private ConfigurableApplicationContext run() {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .logStartupInfo(false)
        .properties(
            "spring.main.banner-mode=off",
            "spring.cache.type=jcache",
            "spring.cache.jcache.config=" + settings.toUri(),
            "spring.cache.cache-names=prices,stock")
        .run();
  }

  /** An application of one bean. */
  @Configuration(proxyBeanMethods = false)
  @EnableCaching(proxyTargetClass = true)
  @ImportAutoConfiguration(CacheAutoConfiguration.class)
  @Import(Prices.class)
  static class Application {}

  /** Returns what it is first asked with. */
  static class Prices {

    @Cacheable(cacheNames = "prices", key = "#item")
    @SuppressWarnings("UnusedVariable") // it is the key
    public String price(String item, String price) {
      return price;
    }
  }
}
