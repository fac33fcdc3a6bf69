package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConcurrencyTest {

  private static final int THREADS = 8;
  private static final int ROUNDS = 500;

  private final Caches caches = Caches.inMemory();

  @AfterEach
  void close() {
    caches.close();
  }

  private static void increment(Cache<String, Integer> cache, String key, AtomicInteger runs) {
    cache.<Integer>invoke(
        key,
        (entry, arguments) -> {
          runs.incrementAndGet();
          entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
          return null;
        });
  }

  @Test
  void noIncrementIsLostAndNoProcessorRunsTwice() {
    Cache<String, Integer> cache = caches.create("c");
    AtomicInteger runs = new AtomicInteger();
    Threads.run(
        THREADS,
        number -> {
          for (int i = 0; i < ROUNDS; i++) {
            increment(cache, "one", runs);
            increment(cache, "key" + i % 3, runs);
          }
        });
    assertThat(cache.get("one")).isEqualTo(THREADS * ROUNDS);
    assertThat(cache.get("key0") + cache.get("key1") + cache.get("key2"))
        .isEqualTo(THREADS * ROUNDS);
    assertThat(runs).hasValue(2 * THREADS * ROUNDS);
  }

  @Test
  void managersOfOneDatabaseShareTheLocks(@TempDir Path directory) throws Exception {
    try (Caches one = Caches.in(directory);
        Caches other = Caches.in(directory)) {
      assertThat(one.manager()).isNotSameAs(other.manager());
      Cache<String, Integer> cache = one.create("c");
      Cache<String, Integer> same = other.create("c");
      AtomicInteger runs = new AtomicInteger();
      Threads.run(
          4,
          number -> {
            for (int i = 0; i < 100; i++) {
              increment(number % 2 == 0 ? cache : same, "a", runs);
            }
          });
      assertThat(cache.get("a")).isEqualTo(400);
      assertThat(same.get("a")).isEqualTo(400);
      assertThat(runs).hasValue(400);
    }
  }

  /** Values that getAndReplace takes out and those that invoke sees make one chain. */
  @Test
  void getAndReplaceBesideInvokeLosesNothing() {
    Cache<String, Integer> cache = caches.create("c");
    cache.put("a", 0);
    ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
    Threads.run(
        THREADS,
        number -> {
          for (int i = 0; i < ROUNDS; i++) {
            int mine = 1 + number * ROUNDS + i;
            if (number % 2 == 0) {
              seen.add(cache.getAndReplace("a", mine));
            } else {
              seen.add(
                  cache.<Integer>invoke(
                      "a",
                      (entry, arguments) -> {
                        int before = entry.getValue();
                        entry.setValue(mine);
                        return before;
                      }));
            }
          }
        });
    seen.add(cache.get("a"));
    // Every value was replaced once, and seen by the one who did it.
    assertThat(seen).hasSize(THREADS * ROUNDS + 1).doesNotHaveDuplicates();
  }

  @Test
  void everyOperationIsAtomicBesideTheOthers() {
    Cache<String, Integer> cache = caches.create("c");
    AtomicInteger created = new AtomicInteger();
    AtomicInteger removed = new AtomicInteger();
    Threads.run(
        THREADS,
        number -> {
          for (int i = 0; i < ROUNDS; i++) {
            switch (number % 4) {
              case 0 -> created.addAndGet(cache.putIfAbsent("a", i) ? 1 : 0);
              case 1 -> removed.addAndGet(cache.remove("a") ? 1 : 0);
              case 2 -> removed.addAndGet(cache.getAndRemove("a") == null ? 0 : 1);
              default ->
                  created.addAndGet(
                      cache.<Integer>invoke(
                          "a",
                          (entry, arguments) -> {
                            if (entry.exists()) {
                              return 0;
                            }
                            entry.setValue(-1);
                            return 1;
                          }));
            }
          }
        });
    assertThat(created.get() - removed.get()).isEqualTo(cache.containsKey("a") ? 1 : 0);
  }

  @Test
  void clearingBesideProcessorsHurtsNobody() {
    Cache<String, Integer> cache = caches.create("c");
    AtomicInteger runs = new AtomicInteger();
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 200; i++) {
            if (number == 0) {
              cache.clear();
            } else if (number == 1) {
              cache.removeAll();
            } else {
              increment(cache, "key" + i % 5, runs);
            }
          }
        });
    assertThat(runs).hasValue(400);
  }

  @Test
  void opposedBatchesDoNotDeadlock() {
    Cache<Integer, Integer> cache = caches.create("c");
    Threads.run(
        4,
        number -> {
          java.util.Map<Integer, Integer> batch = new java.util.LinkedHashMap<>();
          for (int i = 0; i < 50; i++) {
            batch.put(number % 2 == 0 ? i : 49 - i, number);
          }
          for (int i = 0; i < 50; i++) {
            cache.putAll(batch);
            cache.removeAll(batch.keySet());
          }
        });
    assertThat(cache.iterator().hasNext()).isFalse();
  }

  @Test
  void nestedProcessorsThatDeadlockAreToldSo() throws Exception {
    Cache<String, String> cache = caches.create("c");
    Cache<String, String> other = caches.create("other");
    CyclicBarrier bothInside = new CyclicBarrier(2);
    List<Throwable> failures = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(2);
    Thread[] threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      Cache<String, String> outer = i == 0 ? cache : other;
      Cache<String, String> inner = i == 0 ? other : cache;
      threads[i] =
          Threads.start(
              () -> {
                try {
                  outer.invoke(
                      "a",
                      (entry, arguments) -> {
                        await(bothInside);
                        inner.put("a", "inner");
                        entry.setValue("outer");
                        return null;
                      });
                } catch (CacheException e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
                done.countDown();
              });
    }
    // Far less than the time after which a lock is given up.
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    for (Thread thread : threads) {
      Threads.join(thread);
    }
    assertThat(failures).isNotEmpty();
    assertThat(failures.get(0))
        .hasMessageContaining("deadlock")
        .hasMessageContaining("key 'a' of cache 'c'")
        .hasMessageContaining("key 'a' of cache 'other'");
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nestedProcessorsOnManyKeysNeverHang() {
    Cache<String, Integer> cache = caches.create("c");
    AtomicInteger failures = new AtomicInteger();
    AtomicInteger successes = new AtomicInteger();
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 300; i++) {
            String outer = "key" + (i + number) % 4;
            String inner = "key" + (i * 7 + number * 3 + 1) % 4;
            if (outer.equals(inner)) {
              continue;
            }
            try {
              cache.<Integer>invoke(
                  outer,
                  (entry, arguments) -> {
                    int innerValue =
                        cache.<Integer>invoke(
                            inner,
                            (innerEntry, none) -> {
                              int value = innerEntry.exists() ? innerEntry.getValue() : 0;
                              innerEntry.setValue(value + 1);
                              return value + 1;
                            });
                    entry.setValue((entry.exists() ? entry.getValue() : 0) + 1);
                    return innerValue;
                  });
              successes.incrementAndGet();
            } catch (CacheException e) {
              assertThat(e).hasMessageContaining("deadlock");
              failures.incrementAndGet();
            }
          }
        });
    assertThat(successes.get()).isPositive();
  }

  @Test
  void waitingForAKeyHasALimitAndSaysWhoHasIt() throws Exception {
    Cache<String, String> cache =
        caches.create(
            "c",
            new MutableLightningConfiguration<String, String>()
                .setLockTimeout(Duration.ofMillis(50)));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread slow =
        Threads.start(
            () ->
                cache.invoke(
                    "a",
                    (entry, arguments) -> {
                      inside.countDown();
                      try {
                        mayEnd.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      entry.setValue("slow");
                      return null;
                    }));
    slow.setName("the slow one");
    inside.await();
    assertThatThrownBy(() -> cache.put("a", "b"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("waited 50 ms for key 'a' of cache 'c'")
        .hasMessageContaining("the slow one");
    // Other keys, and reading, are not held up.
    cache.put("other", "b");
    assertThat(cache.get("a")).isNull();
    mayEnd.countDown();
    Threads.join(slow);
    assertThat(cache.get("a")).isEqualTo("slow");
  }

  @Test
  void anInterruptEndsNoOperationAndIsKept() throws Exception {
    Cache<String, Integer> cache = caches.create("c");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread holder =
        Threads.start(
            () ->
                cache.<Integer>invoke(
                    "a",
                    (entry, arguments) -> {
                      inside.countDown();
                      try {
                        mayEnd.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return null;
                    }));
    inside.await();
    AtomicInteger interrupted = new AtomicInteger();
    Thread waiter =
        Threads.start(
            () -> {
              Thread.currentThread().interrupt();
              cache.put("a", 1);
              interrupted.set(Thread.interrupted() ? 1 : 0);
            });
    Thread.sleep(50);
    mayEnd.countDown();
    Threads.join(holder);
    Threads.join(waiter);
    assertThat(interrupted).hasValue(1);
    assertThat(cache.get("a")).isEqualTo(1);
  }

  /** An event of one key is told of before the next thing happens to that key. */
  @Test
  void synchronousListenersHearTheEventsOfAKeyInOrder() {
    Events<String, Integer> events = new Events<>();
    Cache<String, Integer> cache =
        caches.create(
            "c",
            new MutableConfiguration<String, Integer>()
                .addCacheEntryListenerConfiguration(events.synchronous()));
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 200; i++) {
            cache.put("a", number * 1_000 + i);
          }
        });
    assertChained(events.take());
  }

  private static void assertChained(List<String> heard) {
    assertThat(heard).hasSize(800);
    String last = null;
    for (String event : heard) {
      String value = event.replaceAll(".*=(\\d+).*", "$1");
      if (last != null) {
        assertThat(event).endsWith("was " + last);
      }
      last = value;
    }
  }

  @Test
  void asynchronousListenersHearTheEventsOfAKeyInOrderToo() throws InterruptedException {
    Events<String, Integer> events = new Events<>();
    Cache<String, Integer> cache =
        caches.create(
            "c",
            new MutableConfiguration<String, Integer>()
                .addCacheEntryListenerConfiguration(events.configuration(true, false)));
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 200; i++) {
            cache.put("a", number * 1_000 + i);
          }
        });
    List<String> heard = new ArrayList<>();
    while (heard.size() < 800) {
      heard.addAll(events.take());
      Thread.sleep(5);
    }
    assertChained(heard);
  }

  @Test
  void iteratingBesideChangesGivesEveryLastingEntryOnce() {
    Cache<Integer, Integer> cache = caches.create("c");
    for (int i = 0; i < 1_000; i += 2) {
      cache.put(i, i);
    }
    Thread changer =
        Threads.start(
            () -> {
              for (int i = 1; i < 1_000; i += 2) {
                cache.put(i, i);
              }
              for (int i = 1; i < 1_000; i += 2) {
                cache.remove(i);
              }
            });
    for (int round = 0; round < 10; round++) {
      Set<Integer> seen = new HashSet<>();
      for (Cache.Entry<Integer, Integer> entry : cache) {
        assertThat(entry.getKey()).isEqualTo(entry.getValue());
        assertThat(seen.add(entry.getKey())).isTrue();
      }
      for (int i = 0; i < 1_000; i += 2) {
        assertThat(seen).contains(i);
      }
    }
    Threads.join(changer);
  }
}
