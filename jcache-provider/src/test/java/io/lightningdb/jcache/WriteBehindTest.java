package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Database;
import io.lightningdb.internal.testing.Threads;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WriteBehindTest {

  private static final Duration DELAY = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private Caches caches = Caches.inMemory();
  private final TestWriter<String, String> writer = new TestWriter<>();
  private final Events<String, String> events = new Events<>();

  /** A manager does not keep its class loader alive. */
  private final ClassLoader otherLoader = new ClassLoader() {};

  @AfterEach
  void close() {
    caches.close();
  }

  private static <K, V> MutableLightningConfiguration<K, V> behind(CacheWriter<K, V> writer) {
    MutableLightningConfiguration<K, V> configuration =
        new MutableLightningConfiguration<K, V>().setWriteBehindDelay(DELAY);
    configuration.setWriteThrough(true).setCacheWriterFactory(() -> writer);
    return configuration;
  }

  private MutableLightningConfiguration<String, String> behind() {
    return behind(writer);
  }

  private static <K, V> KeyspaceCache<K, V> opened(Cache<K, V> cache) {
    return (KeyspaceCache<K, V>) cache;
  }

  private static boolean isWritten(Cache<?, ?> cache) {
    return opened(cache).awaitWritten(LONG);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Threads.pause();
    }
  }

  private void assertWritten(Cache<?, ?> cache, Runnable operation, String... expected) {
    operation.run();
    assertThat(writer.take()).isEmpty();
    assertThat(isWritten(cache)).isTrue();
    assertThat(writer.take()).containsExactlyInAnyOrder(expected);
    assertThat(opened(cache).pendingWrites()).isZero();
  }

  @Test
  void eachOperationWritesLaterWhatWritingThroughWouldWrite() {
    Cache<String, String> cache = caches.create("c", behind());
    assertWritten(cache, () -> cache.put("a", "1"), "write a=1");
    assertWritten(cache, () -> cache.getAndPut("a", "2"), "write a=2");
    assertWritten(cache, () -> cache.putIfAbsent("a", "3"));
    assertWritten(cache, () -> cache.putIfAbsent("b", "3"), "write b=3");
    assertWritten(cache, () -> cache.replace("a", "4"), "write a=4");
    assertWritten(cache, () -> cache.replace("none", "4"));
    assertWritten(cache, () -> cache.replace("a", "no", "5"));
    assertWritten(cache, () -> cache.replace("a", "4", "5"), "write a=5");
    assertWritten(cache, () -> cache.getAndReplace("a", "6"), "write a=6");
    assertWritten(cache, () -> cache.getAndReplace("none", "6"));
    assertWritten(cache, () -> cache.remove("a", "no"));
    assertWritten(cache, () -> cache.remove("a", "6"), "delete a");
    // What is not here may still be there.
    assertWritten(cache, () -> cache.remove("a"), "delete a");
    assertWritten(cache, () -> cache.getAndRemove("a"), "delete a");
    assertWritten(cache, () -> cache.putAll(Map.of("x", "1", "y", "2")), "write x=1", "write y=2");
    assertWritten(cache, () -> cache.removeAll(Set.of("x", "none")), "delete x", "delete none");
    assertWritten(cache, () -> cache.removeAll(), "delete b", "delete y");
    assertWritten(cache, () -> cache.removeAll());
    assertWritten(
        cache,
        () ->
            cache.invoke(
                "i",
                (entry, arguments) -> {
                  entry.setValue("7");
                  return null;
                }),
        "write i=7");
    assertWritten(
        cache,
        () ->
            cache.invoke(
                "i",
                (entry, arguments) -> {
                  entry.remove();
                  return null;
                }),
        "delete i");
    cache.put("z", "1");
    assertWritten(
        cache,
        () -> {
          Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
          iterator.next();
          iterator.remove();
        },
        "delete z");
    assertThat(opened(cache).failedWrites()).isZero();
  }

  @Test
  void aPutThatExpiresAtOnceIsWritten() {
    MutableLightningConfiguration<String, String> configuration = behind();
    configuration.setExpiryPolicyFactory(
        CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ZERO));
    Cache<String, String> cache = caches.create("c", configuration);
    assertWritten(cache, () -> cache.put("a", "1"), "write a=1");
    assertThat(cache.containsKey("a")).isFalse();
  }

  @Test
  void aWriteWaitsForItsDelayAndTheLastOfAKeyIsHandedOver() {
    Cache<String, String> cache = caches.create("c", behind());
    cache.put("a", "1");
    caches.clock.advance(DELAY.dividedBy(2));
    cache.put("a", "2");
    cache.put("b", "1");
    cache.remove("c");
    cache.put("c", "1");
    assertThat(opened(cache).pendingWrites()).isEqualTo(3);
    caches.clock.advance(DELAY.dividedBy(2).minusMillis(1));
    Threads.pause();
    assertThat(writer.take()).isEmpty();
    caches.clock.advance(Duration.ofMillis(1));
    // With the first change of the key, or one that is changed all the time would never be written.
    await(() -> opened(cache).pendingWrites() == 2);
    assertThat(writer.take()).containsExactly("write a=2");
    caches.clock.advance(DELAY);
    await(() -> opened(cache).pendingWrites() == 0);
    assertThat(writer.take()).containsExactlyInAnyOrder("write b=1", "write c=1");
  }

  @Test
  void withoutADelayWritesAreHandedOverSoon() {
    Cache<String, String> cache = caches.create("c", behind().setWriteBehindDelay(Duration.ZERO));
    cache.put("a", "1");
    await(() -> opened(cache).pendingWrites() == 0);
    assertThat(writer.take()).containsExactly("write a=1");
  }

  @Test
  void listenersAndStatisticsAreAsWithoutAWriter() {
    MutableLightningConfiguration<String, String> configuration = behind();
    configuration.setStatisticsEnabled(true);
    configuration.addCacheEntryListenerConfiguration(events.synchronous());
    Cache<String, String> cache = caches.create("c", configuration);
    writer.failure = new IllegalStateException("writer");
    cache.put("a", "1");
    cache.put("a", "2");
    assertThat(cache.get("a")).isEqualTo("2");
    assertThat(cache.remove("none")).isFalse();
    assertThat(cache.remove("a")).isTrue();
    assertThat(events.take())
        .containsExactly("CREATED a=1", "UPDATED a=2 was 1", "REMOVED a=2 was 2");
    assertThat(Statistics.of(cache)).isEqualTo(new Statistics(1, 0, 2, 1));
  }

  @Test
  void whatFailsIsTriedAgainAfterLongerAndLongerTimesAndTheRestIsWritten() {
    Cache<String, String> cache = caches.create("c", behind());
    writer.failingKeys = Set.of("bad");
    writer.failure = new IllegalStateException("writer");
    cache.put("bad", "1");
    cache.put("good", "1");
    caches.clock.advance(DELAY);
    await(() -> opened(cache).failedWrites() == 1);
    assertThat(writer.take()).containsExactly("write good=1");
    assertThat(opened(cache).pendingWrites()).isEqualTo(1);
    long seconds = 1;
    for (int failures = 2; failures <= 9; failures++) {
      caches.clock.advance(Duration.ofMillis(seconds * 700));
      for (int i = 0; i < 100; i++) {
        Threads.pause();
      }
      assertThat(opened(cache).failedWrites()).isEqualTo(failures - 1);
      caches.clock.advance(Duration.ofMillis(seconds * 300));
      int expected = failures;
      await(() -> opened(cache).failedWrites() == expected);
      seconds = Math.min(60, 2 * seconds);
    }
    writer.failure = null;
    caches.clock.advance(Duration.ofSeconds(60));
    await(() -> opened(cache).pendingWrites() == 0);
    assertThat(writer.take()).containsExactly("write bad=1");
  }

  @Test
  void awaitingTellsWhetherAllWasWritten() {
    Cache<String, String> cache = caches.create("c", behind());
    cache.put("a", "1");
    writer.failure = new IllegalStateException("writer");
    assertThat(opened(cache).awaitWritten(Duration.ofMillis(50))).isFalse();
    await(() -> opened(cache).failedWrites() > 0);
    writer.failure = null;
    assertThat(isWritten(cache)).isTrue();
    assertThat(writer.take()).containsExactly("write a=1");
  }

  /** Fails for all because of one, and takes nothing out of what it was given. */
  private static final class FussyWriter extends Recorder {

    volatile boolean isFussy = true;

    @Override
    public void writeAll(Collection<Cache.Entry<? extends Integer, ? extends Integer>> entries) {
      if (isFussy && entries.stream().anyMatch(entry -> entry.getKey() == 13)) {
        throw new IllegalStateException("13");
      }
      super.writeAll(entries);
    }
  }

  @Test
  void anEntryForWhichTheWriterRefusesWholeBatchesKeepsNoOtherBack() {
    FussyWriter fussy = new FussyWriter();
    Cache<Integer, Integer> cache = caches.create("c", behind(fussy));
    for (int i = 0; i < 1_200; i++) {
      cache.put(i, i);
    }
    for (int i = 0; opened(cache).pendingWrites() > 1; i++) {
      assertThat(i).isLessThan(100);
      boolean ignored = opened(cache).awaitWritten(Duration.ofMillis(200));
    }
    assertThat(fussy.values).hasSize(1_199).doesNotContainKey(13);
    fussy.isFussy = false;
    assertThat(isWritten(cache)).isTrue();
    assertThat(fussy.values).containsEntry(13, 13);
  }

  @Test
  void whatIsPendingIsWrittenAfterReopening() {
    caches.close();
    caches = Caches.in(directory);
    Cache<String, String> cache = caches.create("c", behind());
    cache.put("a", "1");
    cache.remove("b");
    caches.reopen();
    assertThat(writer.take()).isEmpty();
    Cache<String, String> again = caches.create("c", behind());
    assertThat(opened(again).pendingWrites()).isEqualTo(2);
    caches.clock.advance(DELAY);
    await(() -> opened(again).pendingWrites() == 0);
    assertThat(writer.take()).containsExactlyInAnyOrder("write a=1", "delete b");
    again.close();
    assertThat(opened(caches.create("c", behind())).pendingWrites()).isZero();
  }

  /** Does not write before it is let go on. */
  private static final class SlowWriter extends Recorder {

    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    volatile boolean isInterrupted;

    @Override
    public void writeAll(Collection<Cache.Entry<? extends Integer, ? extends Integer>> entries) {
      entered.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        isInterrupted = true;
        throw new IllegalStateException(e);
      }
      super.writeAll(entries);
    }
  }

  @Test
  void closingWaitsForWhatIsBeingHandedOverAndLeavesTheRest() throws InterruptedException {
    SlowWriter slow = new SlowWriter();
    Cache<Integer, Integer> cache = caches.create("c", behind(slow));
    cache.put(1, 1);
    caches.clock.advance(DELAY);
    slow.entered.await();
    cache.put(1, 2);
    cache.put(2, 2);
    try (var other = caches.provider.getCacheManager(caches.uri, otherLoader)) {
      Thread closing = Threads.start(caches.manager()::close);
      Threads.awaitState(closing, Thread.State.TIMED_WAITING);
      assertThat(slow.values).isEmpty();
      slow.goOn.countDown();
      Threads.join(closing);
      assertThat(slow.isInterrupted).isFalse();
      assertThat(slow.values).containsExactly(Map.entry(1, 1));
      Recorder next = new Recorder();
      Cache<Integer, Integer> again = other.createCache("c", behind(next));
      assertThat(opened(again).pendingWrites()).isEqualTo(2);
      assertThat(isWritten(again)).isTrue();
      assertThat(next.values).isEqualTo(Map.of(1, 2, 2, 2));
    }
  }

  @Test
  void aWriteThatIsReplacedWhileItIsHandedOverIsFollowedByTheNewOne() throws InterruptedException {
    SlowWriter slow = new SlowWriter();
    Cache<Integer, Integer> cache = caches.create("c", behind(slow));
    cache.put(1, 1);
    caches.clock.advance(DELAY);
    slow.entered.await();
    cache.put(1, 2);
    slow.goOn.countDown();
    await(() -> slow.values.containsKey(1));
    assertThat(isWritten(cache)).isTrue();
    assertThat(slow.values).containsExactly(Map.entry(1, 2));
    assertThat(slow.calls).isEqualTo(2);
  }

  /** Keeps what it was told, and finds out whether it was told two things of a key at once. */
  private static class Recorder implements CacheWriter<Integer, Integer> {

    final Map<Integer, Integer> values = new ConcurrentHashMap<>();
    final Set<Integer> busy = ConcurrentHashMap.newKeySet();
    volatile int calls;
    volatile String fault = "";

    private void begin(Integer key) {
      if (!busy.add(key)) {
        fault = "two writes at once of " + key;
      }
    }

    @Override
    public synchronized void write(Cache.Entry<? extends Integer, ? extends Integer> entry) {
      Integer before = values.put(entry.getKey(), entry.getValue());
      if (before != null && before > entry.getValue()) {
        fault = entry.getKey() + " became " + entry.getValue() + " after " + before;
      }
      calls++;
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends Integer, ? extends Integer>> entries) {
      entries.forEach(entry -> begin(entry.getKey()));
      Threads.pause();
      entries.forEach(this::write);
      entries.forEach(entry -> busy.remove(entry.getKey()));
      entries.clear();
    }

    @Override
    public void delete(Object key) {
      values.remove(key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      keys.forEach(this::delete);
      keys.clear();
    }
  }

  @Test
  void writesOfAKeyComeOneAfterTheOtherWhoeverHasTheCacheOpen() {
    Recorder recorder = new Recorder();
    try (var other = caches.provider.getCacheManager(caches.uri, otherLoader)) {
      MutableLightningConfiguration<Integer, Integer> configuration =
          behind(recorder).setWriteBehindDelay(Duration.ZERO);
      List<Cache<Integer, Integer>> both =
          List.of(caches.create("c", configuration), other.createCache("c", configuration));
      Threads.run(
          4,
          number -> {
            Cache<Integer, Integer> cache = both.get(number % 2);
            for (int i = 0; i < 500; i++) {
              cache.<Integer>invoke(
                  i % 7,
                  (entry, arguments) -> {
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    return null;
                  });
            }
          });
      assertThat(isWritten(both.get(0))).isTrue();
      Map<Integer, Integer> expected = new HashMap<>();
      both.get(1).forEach(entry -> expected.put(entry.getKey(), entry.getValue()));
      assertThat(recorder.values).isEqualTo(expected);
      assertThat(expected.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(2_000);
      assertThat(recorder.fault).isEmpty();
    }
  }

  @Test
  void changesWaitForRoomAndFailWithoutItChangingNothing() {
    Recorder recorder = new Recorder();
    Cache<Integer, Integer> cache =
        caches.create("c", behind(recorder).setLockTimeout(Duration.ofMillis(50)));
    int max = io.lightningdb.jcache.store.PendingWrites.PENDING_MAX;
    Map<Integer, Integer> many = new HashMap<>();
    for (int i = 0; i < max; i++) {
      many.put(i, 0);
    }
    cache.putAll(many);
    assertThat(opened(cache).pendingWrites()).isEqualTo(max);
    assertThatThrownBy(() -> cache.put(-1, 0))
        .isInstanceOf(CacheWriterException.class)
        .hasMessageContaining("'c'")
        .hasMessageContaining("" + max);
    assertThat(cache.containsKey(-1)).isFalse();
    // What replaces a pending write needs no room.
    cache.put(1, 1);
    assertThat(isWritten(cache)).isTrue();
    cache.put(-1, 0);
    assertThat(recorder.values).hasSize(max);
  }

  @Test
  void whatIsPendingCountsForLoading() {
    TestLoader<String, String> loader = new TestLoader<>(key -> "loaded " + key);
    MutableLightningConfiguration<String, String> configuration = behind();
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> loader);
    Cache<String, String> cache = caches.create("c", configuration);
    cache.put("a", "1");
    cache.put("b", "1");
    cache.put("c", "1");
    cache.remove("gone");
    cache.clear();
    assertThat(opened(cache).pendingWrites()).isEqualTo(4);
    assertThat(cache.get("a")).isEqualTo("1");
    assertThat(cache.getAll(Set.of("b", "gone", "d"))).isEqualTo(Map.of("b", "1", "d", "loaded d"));
    assertThat(cache.<String>invoke("c", (entry, arguments) -> entry.getValue())).isEqualTo("1");
    assertThat(cache.get("gone")).isNull();
    assertThat(cache.<String>invoke("gone", (entry, arguments) -> entry.getValue())).isNull();
    javax.cache.integration.CompletionListenerFuture done =
        new javax.cache.integration.CompletionListenerFuture();
    cache.loadAll(Set.of("a", "gone", "d"), true, done);
    await(done::isDone);
    assertThat(cache.get("a")).isEqualTo("1");
    assertThat(loader.loaded).containsExactly("d", "d");
    assertThat(isWritten(cache)).isTrue();
    assertThat(cache.get("gone")).isEqualTo("loaded gone");
  }

  @Test
  void evictedEntriesAreLoadedFromWhatIsPending() {
    Map<Integer, Integer> behindIt = new ConcurrentHashMap<>();
    TestLoader<Integer, Integer> loader = new TestLoader<>(behindIt::get);
    MutableLightningConfiguration<Integer, Integer> configuration =
        behind(new Recorder()).setMaxEntries(10L).setNearCacheEntries(100);
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> loader);
    Cache<Integer, Integer> cache = caches.create("c", configuration);
    for (int i = 0; i < 200; i++) {
      cache.put(i, i);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(cache.get(i)).isEqualTo(i);
      assertThat(cache.get(i)).isEqualTo(i);
    }
    assertThat(loader.loaded).isEmpty();
    assertThat(opened(cache).pendingWrites()).isEqualTo(200);
  }

  record Key(Set<String> names) implements Serializable {

    static Key of(String... names) {
      return new Key(new LinkedHashSet<>(List.of(names)));
    }
  }

  @Test
  void keysThatAreEqualAndDifferInBytesHaveOnePendingWrite() {
    TestWriter<Key, String> keyed = new TestWriter<>();
    TestLoader<Key, String> loader = new TestLoader<>(key -> "loaded");
    MutableLightningConfiguration<Key, String> configuration = behind(keyed);
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> loader);
    Cache<Key, String> cache = caches.create("c", configuration);
    cache.put(Key.of("a", "b"), "1");
    cache.put(Key.of("b", "a"), "2");
    cache.clear();
    assertThat(cache.get(Key.of("b", "a"))).isEqualTo("2");
    cache.clear();
    cache.put(Key.of("b", "a"), "3");
    assertThat(cache.get(Key.of("a", "b"))).isEqualTo("3");
    assertThat(opened(cache).pendingWrites()).isEqualTo(1);
    assertThat(isWritten(cache)).isTrue();
    assertThat(keyed.take()).hasSize(1).first().asString().endsWith("=3");
    assertThat(loader.loaded).isEmpty();
    try (var cursor =
        caches
            .manager()
            .unwrap(Database.class)
            .findKeyspace(PendingKeyspaces.keyspaceName("c"))
            .orElseThrow()
            .cursor()) {
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void aCacheThatIsDestroyedTakesItsPendingWritesAlong() {
    for (String name : List.of("c", "", "long".repeat(256), "\ud800")) {
      Cache<String, String> cache = caches.create(name, behind());
      cache.put("a", "1");
      String queue = PendingKeyspaces.keyspaceName(CacheKeyspaces.keyspaceName(name));
      Database database = cache.unwrap(Database.class);
      assertThat(database.findKeyspace(queue)).isPresent();
      assertThatThrownBy(() -> caches.create(queue))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("not made by JCache");
      caches.manager().destroyCache(name);
      assertThat(database.findKeyspace(queue)).isEmpty();
      assertThat(opened(caches.create(name, behind())).pendingWrites()).isZero();
    }
    assertThat(writer.take()).isEmpty();
  }

  @Test
  void aKeyspaceOfSomebodyElseIsNoQueue() {
    Database database = caches.manager().unwrap(Database.class);
    database.createKeyspace(
        PendingKeyspaces.keyspaceName("c"), io.lightningdb.KeyspaceOptions.defaults());
    assertThatThrownBy(() -> caches.create("c", behind()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("something else");
    caches.create("c");
    caches.manager().destroyCache("c");
    assertThat(database.findKeyspace(PendingKeyspaces.keyspaceName("c"))).isPresent();
  }

  @Test
  void aDelayNeedsAWriter() {
    assertThatThrownBy(
            () ->
                caches.create(
                    "c",
                    new MutableLightningConfiguration<String, String>().setWriteBehindDelay(DELAY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("writeBehindDelay")
        .hasMessageContaining("write through");
    MutableLightningConfiguration<String, String> configuration =
        new MutableLightningConfiguration<String, String>().setWriteBehindDelay(DELAY);
    configuration.setCacheWriterFactory(FactoryBuilder.factoryOf(new SerializableWriter()));
    assertThatThrownBy(() -> caches.create("c", configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write through");
  }

  private static final class SerializableWriter
      implements CacheWriter<String, String>, Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {}

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {}

    @Override
    public void delete(Object key) {}

    @Override
    public void deleteAll(Collection<?> keys) {}
  }

  @Test
  void whatIsPendingKeepsItsTypesThoughTheCacheIsEmpty() {
    Cache<Integer, Integer> cache =
        caches.create("c", behind(new Recorder()).setTypes(Integer.class, Integer.class));
    cache.put(1, 1);
    cache.clear();
    cache.close();
    assertThatThrownBy(() -> caches.create("c", behind().setTypes(String.class, String.class)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("pending writes");
  }

  /** Fails as no writer should. */
  private static final class BrokenWriter extends Recorder {

    volatile boolean isBroken = true;

    @Override
    public void writeAll(Collection<Cache.Entry<? extends Integer, ? extends Integer>> entries) {
      if (isBroken) {
        throw new NoClassDefFoundError("planted");
      }
      super.writeAll(entries);
    }
  }

  @Test
  void aWriterWithAnErrorIsTriedAgain() {
    BrokenWriter broken = new BrokenWriter();
    Cache<Integer, Integer> cache = caches.create("c", behind(broken));
    cache.put(1, 1);
    assertThat(opened(cache).awaitWritten(Duration.ofMillis(50))).isFalse();
    await(() -> opened(cache).failedWrites() == 1);
    broken.isBroken = false;
    assertThat(isWritten(cache)).isTrue();
    assertThat(broken.values).containsExactly(Map.entry(1, 1));
  }

  @Test
  void writingThroughWaitsUntilNothingIsPending() {
    Cache<String, String> cache = caches.create("c", behind());
    try (var other = caches.provider.getCacheManager(caches.uri, otherLoader)) {
      assertThatThrownBy(() -> other.createCache("c", behind().setWriteBehindDelay(null)))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("behind in another");
    }
    cache.put("a", "1");
    cache.close();
    assertThatThrownBy(() -> caches.create("c", behind().setWriteBehindDelay(null)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("1 pending writes");
    Cache<String, String> again = caches.create("c", behind());
    assertThat(isWritten(again)).isTrue();
    again.close();
    writer.take();
    Cache<String, String> through = caches.create("c", behind().setWriteBehindDelay(null));
    through.put("a", "2");
    assertThat(writer.take()).containsExactly("write a=2");
  }
}
