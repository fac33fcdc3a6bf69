package io.lightningdb.jcache;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.Snapshot;
import io.lightningdb.jcache.bound.Bound;
import io.lightningdb.jcache.codec.Classes;
import io.lightningdb.jcache.codec.Immutables;
import io.lightningdb.jcache.codec.ObjectCodec;
import io.lightningdb.jcache.codec.SerialFilters;
import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.entry.EntryOperations;
import io.lightningdb.jcache.expiry.ExpiryRules;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.integration.Writer;
import io.lightningdb.jcache.management.CacheInfo;
import io.lightningdb.jcache.management.CacheStatistics;
import io.lightningdb.jcache.management.Registration;
import io.lightningdb.jcache.near.NearCache;
import io.lightningdb.jcache.processor.Invocation;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryRange;
import io.lightningdb.jcache.store.EntryStore;
import io.lightningdb.jcache.store.KeyspaceShare;
import io.lightningdb.jcache.store.WriteQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
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
final class KeyspaceCache<K, V> implements LightningCache<K, V> {

  private final String name;
  private final LightningCacheManager manager;
  private final CacheConfiguration<K, V> configuration;
  private final Keyspace keyspace;
  private final CacheParts<K, V> parts;
  private final EntryTypes<K, V> types;
  private final EntryContext<K, V> context;
  private final @Nullable NearCache<V> nearCache;
  private final CacheReads<K, V> reads;

  /** Told of changes before they are made; nobody in a cache that writes behind. */
  private final Writer<K, V> writer;

  private final CacheWrites<K, V> writes;
  private final BulkWrites<K, V> bulkWrites;
  private final Loading<K, V> loading;
  private final LoaderGate loaderGate;
  private final @Nullable WriteBehind<K, V> writeBehind;
  private final EntryOperations<K, V> operations;
  private final Sweep sweep;
  private final Registration statisticsBean;
  private final Registration configurationBean;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param pendingKeyspace where writes wait for the writer, or null
   * @param parts what the configuration's factories made, to be closed with the cache
   */
  KeyspaceCache(
      String name,
      LightningCacheManager manager,
      CacheConfiguration<K, V> configuration,
      Keyspace keyspace,
      @Nullable Keyspace pendingKeyspace,
      KeyspaceShare share,
      CacheParts<K, V> parts) {
    this.name = name;
    this.manager = manager;
    this.configuration = configuration.withStorageEngine(keyspace.options().engine());
    this.keyspace = keyspace;
    this.parts = parts;
    this.types = new EntryTypes<>(name, configuration.getKeyType(), configuration.getValueType());
    ObjectCodec codec =
        new ObjectCodec(
            new Classes(
                manager.getClassLoader(), SerialFilters.of(configuration.getSerialFilter())),
            parts.serializer());
    EntryFormat format = new EntryFormat(name, codec);
    Duration delay = configuration.getWriteBehindDelay();
    boolean writesBehind = delay != null && parts.writer().isPresent();
    WriteQueue queue =
        pendingKeyspace == null
            ? null
            : new WriteQueue(
                name,
                manager.database(),
                pendingKeyspace,
                format,
                share,
                delay,
                manager.timing().clock());
    WriteBehind.checked(queue, name, !writesBehind && parts.writer().isPresent());
    EntryStore store =
        new EntryStore(
            manager.database(), keyspace, format, share, configuration.getLockTimeout(), queue);
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
            bound(configuration),
            manager.timing().clock());
    this.operations = new EntryOperations<>(context);
    Loader<K, V> loader = parts.loader();
    int nearCacheEntries = configuration.getNearCacheEntries();
    this.nearCache = nearCacheEntries == 0 ? null : new NearCache<>(store, nearCacheEntries);
    this.loaderGate = new LoaderGate(name);
    Duration ahead = configuration.getRefreshAhead();
    this.reads =
        new CacheReads<>(
            context,
            operations,
            types,
            nearCache,
            readingThrough(),
            ahead == null || loader == null
                ? null
                : new RefreshAhead<>(context, loader, ahead, manager.background(), loaderGate));
    this.writeBehind =
        queue == null || !writesBehind
            ? null
            : new WriteBehind<>(
                context, queue, parts.writer(), manager.background(), manager.timing());
    this.writer = writesBehind ? new Writer<>(name, null) : parts.writer();
    this.writes = new CacheWrites<>(context, operations, writer);
    this.bulkWrites = new BulkWrites<>(context, operations, writer);
    this.loading = new Loading<>(context, reads, loader, manager.background(), loaderGate);
    this.sweep = new Sweep(context, operations::expire, operations::evict);
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

  private static @Nullable Bound bound(CacheConfiguration<?, ?> configuration) {
    Long entriesMax = configuration.getMaxEntries();
    if (entriesMax != null) {
      return Bound.ofEntries(entriesMax);
    }
    Long bytesMax = configuration.getMaxBytes();
    return bytesMax == null ? null : Bound.ofBytes(bytesMax);
  }

  void checkOpen() {
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
    Bound bound = context.bound();
    if (bound != null) {
      bound.cleared();
    }
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
        readingThrough(),
        writer,
        this::draft);
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
    return iterator(EntryRange.all());
  }

  private Iterator<Entry<K, V>> iterator(EntryRange range) {
    return new EntryIterator<>(
        context, range, this::checkOpen, reads::access, operations::expire, this::remove);
  }

  @Override
  public Iterable<Entry<K, V>> ascending(@Nullable K from, @Nullable K to) {
    return entries(from, to, false);
  }

  @Override
  public Iterable<Entry<K, V>> descending(@Nullable K from, @Nullable K to) {
    return entries(from, to, true);
  }

  private Iterable<Entry<K, V>> entries(@Nullable K from, @Nullable K to, boolean isDescending) {
    checkOpen();
    EntryRange range = context.format().range(from, to, isDescending);
    return () -> iterator(range);
  }

  @Override
  public void put(K key, V value, Duration timeToLive) {
    check(key, value);
    long millis = millis(Objects.requireNonNull(timeToLive, "timeToLive"));
    if (millis <= 0) {
      throw new IllegalArgumentException(
          "the time to live must be at least a millisecond, not " + timeToLive);
    }
    writes.put(key, value, millis);
    sweep.noteExpiry();
  }

  private static long millis(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  @Override
  public @Nullable Instant expiresAt(K key) {
    checkKey(key);
    return reads.expiresAt(key);
  }

  @Override
  public CacheSnapshot<K, V> snapshot() {
    checkOpen();
    manager.prepareSnapshot();
    // The time first: what had expired by then was there for nobody.
    long nowMillis = context.nowMillis();
    return snapshot(context.store().snapshot(), nowMillis);
  }

  CacheSnapshot<K, V> snapshot(Snapshot snapshot, long nowMillis) {
    return new SnapshotOfCache<>(snapshot, nowMillis, context, types, manager::own);
  }

  /** Brings up to date what a snapshot needs to be of use. */
  void prepareSnapshot() {
    context.store().prepareSnapshot();
  }

  @Override
  public <R extends @Nullable Object> R transact(Function<? super CacheTransaction, R> work) {
    checkOpen();
    Objects.requireNonNull(work, "work");
    return new Transactions(
            manager.database(), manager::own, context, configuration.getLockTimeout())
        .<R>run(work);
  }

  /** Returns what a new transaction works on this cache with. */
  TransactionPart<K, V> newPart() {
    return new TransactionPart<>(context, operations, types, readingThrough(), writer, this::draft);
  }

  private @Nullable Loader<K, V> readingThrough() {
    return configuration.isReadThrough() ? parts.loader() : null;
  }

  private byte[] draft(K key, V value) {
    types.checkValue(value);
    return context.format().draft(key, value);
  }

  @Override
  public CompletionStage<@Nullable V> getAsync(K key) {
    checkKey(key);
    // The caller may change his key before its turn comes.
    K own = Immutables.has(key) ? key : reads.copy(key);
    return manager.background().supply(() -> get(own));
  }

  @Override
  public CompletionStage<Void> putAsync(K key, V value) {
    check(key, value);
    return writes.putAsync(key, value);
  }

  @Override
  public CompletionStage<Boolean> removeAsync(K key) {
    checkKey(key);
    return writes.removeAsync(key);
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

  /** Begins to hand over what is pending, if the cache writes behind. */
  void startWriting() {
    if (writeBehind != null) {
      writeBehind.start();
    }
  }

  /** Lets nothing more be handed to the writer in the background. */
  void endWriting() {
    if (writeBehind != null) {
      writeBehind.end();
    }
  }

  /** Waits for what is being handed to the writer in the background, after {@link #endWriting}. */
  void closeWriting() {
    if (writeBehind != null) {
      writeBehind.close();
    }
  }

  /** Returns whether both caches write to where they come from, one at once and one later. */
  boolean writesOtherwiseThan(KeyspaceCache<?, ?> other) {
    return parts.writer().isPresent()
        && other.parts.writer().isPresent()
        && (writeBehind == null) != (other.writeBehind == null);
  }

  @Override
  public long pendingWrites() {
    checkOpen();
    return writeBehind == null ? 0 : writeBehind.size();
  }

  @Override
  public long failedWrites() {
    checkOpen();
    return writeBehind == null ? 0 : writeBehind.failures();
  }

  @Override
  public boolean awaitWritten(Duration timeout) {
    checkOpen();
    Objects.requireNonNull(timeout, "timeout");
    return writeBehind == null || writeBehind.awaitWritten(timeout);
  }

  Keyspace keyspace() {
    return keyspace;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      // Before the cache is forgotten, after which another one may begin to hand over.
      closeWriting();
      manager.forget(this);
      loaderGate.close();
      parts.close();
      if (nearCache != null) {
        nearCache.close();
      }
      context.store().close();
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
