package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.configuration.OptionalFeature;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ManagersTest {

  private final LightningCachingProvider provider = new LightningCachingProvider();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    provider.close();
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  private CacheManager manager(String uri) {
    return provider.getCacheManager(URI.create(uri), null);
  }

  private static Path directoryOf(CacheManager manager) {
    return manager.unwrap(LocalDatabase.class).directory().orElseThrow();
  }

  /** Managers hold their class loader weakly: whatever makes one has to keep it in use. */
  private final List<ClassLoader> loaders = new ArrayList<>();

  private ClassLoader newLoader() {
    ClassLoader loader = new URLClassLoader(new URL[0], ManagersTest.class.getClassLoader());
    loaders.add(loader);
    return loader;
  }

  @Test
  void theProviderIsFoundByTheServiceLoader() {
    assertThat(Caching.getCachingProvider()).isInstanceOf(LightningCachingProvider.class);
    assertThat(provider.isSupported(OptionalFeature.STORE_BY_REFERENCE)).isFalse();
  }

  @Test
  void thereIsOneManagerForEachUriAndClassLoader() {
    URI uri = Caches.newMemoryUri();
    ClassLoader loader = newLoader();
    CacheManager manager = provider.getCacheManager(uri, loader);
    assertThat(provider.getCacheManager(uri, loader, new Properties())).isSameAs(manager);
    assertThat(provider.getCacheManager(uri, newLoader())).isNotSameAs(manager);
    assertThat(provider.getCacheManager(Caches.newMemoryUri(), loader)).isNotSameAs(manager);
    assertThat(manager.getURI()).isEqualTo(uri);
    assertThat(manager.getClassLoader()).isSameAs(loader);
    assertThat(manager.getCachingProvider()).isSameAs(provider);
    manager.close();
    manager.close();
    assertThat(manager.isClosed()).isTrue();
    CacheManager another = provider.getCacheManager(uri, loader);
    assertThat(another).isNotSameAs(manager);
    // Closing the old one once more does nothing to the new one.
    manager.close();
    assertThat(another.isClosed()).isFalse();
    provider.close(uri, loader);
    assertThat(another.isClosed()).isTrue();
    CacheManager third = provider.getCacheManager(uri, loader);
    provider.close(loader);
    assertThat(third.isClosed()).isTrue();
    provider.close(loader);
  }

  @Test
  void twoClassLoadersShareTheDatabaseOnDisk() {
    URI uri = URI.create("lightning:" + directory);
    CacheManager one = provider.getCacheManager(uri, newLoader());
    CacheManager other = provider.getCacheManager(uri, newLoader());
    one.createCache("c", new MutableConfiguration<>()).put("a", "1");
    assertThat(other.createCache("c", new MutableConfiguration<>()).get("a")).isEqualTo("1");
    one.close();
    assertThat(other.getCache("c").get("a")).isEqualTo("1");
  }

  @Test
  void theEngineAndOthersShareTheDatabase() {
    URI uri = URI.create("lightning:" + directory);
    CacheManager manager = provider.getCacheManager(uri, null);
    manager.createCache("c", new MutableConfiguration<>()).put("a", "1");
    try (Database db = Lightning.share(uri.toString(), Options.defaults())) {
      assertThat(db.keyspaceNames()).containsExactly("c");
      assertThat(db.keyspace("c").cursor().next()).isTrue();
      manager.close();
      assertThat(db.keyspace("c").cursor().next()).isTrue();
    }
    Lightning.open(directory).close();
  }

  @Test
  void theUriTellsWhereTheDatabaseIs() throws IOException {
    Path spaced = Files.createDirectory(directory.resolve("with space and ü"));
    assertThat(directoryOf(manager("lightning:" + directory.resolve("a"))))
        .isEqualTo(directory.resolve("a"));
    assertThat(directoryOf(manager(spaced.toUri().toString()))).isEqualTo(spaced);
    assertThat(directoryOf(manager("lightning:" + spaced.toUri().getRawPath()))).isEqualTo(spaced);
    assertThat(directoryOf(manager("file:" + directory.resolve("new"))))
        .isEqualTo(directory.resolve("new"));
    Path relative = Path.of("target", "relative-" + directory.getFileName());
    assertThat(directoryOf(manager("lightning:" + relative))).isEqualTo(relative.toAbsolutePath());
    assertThat(manager("lightning:mem:somewhere").unwrap(LocalDatabase.class).directory())
        .isEmpty();
    assertThat(
            manager("lightning:" + directory.resolve("q") + "?durability=FLUSHED&cacheBytes=1m")
                .unwrap(LocalDatabase.class)
                .options())
        .isEqualTo(
            Options.builder().durability(Durability.FLUSHED).cacheBytes(1024 * 1024).build());
  }

  @Test
  void aPropertiesFileHasOptionsAndDefaultsForCaches() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("lightning.properties"),
            """
            # for the test
            uri = lightning:%s
            durability = ASYNC
            cache.statistics = true
            cache.lockTimeout = 1000
            cache.com.acme.*.lockTimeout = 2000
            cache.com.acme.Special.lockTimeout = 3000
            cache.com.acme.Special.durability = FLUSHED
            cache.sessions.expiry = touched PT30M
            """
                .formatted(directory.resolve("db")));
    CacheManager manager = manager(file.toUri().toString());
    assertThat(directoryOf(manager)).isEqualTo(directory.resolve("db"));
    assertThat(manager.unwrap(LocalDatabase.class).options().durability())
        .isEqualTo(Durability.ASYNC);
    LightningConfiguration<Object, Object> plain = created(manager, "com.other");
    assertThat(plain.isStatisticsEnabled()).isTrue();
    assertThat(plain.getLockTimeout()).hasMillis(1000);
    assertThat(plain.getDurability()).isEqualTo(Durability.ASYNC);
    assertThat(created(manager, "com.acme.User").getLockTimeout()).hasMillis(2000);
    LightningConfiguration<Object, Object> special = created(manager, "com.acme.Special");
    assertThat(special.getLockTimeout()).hasMillis(3000);
    assertThat(special.getDurability()).isEqualTo(Durability.FLUSHED);
    assertThat(created(manager, "sessions").getExpiryPolicyFactory().create().getExpiryForAccess())
        .isEqualTo(javax.cache.expiry.Duration.THIRTY_MINUTES);
  }

  @SuppressWarnings("unchecked")
  private static LightningConfiguration<Object, Object> created(CacheManager manager, String name) {
    return manager
        .createCache(name, new MutableConfiguration<Object, Object>())
        .getConfiguration(LightningConfiguration.class);
  }

  @Test
  void aPropertiesFileMayLieInAJar() throws IOException {
    Path jar = directory.resolve("app.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("lightning.properties"));
      out.write("uri = lightning:mem:in-a-jar\ncacheBytes = 1m\n".getBytes(StandardCharsets.UTF_8));
    }
    CacheManager manager = manager("jar:" + jar.toUri() + "!/lightning.properties");
    assertThat(manager.unwrap(LocalDatabase.class).options().cacheBytes()).hasValue(1024 * 1024);
    assertThatThrownBy(() -> manager("jar:" + jar.toUri() + "!/none.properties"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("none.properties");
  }

  @Test
  void propertiesAreOptionsAndForeignOnesAreLeftAlone() {
    Properties properties = new Properties();
    properties.setProperty("durability", "FLUSHED");
    properties.setProperty("cache.lockTimeout", "5");
    properties.setProperty("com.acme.something", "else");
    CacheManager manager = provider.getCacheManager(Caches.newMemoryUri(), null, properties);
    assertThat(manager.unwrap(LocalDatabase.class).options().durability())
        .isEqualTo(Durability.FLUSHED);
    assertThat(manager.getProperties()).isEqualTo(properties);
    properties.setProperty("late", "x");
    assertThat(manager.getProperties()).doesNotContainKey("late");
  }

  @Test
  void theStorageEngineIsThatOfTheSettings() {
    Properties properties = new Properties();
    properties.setProperty("cache.large.*.engine", "lsm");
    CacheManager manager = provider.getCacheManager(Caches.newMemoryUri(), null, properties);
    for (String name : List.of("large.events", "small")) {
      Cache<Integer, Integer> cache = manager.createCache(name, new MutableConfiguration<>());
      cache.put(1, 2);
      assertThat(cache.get(1)).isEqualTo(2);
      assertThat(cache.unwrap(Keyspace.class).options().engine())
          .isEqualTo(name.equals("small") ? StorageEngine.BTREE : StorageEngine.LSM);
    }
  }

  private void assertRefused(ThrowingCallable opening, String... words) {
    assertThatThrownBy(opening).isInstanceOf(CacheException.class).hasMessageContainingAll(words);
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  private ThrowingCallable with(String name, String value) {
    return () -> {
      Properties properties = new Properties();
      properties.setProperty(name, value);
      provider.getCacheManager(Caches.newMemoryUri(), null, properties);
    };
  }

  @Test
  void wrongUrisAndSettingsAreNamed() throws IOException {
    assertRefused(() -> manager("http://example.org/"), "http://example.org/", "lightning:mem:");
    assertRefused(() -> manager("relative"), "'relative'");
    assertRefused(() -> manager("lightning:mem:"), "name");
    assertRefused(() -> manager("lightning://host/path"), "names a host");
    assertRefused(() -> manager("lightning:/a#b"), "fragment");
    assertRefused(() -> manager("lightning:mem:x?durability"), "name=value");
    assertRefused(() -> manager("lightning:mem:x?durability=NO"), "'NO'");
    assertRefused(() -> manager("file:/not/there.properties"), "not there");
    assertRefused(with("durabilty", "SYNC"), "'durabilty'", "durability");
    assertRefused(with("cacheBytes", "many"), "'many'", "cacheBytes");
    assertRefused(with("cache.expiri", "x"), "'expiri'", "expiry");
    assertRefused(with("cache.expiry", "soon"), "'soon'", "PT30M");
    assertRefused(with("cache.expiry", "touched 5"), "'touched 5'");
    assertRefused(with("cache.x.lockTimeout", "-1"), "lockTimeout");
    assertRefused(with("cache.statistics", "yes"), "'yes'");
    assertRefused(with("cache.serialFilter", "maxdepth=x"), "maxdepth=x");
    assertRefused(with("cache.pageBytes", "1"), "pageBytes");
    assertRefused(with("cache.engine", "HASH"), "'HASH'", "BTREE, LSM");
    assertRefused(with("lightning.unknown", "x"), "lightning.unknown");
    Path file = Files.writeString(directory.resolve("file.txt"), "typo = 1");
    assertRefused(() -> manager(file.toUri().toString()), "'typo'");
    Path bad = Files.writeString(directory.resolve("bad"), "uri = http://example.org");
    assertRefused(() -> manager(bad.toUri().toString()), "lightning:");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    assertRefused(() -> manager(binary.toUri().toString()), "cannot be read");
    assertRefused(() -> manager("lightning:" + file), "not a directory");
  }

  @Test
  void theDefaultUriComesFromThePropertyOrTheEnvironment() {
    assertThat(ManagerLocation.defaultUri(null, null)).hasToString("lightning:lightning-data");
    assertThat(ManagerLocation.defaultUri(" ", "lightning:env")).hasToString("lightning:env");
    assertThat(ManagerLocation.defaultUri("lightning:property", "lightning:env"))
        .hasToString("lightning:property");
    assertThatThrownBy(() -> ManagerLocation.defaultUri("/plain/path", null))
        .hasMessageContainingAll("'/plain/path'", "system property lightning.jcache.uri");
    assertThatThrownBy(() -> ManagerLocation.defaultUri(null, "lightning:bad path"))
        .hasMessageContainingAll("'lightning:bad path'", "LIGHTNING_JCACHE_URI");
    System.setProperty("lightning.jcache.uri", "lightning:mem:default");
    try {
      assertThat(provider.getDefaultURI()).hasToString("lightning:mem:default");
      assertThat(provider.getCacheManager().getURI()).hasToString("lightning:mem:default");
      assertThat(provider.getCacheManager(null, null, null)).isSameAs(provider.getCacheManager());
    } finally {
      System.clearProperty("lightning.jcache.uri");
    }
  }

  @Test
  void otherOptionsOnAnOpenDatabaseAreRefused() {
    URI uri = URI.create("lightning:" + directory);
    CacheManager first = provider.getCacheManager(uri, newLoader());
    Properties properties = new Properties();
    properties.setProperty("cacheBytes", "1m");
    assertThatThrownBy(() -> provider.getCacheManager(uri, newLoader(), properties))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("cacheBytes=1048576");
    // Kept until here, or it could be collected, and with it what the second one is refused for.
    assertThat(first.isClosed()).isFalse();
  }

  @Test
  void aClosedManagerAndAClosedCacheRefuseEverythingButWhatTheyMay() {
    CacheManager manager = manager("lightning:mem:closing");
    Cache<String, String> cache =
        manager.createCache("c", new MutableConfiguration<String, String>());
    manager.close();
    assertThat(manager.isClosed()).isTrue();
    assertThat(manager.getURI()).hasToString("lightning:mem:closing");
    List<ThrowingCallable> uses =
        List.of(
            () -> manager.createCache("d", new MutableConfiguration<>()),
            () -> manager.getCache("c"),
            () -> manager.getCache("c", String.class, String.class),
            manager::getCacheNames,
            () -> manager.destroyCache("c"),
            () -> manager.enableStatistics("c", true),
            () -> manager.enableManagement("c", true),
            () -> manager.unwrap(Database.class),
            () -> cache.get("a"),
            () -> cache.getAll(null),
            () -> cache.containsKey(null),
            () -> cache.loadAll(null, true, null),
            () -> cache.put("a", "1"),
            () -> cache.getAndPut("a", "1"),
            () -> cache.putAll(null),
            () -> cache.putIfAbsent("a", "1"),
            () -> cache.remove("a"),
            () -> cache.remove("a", "1"),
            () -> cache.getAndRemove("a"),
            () -> cache.replace("a", "1"),
            () -> cache.replace("a", "1", "2"),
            () -> cache.getAndReplace("a", "1"),
            () -> cache.removeAll(null),
            cache::removeAll,
            cache::clear,
            () -> cache.invoke("a", null),
            () -> cache.invokeAll(null, null),
            cache::iterator,
            () -> cache.unwrap(Keyspace.class),
            () -> cache.registerCacheEntryListener(null),
            () -> cache.deregisterCacheEntryListener(null));
    for (int i = 0; i < uses.size(); i++) {
      assertThatThrownBy(uses.get(i))
          .as("use number %d", i)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
    assertThat(cache.isClosed()).isTrue();
    cache.close();
    assertThat(cache.getName()).isEqualTo("c");
    assertThat(cache.getCacheManager()).isSameAs(manager);
  }

  @Test
  void closingAManagerWhileItsCachesAreUsedIsSafe() {
    for (int round = 0; round < 10; round++) {
      CacheManager manager = manager("lightning:mem:used" + round);
      Cache<Integer, Integer> cache =
          manager.createCache("c", new MutableConfiguration<Integer, Integer>());
      Thread user =
          Threads.start(
              () -> {
                try {
                  for (int i = 0; ; i++) {
                    cache.put(i, i);
                    cache.get(i);
                    cache.iterator().next();
                  }
                } catch (IllegalStateException e) {
                  assertThat(e).hasMessageContaining("closed");
                }
              });
      cache.put(-1, -1);
      manager.close();
      Threads.join(user);
    }
  }

  @Test
  void manyThreadsMayOpenAndCloseManagersAtOnce() {
    URI uri = URI.create("lightning:" + directory);
    ClassLoader[] two = {newLoader(), newLoader()};
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 25; i++) {
            CacheManager manager = provider.getCacheManager(uri, two[number % 2]);
            try {
              Cache<Integer, Integer> cache =
                  manager.createCache("c" + number, new MutableConfiguration<Integer, Integer>());
              cache.put(i, i);
              assertThat(cache.get(i)).isEqualTo(i);
            } catch (IllegalStateException e) {
              // Another thread has closed the manager, which it shares with this one.
              assertThat(e).hasMessageContaining("closed");
            }
            manager.close();
          }
        });
    Lightning.open(directory).close();
  }
}
