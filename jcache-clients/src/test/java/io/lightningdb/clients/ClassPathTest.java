package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.jcache.LightningCachingProvider;
import javax.cache.Caching;
import org.junit.jupiter.api.Test;

/** What the other tests rely on. */
final class ClassPathTest {

  @Test
  void thereIsNoProviderButLightning() {
    assertThat(Caching.getCachingProviders()).hasOnlyElementsOfType(LightningCachingProvider.class);
    assertThat(Caching.getCachingProvider()).isInstanceOf(LightningCachingProvider.class);
  }
}
