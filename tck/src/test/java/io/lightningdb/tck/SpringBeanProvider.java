package io.lightningdb.tck;

import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.annotation.BeanProvider;
import javax.cache.configuration.MutableConfiguration;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCache;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Gives the TCK's tests of annotations beans that Spring caches with the provider. */
public final class SpringBeanProvider implements BeanProvider {

  /** Made by the service loader. */
  public SpringBeanProvider() {}

  /** Makes everything anew, because other tests close the provider with its cache managers. */
  @Override
  public <T> T getBeanByType(Class<T> type) {
    return new AnnotationConfigApplicationContext(Beans.class).getBean(type);
  }

  /** Creates the caches that annotations name, as the specification has it. */
  private static final class CreatingCacheManager extends JCacheCacheManager {

    CreatingCacheManager(CacheManager manager) {
      super(manager);
    }

    @Override
    protected @Nullable Cache getMissingCache(String name) {
      Cache present = super.getMissingCache(name);
      return present != null
          ? present
          : new JCacheCache(
              getCacheManager().createCache(name, new MutableConfiguration<>()),
              isAllowNullValues());
    }
  }

  /** What is cached, and with what. */
  @Configuration(proxyBeanMethods = false)
  @EnableCaching(proxyTargetClass = true)
  @Import({
    CacheNameOnEachMethodBlogManagerImpl.class,
    ClassLevelCacheConfigBlogManagerImpl.class,
    UsingDefaultCacheNameBlogManagerImpl.class
  })
  static class Beans {

    @Bean(destroyMethod = "")
    JCacheCacheManager cacheManager() {
      return new CreatingCacheManager(Caching.getCachingProvider().getCacheManager());
    }
  }
}
