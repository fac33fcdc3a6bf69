package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListenerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenersTest {

  private final Caches caches = Caches.inMemory();
  private final Events<String, String> events = new Events<>();
  private final Cache<String, String> cache = caches.create("c");

  @AfterEach
  void close() {
    caches.close();
  }

  @Test
  void everyOperationTellsWhatHappened() {
    cache.registerCacheEntryListener(events.synchronous());
    cache.put("a", "1");
    cache.put("a", "2");
    cache.getAndPut("a", "3");
    cache.putIfAbsent("b", "1");
    cache.putIfAbsent("b", "2");
    cache.replace("a", "4");
    cache.replace("a", "4", "5");
    cache.replace("a", "no", "6");
    cache.getAndReplace("a", "6");
    cache.getAndRemove("a");
    cache.getAndRemove("a");
    cache.remove("b", "no");
    cache.remove("b", "1");
    cache.remove("b");
    assertThat(events.take())
        .containsExactly(
            "CREATED a=1",
            "UPDATED a=2 was 1",
            "UPDATED a=3 was 2",
            "CREATED b=1",
            "UPDATED a=4 was 3",
            "UPDATED a=5 was 4",
            "UPDATED a=6 was 5",
            "REMOVED a=6 was 6",
            "REMOVED b=1 was 1");
    cache.putAll(Map.of("x", "1", "y", "2"));
    assertThat(events.take()).containsExactlyInAnyOrder("CREATED x=1", "CREATED y=2");
    Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
    iterator.next();
    iterator.remove();
    assertThat(events.take()).containsExactly("REMOVED x=1 was 1");
    cache.removeAll(Set.of("x", "y"));
    assertThat(events.take()).containsExactly("REMOVED y=2 was 2");
    cache.putAll(Map.of("x", "1", "y", "2"));
    events.take();
    cache.removeAll();
    assertThat(events.take()).containsExactlyInAnyOrder("REMOVED x=1 was 1", "REMOVED y=2 was 2");
    cache.put("z", "1");
    events.take();
    cache.clear();
    assertThat(cache.containsKey("z")).isFalse();
    assertThat(events.take()).isEmpty();
  }

  @Test
  void withoutTheOldValueNeitherItNorTheRemovedOneIsThere() {
    cache.registerCacheEntryListener(events.configuration(false, true));
    cache.put("a", "1");
    cache.put("a", "2");
    cache.remove("a");
    assertThat(events.take()).containsExactly("CREATED a=1", "UPDATED a=2", "REMOVED a=null");
  }

  @Test
  void aFilterDecidesBefore() {
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<String, String>(
            () -> events, () -> event -> !event.getKey().startsWith("hidden"), true, true));
    cache.putAll(Map.of("hidden", "1", "shown", "2"));
    cache.remove("hidden");
    assertThat(events.take()).containsExactly("CREATED shown=2");
  }

  @Test
  void aSynchronousListenerIsDoneBeforeTheCallReturnsAndSeesTheChange() {
    List<String> seen = new ArrayList<>();
    CacheEntryCreatedListener<String, String> listener =
        all -> all.forEach(event -> seen.add(cache.get(event.getKey())));
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
    cache.put("a", "1");
    assertThat(seen).containsExactly("1");
  }

  @Test
  void aListenerThatFailsHurtsNeitherTheChangeNorOtherListeners() {
    CacheEntryCreatedListener<String, String> bad =
        all -> {
          throw new IllegalStateException("listener");
        };
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> bad, null, false, true));
    cache.registerCacheEntryListener(events.synchronous());
    assertThatThrownBy(() -> cache.put("a", "1"))
        .isInstanceOf(CacheEntryListenerException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(cache.get("a")).isEqualTo("1");
    assertThat(events.take()).containsExactly("CREATED a=1");
  }

  @Test
  void aListenerMayWorkOnOtherKeysAndCachesButNotOnItsOwnKey() {
    Cache<String, String> other = caches.create("other");
    CacheEntryCreatedListener<String, String> listener =
        all -> {
          for (CacheEntryEvent<? extends String, ? extends String> event : all) {
            other.put(event.getKey(), event.getValue());
            if (event.getKey().equals("self")) {
              cache.put("self", "again");
            }
          }
        };
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
    cache.put("a", "1");
    assertThat(other.get("a")).isEqualTo("1");
    assertThatThrownBy(() -> cache.put("self", "1"))
        .isInstanceOf(CacheEntryListenerException.class)
        .hasMessageContaining("from inside another one on the same key");
    assertThat(cache.get("self")).isEqualTo("1");
  }

  @Test
  void anAsynchronousListenerDoesNotHoldUpTheCaller() throws Exception {
    CountDownLatch mayHear = new CountDownLatch(1);
    CountDownLatch heard = new CountDownLatch(3);
    CacheEntryCreatedListener<String, String> slow =
        all -> {
          try {
            mayHear.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          all.forEach(event -> heard.countDown());
          throw new IllegalStateException("nobody is told of this");
        };
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> slow, null, false, false));
    cache.put("a", "1");
    cache.put("b", "1");
    cache.put("c", "1");
    assertThat(heard.getCount()).isEqualTo(3);
    mayHear.countDown();
    assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void eventsHoldCopiesOfKeysAndValues() {
    List<CacheEntryEvent<?, ?>> told = new ArrayList<>();
    CacheEntryCreatedListener<List<String>, List<String>> listener = all -> all.forEach(told::add);
    Cache<List<String>, List<String>> lists = caches.create("lists");
    lists.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
    List<String> key = new ArrayList<>(List.of("key"));
    List<String> value = new ArrayList<>(List.of("value"));
    lists.put(key, value);
    key.add("changed");
    value.add("changed");
    assertThat(told.get(0).getKey()).isEqualTo(List.of("key"));
    assertThat(told.get(0).getValue()).isEqualTo(List.of("value"));
    assertThat(told.get(0).getValue()).isSameAs(told.get(0).getValue());
  }

  @Test
  void listenersComeAndGo() {
    MutableCacheEntryListenerConfiguration<String, String> configuration = events.synchronous();
    cache.registerCacheEntryListener(configuration);
    assertThatThrownBy(() -> cache.registerCacheEntryListener(configuration))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(caches.configuration(cache).getCacheEntryListenerConfigurations()).hasSize(1);
    cache.deregisterCacheEntryListener(configuration);
    cache.deregisterCacheEntryListener(configuration);
    cache.put("a", "1");
    assertThat(events.take()).isEmpty();
    assertThatThrownBy(() -> cache.deregisterCacheEntryListener(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void closingTheCacheClosesWhatWasMadeForIt() {
    AtomicInteger closed = new AtomicInteger();
    class ClosingListener implements CacheEntryCreatedListener<String, String>, Closeable {
      @Override
      public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {}

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    }
    Cache<String, String> closing =
        caches.create(
            "closing",
            new MutableConfiguration<String, String>()
                .addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<>(
                        ClosingListener::new, null, false, true)));
    closing.close();
    closing.close();
    assertThat(closed).hasValue(1);
  }

  @Test
  void anEventUnwrapsToItself() {
    List<Object> unwrapped = new ArrayList<>();
    CacheEntryCreatedListener<String, String> listener =
        all ->
            all.forEach(
                event -> {
                  unwrapped.add(event.unwrap(CacheEntryEvent.class));
                  assertThatThrownBy(() -> event.unwrap(String.class))
                      .isInstanceOf(IllegalArgumentException.class);
                });
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
    cache.put("a", "1");
    assertThat(unwrapped).hasSize(1);
  }
}
