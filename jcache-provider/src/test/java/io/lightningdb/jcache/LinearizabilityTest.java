package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jcache.KeyHistory.Call;
import io.lightningdb.jcache.KeyOperation.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether all that threads see of a key can be explained by one operation after the other. */
@ExtendWith(Seeds.class)
@Timeout(120)
class LinearizabilityTest {

  private static final int THREADS = 8;
  private static final int OPERATIONS = 12;
  private static final int KEYS = 2;
  private static final int ROUNDS = 200;

  /** A cache as a thread sees it that carries operations out. */
  private interface Subject {
    Object carryOut(KeyOperation operation);
  }

  private static Cache<Integer, Integer> create(Caches caches, int nearCacheEntries) {
    MutableLightningConfiguration<Integer, Integer> configuration =
        new MutableLightningConfiguration<Integer, Integer>().setNearCacheEntries(nearCacheEntries);
    configuration.setExpiryPolicyFactory(
        CreatedExpiryPolicy.factoryOf(
            new Duration(TimeUnit.MILLISECONDS, KeyOperation.LIFE_MILLIS)));
    return caches.create("c", configuration);
  }

  private static List<Call> runRound(Subject subject, Seed seed) {
    List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger moments = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<List<KeyOperation>> work = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      work.add(randomWork(seed.fork("thread " + thread), thread == 0));
    }
    Threads.run(
        THREADS,
        thread -> {
          await(start);
          for (KeyOperation operation : work.get(thread)) {
            int begin = moments.getAndIncrement();
            Object result = subject.carryOut(operation);
            calls.add(new Call(operation, result, begin, moments.getAndIncrement()));
          }
        });
    return calls;
  }

  private static List<KeyOperation> randomWork(Seed seed, boolean hasClock) {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    kinds.remove(Kind.ADVANCE_CLOCK);
    List<KeyOperation> work = new ArrayList<>();
    for (int i = 0; i < OPERATIONS; i++) {
      Kind kind = hasClock && i % 2 == 0 ? Kind.ADVANCE_CLOCK : seed.pick(kinds);
      work.add(
          new KeyOperation(
              kind,
              seed.between(1, KEYS),
              seed.between(0, KeyOperation.VALUES - 1),
              seed.between(0, KeyOperation.VALUES - 1)));
    }
    return work;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertLinearizable(Caches caches, int nearCacheEntries, Seed seed) {
    Cache<Integer, Integer> cache = create(caches, nearCacheEntries);
    for (int round = 0; round < ROUNDS; round++) {
      cache.removeAll();
      List<Call> calls =
          runRound(operation -> operation.on(cache, caches.clock), seed.fork("round " + round));
      for (int key = 1; key <= KEYS; key++) {
        KeyHistory history = new KeyHistory(calls, key);
        assertThat(history.isLinearizable())
            .as("round %d of seed %s, key %d:%s", round, seed, key, history)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void whatThreadsSeeOfAKeyIsOneOperationAfterTheOther(int nearCacheEntries, Seed seed) {
    try (Caches caches = Caches.inMemory()) {
      assertLinearizable(caches, nearCacheEntries, seed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void onDiskToo(int nearCacheEntries, @TempDir Path directory, Seed seed) {
    try (Caches caches = Caches.in(directory)) {
      assertLinearizable(caches, nearCacheEntries, seed);
    }
  }

  @Test
  void aCacheThatReplacesInTwoStepsIsCaught(Seed seed) {
    try (Caches caches = Caches.inMemory()) {
      Cache<Integer, Integer> cache = create(caches, 0);
      Subject twoSteps =
          operation -> {
            if (operation.kind() != Kind.REPLACE_IF_EQUAL) {
              return operation.on(cache, caches.clock);
            }
            Integer present = cache.get(operation.key());
            if (present == null || present != operation.expected()) {
              return false;
            }
            Threads.pause();
            cache.put(operation.key(), operation.value());
            return true;
          };
      for (int round = 0; ; round++) {
        assertThat(round).as("rounds without anything caught").isLessThan(1_000);
        cache.removeAll();
        List<Call> calls = runRound(twoSteps, seed.fork("round " + round));
        boolean isCaught = false;
        for (int key = 1; key <= KEYS; key++) {
          isCaught |= !new KeyHistory(calls, key).isLinearizable();
        }
        if (isCaught) {
          return;
        }
      }
    }
  }

  private final List<Call> calls = new ArrayList<>();

  private void add(Kind kind, int value, int expected, Object result, int begin, int end) {
    calls.add(new Call(new KeyOperation(kind, 1, value, expected), result, begin, end));
  }

  private boolean isLinearizable() {
    return new KeyHistory(calls, 1).isLinearizable();
  }

  @Test
  void ofTwoThatReplaceTheSameValueOneMustFail() {
    add(Kind.PUT, 0, 0, null, 0, 1);
    add(Kind.REPLACE_IF_EQUAL, 1, 0, true, 2, 5);
    add(Kind.REPLACE_IF_EQUAL, 2, 0, false, 3, 4);
    assertThat(isLinearizable()).isTrue();
    calls.clear();
    add(Kind.PUT, 0, 0, null, 0, 1);
    add(Kind.REPLACE_IF_EQUAL, 1, 0, true, 2, 5);
    add(Kind.REPLACE_IF_EQUAL, 2, 0, true, 3, 4);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void whatHadEndedBeforeMustBeSeen() {
    add(Kind.PUT, 1, 0, null, 0, 1);
    add(Kind.PUT, 2, 0, null, 2, 5);
    add(Kind.GET, 0, 0, 1, 3, 4);
    assertThat(isLinearizable()).isTrue();
    add(Kind.GET, 0, 0, 1, 6, 7);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void nobodyMaySeeAnOlderValueThanSomebodyBeforeHim() {
    add(Kind.PUT, 1, 0, null, 0, 1);
    add(Kind.PUT, 2, 0, null, 2, 9);
    add(Kind.GET, 0, 0, 2, 3, 4);
    add(Kind.GET, 0, 0, 1, 5, 6);
    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void anEntryIsThereUntilTheClockHasPassedItsTime() {
    add(Kind.PUT_WITH_TIME_TO_LIVE, 1, 0, null, 0, 1);
    add(Kind.ADVANCE_CLOCK, 0, 0, null, 2, 3);
    add(Kind.GET, 0, 0, 1, 4, 5);
    add(Kind.ADVANCE_CLOCK, 0, 0, null, 6, 9);
    add(Kind.GET, 0, 0, 1, 7, 8);
    assertThat(isLinearizable()).isTrue();
    add(Kind.CONTAINS_KEY, 0, 0, true, 10, 11);
    assertThat(isLinearizable()).isFalse();
  }
}
