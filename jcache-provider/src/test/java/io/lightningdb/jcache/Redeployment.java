package io.lightningdb.jcache;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.spi.CachingProvider;

/**
 * An application that uses all that starts threads or keeps something in memory. A class loader of
 * its own defines it, so it uses nothing but what is public.
 */
public final class Redeployment implements Runnable {

  /** Something of the application's. */
  public record Value(String name, List<String> words) implements Serializable {}

  private final String uri;

  /**
   * @param uri of the manager that is opened and closed
   */
  public Redeployment(String uri) {
    this.uri = uri;
  }

  @Override
  public void run() {
    CachingProvider provider = Caching.getCachingProvider(getClass().getClassLoader());
    try (CacheManager manager =
        provider.getCacheManager(URI.create(uri), getClass().getClassLoader())) {
      use(manager);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked") // a class has no type arguments
  private static void use(CacheManager manager) throws Exception {
    // One listener is called by the threads that change the cache, the other by one of the cache's.
    List<Object> heard = Collections.synchronizedList(new ArrayList<>());
    CacheEntryCreatedListener<String, Value> listener = events -> events.forEach(heard::add);
    MutableLightningConfiguration<String, Value> configuration =
        new MutableLightningConfiguration<String, Value>().setNearCacheEntries(100);
    configuration
        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR))
        .setStatisticsEnabled(true)
        .setManagementEnabled(true)
        .setReadThrough(true)
        .setCacheLoaderFactory(Loader::new)
        .addCacheEntryListenerConfiguration(
            new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true))
        .addCacheEntryListenerConfiguration(
            new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, false));
    LightningCache<String, Value> near =
        manager.createCache("near", configuration).unwrap(LightningCache.class);
    LightningCache<String, Value> bounded =
        manager
            .createCache(
                "bounded", new MutableLightningConfiguration<String, Value>().setMaxEntries(5L))
            .unwrap(LightningCache.class);
    CompletionListenerFuture loaded = new CompletionListenerFuture();
    near.loadAll(java.util.Set.of("a", "b"), true, loaded);
    loaded.get(10, TimeUnit.SECONDS);
    for (int i = 0; i < 20; i++) {
      bounded.put("key" + i, new Value("v" + i, List.of()));
      near.putAsync("key" + i, new Value("v" + i, List.of("w"))).toCompletableFuture().join();
      check(near.getAsync("key" + i).toCompletableFuture().join(), "v" + i);
      check(near.get("key" + i), "v" + i);
    }
    near.removeAsync("key0").toCompletableFuture().join();
    check(near.get("key0"), "key0");
    near.<Void>transact(
        transaction -> {
          transaction.put(bounded, "moved", transaction.get(near, "key1"));
          transaction.remove(near, "key1");
          return null;
        });
    check(bounded.<Value>invoke("moved", (entry, arguments) -> entry.getValue()), "v1");
    try (CacheSnapshot<String, Value> snapshot = near.snapshot()) {
      check(snapshot.get("key2"), "v2");
    }
    for (Cache.Entry<String, Value> entry : near) {
      check(entry.getValue(), entry.getValue().name());
    }
  }

  private static void check(Value value, String name) {
    if (!value.name().equals(name) || value.getClass() != Value.class) {
      throw new IllegalStateException(value + " of " + value.getClass().getClassLoader());
    }
  }

  private static final class Loader implements CacheLoader<String, Value> {
    @Override
    public Value load(String key) {
      return new Value(key, List.of());
    }

    @Override
    public Map<String, Value> loadAll(Iterable<? extends String> keys) {
      Map<String, Value> all = new HashMap<>();
      keys.forEach(key -> all.put(key, load(key)));
      return all;
    }
  }
}
