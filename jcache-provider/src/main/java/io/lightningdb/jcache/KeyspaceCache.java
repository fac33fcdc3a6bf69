package io.lightningdb.jcache;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.jcache.codec.Classes;
import io.lightningdb.jcache.codec.ObjectCodec;
import io.lightningdb.jcache.codec.SerialFilters;
import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.entry.EntryOperations;
import io.lightningdb.jcache.expiry.ExpiryRules;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.management.CacheInfo;
import io.lightningdb.jcache.management.CacheStatistics;
import io.lightningdb.jcache.management.Registration;
import io.lightningdb.jcache.processor.Invocation;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryStore;
import io.lightningdb.jcache.store.KeyspaceShare;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * A cache whose entries lie in a keyspace. This class checks what is given and whether the cache is
 * open; the work is done by those it hands it to.
 */
final class KeyspaceCache<K, V> implements Cache<K, V> {

  private final String name;
  private final LightningCacheManager manager;
  private final CacheConfiguration<K, V> configuration;
  private final Keyspace keyspace;
  private final CacheParts<K, V> parts;
  private final EntryTypes<K, V> types;
  private final EntryContext<K, V> context;
  private final CacheReads<K, V> reads;
  private final CacheWrites<K, V> writes;
  private final BulkWrites<K, V> bulkWrites;
  private final Loading<K, V> loading;
  private final EntryOperations<K, V> operations;
  private final Sweep sweep;
  private final Registration statisticsBean;
  private final Registration configurationBean;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param parts what the configuration's factories made, to be closed with the cache
   */
  KeyspaceCache(
      String name,
      LightningCacheManager manager,
      CacheConfiguration<K, V> configuration,
      Keyspace keyspace,
      KeyspaceShare share,
      CacheParts<K, V> parts) {
    this.name = name;
    this.manager = manager;
    this.configuration = configuration;
    this.keyspace = keyspace;
    this.parts = parts;
    this.types = new EntryTypes<>(name, configuration.getKeyType(), configuration.getValueType());
    ObjectCodec codec =
        new ObjectCodec(
            new Classes(
                manager.getClassLoader(), SerialFilters.of(configuration.getSerialFilter())),
            parts.serializer());
    EntryFormat format = new EntryFormat(name, codec);
    EntryStore store =
        new EntryStore(manager.database(), keyspace, format, share, configuration.getLockTimeout());
    CacheStatistics statistics = new CacheStatistics(configuration.isStatisticsEnabled());
    this.context =
        new EntryContext<>(
            name,
            () -> this,
            format,
            store,
            configuration.getDurability(),
            new ExpiryRules(name, parts.expiryPolicy()),
            parts.listeners(),
            statistics,
            manager.clock());
    this.operations = new EntryOperations<>(context);
    Loader<K, V> loader = parts.loader();
    this.reads =
        new CacheReads<>(context, operations, types, configuration.isReadThrough() ? loader : null);
    this.writes = new CacheWrites<>(context, operations, parts.writer());
    this.bulkWrites = new BulkWrites<>(context, operations, parts.writer());
    this.loading = new Loading<>(context, reads, loader, manager.background());
    this.sweep = new Sweep(context, operations::expire);
    this.statisticsBean = Registration.ofStatistics(manager.getURI(), name, statistics);
    // A bean of its own class, because the MBean server must not lead to the cache.
    Registration[] bean = new Registration[1];
    bean[0] =
        Registration.ofConfiguration(
            manager.getURI(),
            name,
            new CacheInfo(
                configuration.getKeyType().getName(),
                configuration.getValueType().getName(),
                configuration.isReadThrough(),
                configuration.isWriteThrough(),
                statistics::isEnabled,
                () -> bean[0].isRegistered()));
    this.configurationBean = bean[0];
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the cache '" + name + "' is closed");
    }
  }

  private void checkKey(K key) {
    checkOpen();
    types.checkKey(key);
  }

  private void check(K key, V value) {
    checkKey(key);
    types.checkValue(value);
  }

  @Override
  public @Nullable V get(K key) {
    checkKey(key);
    return reads.get(key);
  }

  @Override
  public Map<K, V> getAll(Set<? extends K> keys) {
    checkOpen();
    types.checkKeys(keys);
    return reads.getAll(keys);
  }

  @Override
  public boolean containsKey(K key) {
    checkKey(key);
    return reads.containsKey(key);
  }

  @Override
  public void loadAll(
      Set<? extends K> keys,
      boolean replaceExistingValues,
      @Nullable CompletionListener completionListener) {
    checkOpen();
    types.checkKeys(keys);
    loading.loadAll(keys, replaceExistingValues, completionListener);
  }

  @Override
  public void put(K key, V value) {
    check(key, value);
    writes.put(key, value);
  }

  @Override
  public @Nullable V getAndPut(K key, V value) {
    check(key, value);
    return writes.getAndPut(key, value);
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> map) {
    checkOpen();
    types.checkEntries(map);
    bulkWrites.putAll(map);
  }

  @Override
  public boolean putIfAbsent(K key, V value) {
    check(key, value);
    return writes.putIfAbsent(key, value);
  }

  @Override
  public boolean remove(K key) {
    checkKey(key);
    return writes.remove(key);
  }

  @Override
  public boolean remove(K key, V oldValue) {
    check(key, oldValue);
    return writes.remove(key, oldValue);
  }

  @Override
  public @Nullable V getAndRemove(K key) {
    checkKey(key);
    return writes.getAndRemove(key);
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    check(key, oldValue);
    types.checkValue(newValue);
    return writes.replace(key, oldValue, newValue);
  }

  @Override
  public boolean replace(K key, V value) {
    check(key, value);
    return writes.replace(key, value);
  }

  @Override
  public @Nullable V getAndReplace(K key, V value) {
    check(key, value);
    return writes.getAndReplace(key, value);
  }

  @Override
  public void removeAll(Set<? extends K> keys) {
    checkOpen();
    types.checkKeys(keys);
    bulkWrites.removeAll(keys);
  }

  @Override
  public void removeAll() {
    checkOpen();
    bulkWrites.removeAll();
  }

  @Override
  public void clear() {
    checkOpen();
    context.store().scan().clear(context.durability());
  }

  @Override
  public <T> @Nullable T invoke(
      K key, EntryProcessor<K, V, T> entryProcessor, @Nullable Object @Nullable ... arguments) {
    checkKey(key);
    Objects.requireNonNull(entryProcessor, "entryProcessor");
    return Completion.<@Nullable T>run(
        context, completion -> invoke(key, invocation(entryProcessor, arguments), completion));
  }

  private <T> Invocation<K, V, T> invocation(
      EntryProcessor<K, V, T> processor, @Nullable Object @Nullable [] arguments) {
    return new Invocation<>(
        processor,
        arguments == null ? new Object[0] : arguments,
        configuration.isReadThrough() ? parts.loader() : null,
        parts.writer(),
        (key, value) -> {
          types.checkValue(value);
          return context.format().draft(key, value);
        });
  }

  private <T> @Nullable T invoke(K key, Invocation<K, V, T> invocation, Completion completion) {
    long start = context.statistics().start();
    T result = operations.<@Nullable T>applyOnce(context.format().key(key), completion, invocation);
    context.statistics().addGetTime(start);
    return result;
  }

  @Override
  public <T> Map<K, EntryProcessorResult<T>> invokeAll(
      Set<? extends K> keys,
      EntryProcessor<K, V, T> entryProcessor,
      @Nullable Object @Nullable ... arguments) {
    checkOpen();
    types.checkKeys(keys);
    Objects.requireNonNull(entryProcessor, "entryProcessor");
    Invocation<K, V, T> invocation = invocation(entryProcessor, arguments);
    Map<K, EntryProcessorResult<T>> results = new HashMap<>();
    return Completion.run(
        context,
        completion -> {
          for (K key : keys) {
            EntryProcessorResult<T> result =
                ProcessorResult.of(() -> invoke(key, invocation, completion));
            if (result != null) {
              results.put(key, result);
            }
          }
          return results;
        });
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    checkOpen();
    return new EntryIterator<>(
        context, this::checkOpen, reads::access, operations::expire, this::remove);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public CacheManager getCacheManager() {
    return manager;
  }

  @Override
  public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
    CacheConfiguration<K, V> current =
        configuration.with(
            parts.listeners().configurations(),
            context.statistics().isEnabled(),
            configurationBean.isRegistered());
    if (type.isInstance(current)) {
      return type.cast(current);
    }
    throw new IllegalArgumentException(
        "the configuration of a cache is no "
            + type.getName()
            + "; ask for "
            + LightningConfiguration.class.getName());
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    checkOpen();
    if (type.isInstance(keyspace)) {
      return type.cast(keyspace);
    }
    Database database = manager.database();
    if (type.isInstance(database)) {
      return type.cast(database);
    }
    throw new IllegalArgumentException(
        "a cache is no " + type.getName() + "; unwrap it to " + Keyspace.class.getName());
  }

  @Override
  public void registerCacheEntryListener(
      CacheEntryListenerConfiguration<K, V> listenerConfiguration) {
    checkOpen();
    parts.listeners().register(Objects.requireNonNull(listenerConfiguration, "configuration"));
  }

  @Override
  public void deregisterCacheEntryListener(
      CacheEntryListenerConfiguration<K, V> listenerConfiguration) {
    checkOpen();
    parts.listeners().deregister(Objects.requireNonNull(listenerConfiguration, "configuration"));
  }

  void enableStatistics(boolean enable) {
    checkOpen();
    context.statistics().enable(enable);
    statisticsBean.register(enable);
  }

  void enableManagement(boolean enable) {
    checkOpen();
    configurationBean.register(enable);
  }

  /** Returns whether the keys and values are of these types, as far as the cache knows. */
  boolean hasTypes(Class<?> keyType, Class<?> valueType) {
    return configuration.getKeyType() == keyType && configuration.getValueType() == valueType;
  }

  /** Returns the types of keys and values, in words. */
  String typesInWords() {
    return "keys of "
        + configuration.getKeyType().getName()
        + " and values of "
        + configuration.getValueType().getName();
  }

  /**
   * Looks at some entries and removes those that have expired.
   *
   * @return whether so many had expired that it is worth going on at once
   */
  boolean sweep() {
    return !closed.get() && sweep.step();
  }

  Keyspace keyspace() {
    return keyspace;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      manager.forget(this);
      parts.close();
      statisticsBean.register(false);
      configurationBean.register(false);
    }
  }

  @Override
  public boolean isClosed() {
    return closed.get();
  }

  @Override
  public String toString() {
    return "cache '" + name + "' of " + manager + (closed.get() ? " (closed)" : "");
  }
}
