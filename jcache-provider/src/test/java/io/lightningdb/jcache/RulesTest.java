package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Threads;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListenerFuture;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/*
 * Where each rule is tested that implementations of the specification are known to break, although they
 * pass the TCK. What is not in the class that a rule is mostly tested by is here, or in
 * RulesOfExpiryTest and RulesOfEntryProcessorsTest.
 *
 * put over an expired entry    ExpiryTest.puttingOverAnExpiredEntryCreatesANewOne,
 *                              ExpiryTest.aPolicyOfTheSpecificationWorksTheSameOverAnExpiredEntry,
 *                              RulesOfExpiryTest.whateverPutsOverAnExpiredEntryCreatesANewOne
 * when the policy is asked     ExpiryTest.thePolicyIsAskedAsTheTableInTheSpecificationSays,
 *                              ExpiryTest.thePolicyIsAskedOnceForEachEntryOfABatch,
 *                              ExpiryTest.thePolicyIsAskedWithStatisticsOff,
 *                              ExpiryTest.nullLeavesTheTimeOfExpiryAlone,
 *                              ExpiryTest.zeroOnCreationPutsNothingAndCountsNothing,
 *                              RulesOfExpiryTest.loadingAsksAsTheTableSays,
 *                              RulesOfExpiryTest.anUpdateMakesNoEntryEternalThatThePolicyGivesATime
 * an exception of the policy   ExpiryTest.aPolicyThatFailsMakesNoEntryVanish,
 *                              RulesOfExpiryTest.ifThePolicyFailsEveryOperationDoesItsWork...
 * a processor runs once        ConcurrencyTest.noIncrementIsLostAndNoProcessorRunsTwice,
 *                              EntryProcessorTest.aProcessorRunsOnceWhateverWritersOutsideJcacheDo,
 *                              RulesOfEntryProcessorsTest.aProcessorRunsOnce...
 * a processor is atomic        ConcurrencyTest.everyOperationIsAtomicBesideTheOthers,
 *                              ConcurrencyTest.getAndReplaceBesideInvokeLosesNothing,
 *                              RulesOfEntryProcessorsTest.everyOperationThatChangesAKeyWaits...,
 *                              LinearizabilityTest
 * its net effect               EntryProcessorTest.onlyTheNetEffectIsToldWrittenAndCounted,
 *                              EntryProcessorTest.aFailureHasNoEffectAndIsWrappedOnce,
 *                              RulesOfEntryProcessorsTest.removedAndSetAgainIsOneUpdateOrOneCreation
 * its value is a copy          EntryProcessorTest.theValueIsACopy,
 *                              EntryProcessorTest.settingTheSameValueIsAnUpdate
 * exists(), getValue()         EntryProcessorTest.onlyGetValueLoadsAndItLoadsOnce,
 *                              ExpiryTest.anEntryProcessorAccessesAndUpdatesOnce,
 *                              RulesOfExpiryTest.ofAnEntryProcessorsCallsOnlyGetValue...
 * its exceptions               EntryProcessorTest.aFailureHasNoEffectAndIsWrappedOnce,
 *                              EntryProcessorTest.aNullValueAndAWriterAndALoaderThatFailAreTold,
 *                              RulesOfEntryProcessorsTest.ofInvokeAllEachKeyHasItsOwnException
 * absent entry of type byte[]  EntryProcessorTest.anAbsentEntryOfBytesCanBeProcessed,
 *                              RulesOfEntryProcessorsTest.everyProcessorWorksOnAnAbsentEntryOfBytes
 * write-through in part        WriteThroughTest.ofABatchThatFailsInPartTheRestIsDone, and here
 * read-through                 ReadThroughTest.onlyGettingLoads,
 *                              ReadThroughTest.aSlowLoaderDoesNotOverwriteWhatWasPutMeanwhile
 * iterator                     IteratorTest.removeRemovesTheLastOneOnce,
 *                              ExpiryTest.anIteratorNeverGivesNothing,
 *                              ConcurrencyTest.iteratingBesideChangesGivesEveryLastingEntryOnce
 * listeners                    ListenersTest.everyOperationTellsWhatHappened,
 *                              ListenersTest.aSynchronousListenerIsDoneBeforeTheCallReturns...,
 *                              ListenersTest.withoutTheOldValueNeitherItNorTheRemovedOneIsThere,
 *                              ConcurrencyTest.synchronousListenersHearTheEventsOfAKeyInOrder
 * statistics                   StatisticsTest.eachOperationCountsAsTheSpecificationSays
 * MBean names                  ManagementTest.beansComeAndGoWithTheCacheAndTheSwitches,
 *                              ManagementTest.namesThatAreNoNamesOfBeansWorkAndStayApart
 * manager identity             ManagersTest.thereIsOneManagerForEachUriAndClassLoader,
 *                              ManagersTest.twoClassLoadersShareTheDatabaseOnDisk,
 *                              LeaksTest.aManagerWhoseClassLoaderIsGoneIsClosed
 * class loaders                LeaksTest.aClosedManagerLetsItsClassLoaderGo
 * closed state                 ManagersTest.aClosedManagerAndAClosedCacheRefuseEverything...,
 *                              IteratorTest.aClosedCacheEndsItsIterators
 * configuration                CachesOfAManagerTest.theConfigurationIsACopyThatCannotBeChanged
 * types                        CachesOfAManagerTest.typesAreCheckedWhenACacheIsFoundAndUsed
 * equal keys, different bytes  KeysTest.equalKeysAreOneEntryWhateverTheirBytes
 * cache names                  CachesOfAManagerTest.anyStringIsAName
 */
/**
 * The rest of the rules that providers are known to break; which are tested where is said above.
 */
@Timeout(60)
class RulesTest {

  private final Caches caches = Caches.inMemory();
  private final CacheManager manager = caches.manager();

  @AfterEach
  void close() {
    caches.close();
  }

  // Write-through, in part.

  /** A writer that does the first entry of a batch, and throws. */
  private static final class FirstOnly implements CacheWriter<String, String> {

    final List<Object> done = new ArrayList<>();

    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {}

    @Override
    public void delete(Object key) {}

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
      Iterator<Cache.Entry<? extends String, ? extends String>> iterator = entries.iterator();
      done.add(iterator.next().getKey());
      iterator.remove();
      throw new IllegalStateException("writer");
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      Iterator<?> iterator = keys.iterator();
      done.add(iterator.next());
      iterator.remove();
      throw new IllegalStateException("writer");
    }
  }

  @Test
  void onlyWhatAWriterHasTakenOutOfItsCollectionIsPutToldAndCounted() {
    FirstOnly writer = new FirstOnly();
    Events<String, String> events = new Events<>();
    Cache<String, String> cache =
        caches.create(
            "c",
            new MutableConfiguration<String, String>()
                .setStatisticsEnabled(true)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> writer)
                .addCacheEntryListenerConfiguration(events.synchronous()));
    Map<String, String> batch = Map.of("a", "1", "b", "1", "c", "1");
    assertThatThrownBy(() -> cache.putAll(batch))
        .isInstanceOf(CacheWriterException.class)
        .hasRootCauseMessage("writer");
    Object put = writer.done.get(0);
    assertThat(cache).extracting(Cache.Entry::getKey).singleElement().isEqualTo(put);
    assertThat(events.take()).containsExactly("CREATED " + put + "=1");
    assertThat(Statistics.of(cache).puts()).isEqualTo(1);
    for (String key : batch.keySet()) {
      cache.put(key, "2");
    }
    events.take();
    Set<String> keys = new HashSet<>(batch.keySet());
    assertThatThrownBy(() -> cache.removeAll(keys)).isInstanceOf(CacheWriterException.class);
    assertThat(keys).as("the caller's set").isEqualTo(batch.keySet());
    Object removed = writer.done.get(1);
    assertThat(events.take()).containsExactly("REMOVED " + removed + "=2 was 2");
    assertThat(Statistics.of(cache).removals()).isEqualTo(1);
    assertThat(cache).hasSize(2).extracting(Cache.Entry::getValue).containsOnly("2");
  }

  // Read-through.

  private Cache<String, String> loading(TestLoader<String, String> loader) {
    return caches.create(
        "loading",
        new MutableConfiguration<String, String>()
            .setReadThrough(true)
            .setCacheLoaderFactory(() -> loader));
  }

  @Test
  void noSlowLoadOverwritesANewerPutWhoeverLoads() {
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch[] loading = {
      new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)
    };
    CountDownLatch[] mayLoad = {
      new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)
    };
    Cache<String, String> cache =
        loading(
            new TestLoader<>(
                key -> {
                  int load = loads.getAndIncrement();
                  loading[load].countDown();
                  await(mayLoad[load]);
                  return "loaded";
                }));
    CompletionListenerFuture loaded = new CompletionListenerFuture();
    List<Runnable> loaders =
        List.of(
            () -> cache.getAll(Set.of("a")),
            () -> cache.invoke("a", (entry, arguments) -> entry.getValue()),
            () -> cache.loadAll(Set.of("a"), true, loaded));
    for (int i = 0; i < loaders.size(); i++) {
      cache.remove("a");
      Thread reader = Threads.start(loaders.get(i));
      await(loading[i]);
      Thread writer = Threads.start(() -> cache.put("a", "put"));
      mayLoad[i].countDown();
      Threads.join(reader);
      Threads.join(writer);
      assertThat(cache.get("a")).as("loader %d", i).isEqualTo("put");
    }
    assertThatCode(() -> loaded.get(30, TimeUnit.SECONDS)).doesNotThrowAnyException();
    assertThat(cache.get("a")).isEqualTo("put");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // Iterator.

  @Test
  void nextWithoutHasNextPassesOverWhatHasExpired() {
    LightningCache<String, String> cache = lightning("c");
    cache.put("a", "1", Duration.ofMinutes(1));
    cache.put("b", "1");
    cache.put("c", "1", Duration.ofMinutes(1));
    caches.clock.advance(Duration.ofMinutes(1));
    Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
    assertThat(iterator.next().getKey()).isEqualTo("b");
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    // The last one is still the one that is removed.
    iterator.remove();
    assertThat(cache.containsKey("b")).isFalse();
    assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
  }

  @SuppressWarnings("unchecked") // a class has no type arguments
  private LightningCache<String, String> lightning(String name) {
    return caches.<String, String>create(name).unwrap(LightningCache.class);
  }

  @Test
  void anIteratorBesideChangesNeverGivesNullNorFails() {
    Cache<Integer, Integer> cache = caches.create("c");
    Threads.run(
        4,
        thread -> {
          for (int round = 0; round < 30; round++) {
            if (thread % 2 == 0) {
              for (int i = 0; i < 50; i++) {
                cache.put(i, i);
                cache.remove((i * 7 + round) % 50);
              }
            } else {
              for (Iterator<Cache.Entry<Integer, Integer>> i = cache.iterator(); i.hasNext(); ) {
                Cache.Entry<Integer, Integer> entry = i.next();
                assertThat(entry.getValue()).isEqualTo(entry.getKey());
                i.remove();
              }
            }
          }
        });
  }

  // Listeners.

  @Test
  void ofAnExpiredOrRemovedEntryTheOldValueIsTheValueAndBothAreThereOrNeither() {
    for (boolean isOldValueRequired : new boolean[] {true, false}) {
      LightningCache<String, String> cache = lightning("old " + isOldValueRequired);
      List<String> told = new ArrayList<>();
      CacheEntryExpiredListener<String, String> expired =
          all -> all.forEach(event -> told.add(event.getOldValue() + " " + event.getValue()));
      CacheEntryRemovedListener<String, String> removed =
          all -> all.forEach(event -> told.add(event.getOldValue() + " " + event.getValue()));
      cache.registerCacheEntryListener(listening(expired, isOldValueRequired));
      cache.registerCacheEntryListener(listening(removed, isOldValueRequired));
      cache.put("a", "1", Duration.ofMinutes(1));
      caches.clock.advance(Duration.ofMinutes(1));
      cache.get("a");
      cache.put("b", "1");
      cache.remove("b");
      assertThat(told).hasSize(2).containsOnly(isOldValueRequired ? "1 1" : "null null");
    }
  }

  private static CacheEntryListenerConfiguration<String, String> listening(
      javax.cache.event.CacheEntryListener<String, String> listener, boolean isOldValueRequired) {
    return new MutableCacheEntryListenerConfiguration<String, String>(
        () -> listener, null, isOldValueRequired, true);
  }

  @Test
  void getAndRemoveOnDiskTellsRemoved(@TempDir Path directory) {
    try (Caches onDisk = Caches.in(directory)) {
      Events<String, String> events = new Events<>();
      Cache<String, String> cache = onDisk.create("c");
      cache.put("a", "1");
      onDisk.reopen();
      Cache<String, String> again = onDisk.create("c");
      again.registerCacheEntryListener(events.synchronous());
      assertThat(again.getAndRemove("a")).isEqualTo("1");
      assertThat(events.take()).containsExactly("REMOVED a=1 was 1");
    }
  }

  @Test
  void aFilterSeesTheOldValueAndOnlyForWhatItLetsThroughAListenerIsCalled() {
    Cache<String, String> cache = caches.create("c");
    Events<String, String> events = new Events<>();
    List<String> filtered = new ArrayList<>();
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<String, String>(
            () -> events,
            () ->
                event -> {
                  filtered.add(event.getEventType() + " " + event.getOldValue());
                  return "keep".equals(event.getOldValue());
                },
            true,
            true));
    cache.put("a", "keep");
    cache.put("a", "drop");
    cache.remove("a");
    assertThat(filtered).containsExactly("CREATED null", "UPDATED keep", "REMOVED drop");
    assertThat(events.take()).containsExactly("UPDATED a=drop was keep");
  }

  @Test
  void synchronousListenersThatWriteCrosswiseNeverHang() {
    Cache<Integer, Integer> one = caches.create("one");
    Cache<Integer, Integer> other = caches.create("other");
    CacheEntryRemovedListener<Integer, Integer> copying =
        all -> all.forEach(event -> other.put(event.getKey(), 1));
    one.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<Integer, Integer>(
            () -> copying, null, true, true));
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 100; i++) {
            one.put(i % 5, i);
            one.remove(i % 5);
            other.remove((i + thread) % 5);
          }
        });
  }

  // Statistics.

  @Test
  void whatHasExpiredIsAMissAndNoRemoval() {
    LightningCache<String, String> cache = lightning("c");
    manager.enableStatistics("c", true);
    for (Runnable operation :
        new Runnable[] {
          () -> cache.get("a"),
          () -> cache.getAll(Set.of("a")),
          () -> cache.getAndRemove("a"),
          () -> cache.remove("a", "1"),
          () -> cache.replace("a", "2"),
          () -> cache.<Boolean>invoke("a", (entry, arguments) -> entry.exists())
        }) {
      cache.put("a", "1", Duration.ofMinutes(1));
      caches.clock.advance(Duration.ofMinutes(1));
      Statistics before = Statistics.of(cache);
      operation.run();
      assertThat(Statistics.of(cache).minus(before)).isEqualTo(new Statistics(0, 1, 0, 0));
    }
    cache.put("a", "1", Duration.ofMinutes(1));
    caches.clock.advance(Duration.ofMinutes(1));
    Statistics before = Statistics.of(cache);
    assertThat(cache.remove("a")).isFalse();
    assertThat(cache.containsKey("a")).isFalse();
    assertThat(cache.iterator().hasNext()).isFalse();
    assertThat(Statistics.of(cache)).isEqualTo(before);
  }

  // Names of MBeans.

  @Test
  void theNamesOfBeansAreThoseOfTheSpecificationAndGoWithTheProvider() throws JMException {
    caches.create(
        "a,b:c=d\ne",
        new MutableConfiguration<String, String>()
            .setStatisticsEnabled(true)
            .setManagementEnabled(true));
    String rest =
        ",CacheManager=" + caches.uri.toString().replaceAll("[,:=\n]", ".") + ",Cache=a.b.c.d.e";
    for (String type : List.of("CacheStatistics", "CacheConfiguration")) {
      assertThat(isRegistered("javax.cache:type=" + type + rest)).isTrue();
    }
    caches.provider.close();
    for (String type : List.of("CacheStatistics", "CacheConfiguration")) {
      assertThat(isRegistered("javax.cache:type=" + type + rest)).isFalse();
    }
  }

  private static boolean isRegistered(String name) throws JMException {
    return ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(name));
  }

  // Identity of managers.

  @Test
  void closingTheProviderClosesAllManagersAndItGoesOn() {
    URI uri = Caches.newMemoryUri();
    CacheManager one = caches.provider.getCacheManager(uri, null);
    caches.provider.close();
    caches.provider.close();
    assertThat(one.isClosed()).isTrue();
    assertThat(manager.isClosed()).isTrue();
    CacheManager again = caches.provider.getCacheManager(uri, null);
    assertThat(again).isNotSameAs(one);
    one.close();
    assertThat(again.isClosed()).isFalse();
    // Closing what is not there does nothing.
    caches.provider.close(Caches.newMemoryUri(), getClass().getClassLoader());
    caches.provider.close(new ApplicationLoader(Word.class));
    assertThat(again.isClosed()).isFalse();
  }

  // Class loaders.

  /** A value that there may be several classes of. */
  public static final class Word implements Serializable {
    private static final long serialVersionUID = 1;
  }

  @Test
  void valuesComeBackWithTheLoaderOfTheManagerWhateverThatOfTheThreadIs() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (ApplicationLoader application = new ApplicationLoader(Word.class)) {
      CacheManager other = caches.provider.getCacheManager(caches.uri, application);
      Cache<String, Object> ofApplication =
          other.createCache("c", new MutableConfiguration<String, Object>());
      Cache<String, Object> ofTest = caches.create("c");
      ofTest.put("a", new Word());
      thread.setContextClassLoader(application);
      assertThat(ofTest.get("a").getClass()).isSameAs(Word.class);
      assertThat(ofTest.iterator().next().getValue().getClass()).isSameAs(Word.class);
      thread.setContextClassLoader(before);
      assertThat(ofApplication.get("a").getClass().getClassLoader()).isSameAs(application);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  // Closed state.

  @Test
  void aDestroyedCacheIsClosedAndSaysSo() {
    Cache<String, String> cache = caches.create("c");
    manager.destroyCache("c");
    assertThat(cache.isClosed()).isTrue();
    assertThat(cache.getName()).isEqualTo("c");
    assertThat(cache.getCacheManager()).isSameAs(manager);
    assertThatThrownBy(() -> cache.get("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.invoke("a", (entry, arguments) -> null))
        .isInstanceOf(IllegalStateException.class);
    cache.close();
  }
}
