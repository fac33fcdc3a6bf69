package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What closing gives back: threads, files, and class loaders. */
@Timeout(120)
class LeaksTest {

  /** Fewer, because each loads all classes of the product. */
  private static final int OWN_PROVIDERS = 10;

  @TempDir private Path directory;

  @Test
  void openingAndClosingLeavesNoThreads() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (LightningCachingProvider provider = new LightningCachingProvider()) {
        use(provider.getCacheManager(URI.create("lightning:" + directory), null));
      }
      assertThat(Threads.lightningThreads()).isEmpty();
    }
    io.lightningdb.Lightning.open(directory).close();
  }

  private static void use(CacheManager manager) throws Exception {
    Events<Object, Object> events = new Events<>();
    Cache<Object, Object> cache =
        manager.createCache(
            "c",
            new MutableConfiguration<>()
                .setManagementEnabled(true)
                .setStatisticsEnabled(true)
                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR))
                .setCacheLoaderFactory(() -> new TestLoader<>(key -> key))
                .addCacheEntryListenerConfiguration(events.configuration(true, false))
                .addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<>(() -> events, null, true, true)));
    CompletionListenerFuture future = new CompletionListenerFuture();
    cache.loadAll(Set.of("a", "b"), true, future);
    future.get(10, TimeUnit.SECONDS);
    assertThat(cache.get("a")).isEqualTo("a");
    cache.iterator().next();
  }

  /** Something of the application's, of which there may be several in a process. */
  public static final class Value implements java.io.Serializable {
    private static final long serialVersionUID = 1;
  }

  private static ApplicationLoader newApplication() {
    return new ApplicationLoader(Value.class);
  }

  private static Object newValue(ClassLoader application) throws Exception {
    return application.loadClass(Value.class.getName()).getDeclaredConstructor().newInstance();
  }

  private static void awaitCollected(WeakReference<?> reference, Runnable meanwhile)
      throws InterruptedException {
    while (reference.get() != null) {
      System.gc();
      meanwhile.run();
      Thread.sleep(20);
    }
  }

  @Test
  void aClosedManagerLetsItsClassLoaderGo() throws Exception {
    LightningCachingProvider provider = new LightningCachingProvider();
    try (CacheManager keepsItOpen =
        provider.getCacheManager(URI.create("lightning:" + directory), null)) {
      WeakReference<ClassLoader> loader = useAndClose(provider);
      awaitCollected(loader, () -> {});
      assertThat(keepsItOpen.isClosed()).isFalse();
    }
  }

  private WeakReference<ClassLoader> useAndClose(LightningCachingProvider provider)
      throws Exception {
    try (ApplicationLoader application = newApplication()) {
      CacheManager manager =
          provider.getCacheManager(URI.create("lightning:" + directory), application);
      use(manager);
      Object value = newValue(application);
      Cache<Object, Object> cache = manager.getCache("c");
      cache.put("value", value);
      cache.put(value, "key");
      assertThat(cache.get("value").getClass()).isSameAs(value.getClass());
      assertThat(cache.get("value").getClass()).isNotSameAs(Value.class);
      manager.close();
      return new WeakReference<>(application);
    }
  }

  @Test
  void aManagerWhoseClassLoaderIsGoneIsClosed() throws Exception {
    try (LightningCachingProvider provider = new LightningCachingProvider()) {
      URI uri = URI.create("lightning:" + directory);
      WeakReference<ClassLoader> loader = openAndForget(provider, uri);
      URI other = Caches.newMemoryUri();
      awaitCollected(loader, () -> {});
      // The next call finds out.
      do {
        provider.getCacheManager(other, null);
        Thread.sleep(20);
      } while (hasThreadsOfTheDirectory());
      io.lightningdb.Lightning.open(directory).close();
    }
  }

  private boolean hasThreadsOfTheDirectory() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .anyMatch(name -> name.startsWith("lightning-") && name.contains(directory.toString()));
  }

  private static WeakReference<ClassLoader> openAndForget(
      LightningCachingProvider provider, URI uri) {
    ApplicationLoader application = newApplication();
    provider.getCacheManager(uri, application);
    return new WeakReference<>(application);
  }

  /** Of a provider that stays, as in a container that has it for all applications. */
  @Test
  void ofFiftyRedeploymentsNoClassLoaderAndNoThreadIsLeft() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      loaders.add(deploy(new ApplicationLoader(Redeployment.class)));
    }
    assertNothingIsLeft(loaders);
  }

  /** Of applications that bring the provider along. */
  @Test
  void ofRedeploymentsWithProvidersOfTheirOwnNothingIsLeftEither() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < OWN_PROVIDERS; i++) {
      loaders.add(deploy(new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())));
    }
    assertNothingIsLeft(loaders);
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    StringTokenizer elements =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (elements.hasMoreTokens()) {
      urls.add(Path.of(elements.nextToken()).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  private WeakReference<ClassLoader> deploy(URLClassLoader loader) throws Exception {
    try (loader) {
      Class<?> type = loader.loadClass(Redeployment.class.getName());
      assertThat(type.getClassLoader()).isSameAs(loader);
      Runnable application =
          (Runnable) type.getConstructor(String.class).newInstance("lightning:" + directory);
      application.run();
      return new WeakReference<>(loader);
    }
  }

  private void assertNothingIsLeft(List<WeakReference<ClassLoader>> loaders)
      throws InterruptedException {
    assertThat(Threads.lightningThreads()).isEmpty();
    for (WeakReference<ClassLoader> loader : loaders) {
      awaitCollected(loader, () -> {});
    }
    io.lightningdb.Lightning.open(directory).close();
  }

  @Test
  void locksAreForgottenWhenNobodyHoldsThem() {
    io.lightningdb.jcache.lock.KeyLocks locks = new io.lightningdb.jcache.lock.KeyLocks("c");
    try (io.lightningdb.jcache.lock.HeldLocks held =
        new io.lightningdb.jcache.lock.HeldLocks(locks, java.time.Duration.ofSeconds(1))) {
      for (int i = 0; i < 100; i++) {
        held.take(new io.lightningdb.jcache.lock.LockName(new byte[] {(byte) i}), i);
      }
      assertThat(locks.size()).isEqualTo(100);
    }
    assertThat(locks.size()).isZero();
  }
}
