package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.StorageEngine;
import io.lightningdb.internal.testing.ChildJvm;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kills a process in the middle of putting and invoking, again and again. */
@Timeout(300)
class KillTest {

  private static final int THREADS = 3;

  @TempDir private Path directory;

  /** A key that has an index entry. */
  record Step(int thread, int number, List<String> path) implements Serializable {}

  private static Step step(int thread, int number) {
    return new Step(thread, number, List.of("a", "b"));
  }

  @ParameterizedTest
  @CsvSource({"SYNC, 5", "FLUSHED, 3"})
  void everyAcknowledgedOperationIsThere(Durability durability, int kills) {
    int[] acknowledged = new int[THREADS];
    for (int kill = 0; kill < kills; kill++) {
      try (ChildJvm child =
          ChildJvm.start(
              List.of("-Xmx128m"), Writer.class, directory.toString(), durability.name())) {
        int lines = 20 + 20 * kill;
        String line = child.readLine();
        while (line != null && lines-- > 0) {
          note(line, acknowledged);
          line = child.readLine();
        }
        assertThat(line).as("output of a writer that did not end by itself").isNotNull();
        child.kill();
        for (; line != null && line.matches("[0-9]+ [0-9]+"); line = child.readLine()) {
          note(line, acknowledged);
        }
      }
      check(acknowledged);
    }
  }

  /** A lot of everything: {@link KillWork}. */
  @ParameterizedTest
  @CsvSource({"SYNC, BTREE", "SYNC, LSM", "FLUSHED, BTREE", "FLUSHED, LSM"})
  void ofEachThreadAllAcknowledgedStepsAreThereAndAtMostOneMore(
      Durability durability, StorageEngine engine) throws IOException {
    Path database = directory.resolve("db");
    try (ChildJvm child =
        ChildJvm.start(
            List.of("-Xmx128m"),
            KillWork.class,
            database.toString(),
            durability.name(),
            engine.name(),
            directory.toString())) {
      assertThat(child.readLine()).isEqualTo("enough");
      child.kill();
    }
    int[] acknowledged = KillWork.acknowledged(directory);
    assertThat(acknowledged[0]).isGreaterThanOrEqualTo(KillWork.ENOUGH);
    try (Caches caches = Caches.in(database)) {
      assertThat(caches.manager().unwrap(LocalDatabase.class).verify()).isEmpty();
      Events<String, Integer> events = new Events<>();
      KillWork work = new KillWork(caches, durability, engine, events);
      assertThat(Statistics.of(work.entries)).isEqualTo(new Statistics(0, 0, 0, 0));
      assertThat(work.entries.unwrap(Keyspace.class).options().engine()).isEqualTo(engine);
      checkSteps(work, acknowledged);
      checkTransfers(work, acknowledged);
      checkStatisticsAndEvents(work, events);
    }
  }

  private static void checkSteps(KillWork work, int[] acknowledged) {
    int counted = 0;
    for (int thread = 0; thread < KillWork.THREADS; thread++) {
      assertThat(work.actual(thread))
          .as("what thread %d left, after %d steps", thread, acknowledged[thread])
          .isIn(
              KillWork.expected(thread, acknowledged[thread]),
              KillWork.expected(thread, acknowledged[thread] + 1));
      counted += KillWork.counted(acknowledged[thread]);
    }
    Integer shared = work.entries.get(KillWork.SHARED);
    assertThat(shared == null ? 0 : shared).isBetween(counted, counted + KillWork.THREADS);
  }

  private static void checkTransfers(KillWork work, int[] acknowledged) {
    int sum = 0;
    for (int i = 0; i < KillWork.ACCOUNTS; i++) {
      sum += work.checking.get(i) + work.savings.get("account " + i);
    }
    assertThat(sum).isEqualTo(2 * KillWork.ACCOUNTS * KillWork.BALANCE);
    int transferred = 0;
    for (int thread = 0; thread < KillWork.THREADS; thread++) {
      Integer own = work.savings.get(KillWork.transfers(thread));
      int known = KillWork.transferred(acknowledged[thread]);
      assertThat(own == null ? 0 : own).isBetween(known, known + 1);
      transferred += own == null ? 0 : own;
    }
    int left = 0;
    for (int i = 0; i < KillWork.ACCOUNTS; i++) {
      left += work.checking.get(i);
    }
    assertThat(left).isEqualTo(KillWork.ACCOUNTS * KillWork.BALANCE - transferred);
  }

  private static void checkStatisticsAndEvents(KillWork work, Events<String, Integer> events) {
    String key = KillWork.counter(0);
    int before = work.entries.get(key);
    assertThat(events.take()).isEmpty();
    Statistics statistics = Statistics.of(work.entries);
    work.entries.put(key, -1);
    work.entries.remove(key);
    work.entries.get(key);
    assertThat(events.take())
        .containsExactly(
            "UPDATED %s=-1 was %d".formatted(key, before), "REMOVED %s=-1 was -1".formatted(key));
    assertThat(Statistics.of(work.entries).minus(statistics)).isEqualTo(new Statistics(0, 1, 1, 1));
  }

  private static void note(String line, int[] acknowledged) {
    assertThat(line).matches("[0-9]+ [0-9]+");
    int space = line.indexOf(' ');
    acknowledged[Integer.parseInt(line.substring(0, space))] =
        Integer.parseInt(line.substring(space + 1));
  }

  private void check(int[] acknowledged) {
    try (Caches caches = Caches.in(directory)) {
      CacheManager manager = caches.manager();
      assertThat(manager.unwrap(LocalDatabase.class).verify()).isEmpty();
      Cache<Integer, Integer> counters =
          manager.createCache("counters", new MutableConfiguration<>());
      Cache<Step, String> steps = manager.createCache("steps", new MutableConfiguration<>());
      for (int thread = 0; thread < THREADS; thread++) {
        Integer count = counters.get(thread);
        int counted = count == null ? 0 : count;
        // The one that was under way may be there.
        assertThat(counted)
            .as("counter of thread %d", thread)
            .isBetween(acknowledged[thread], acknowledged[thread] + 1);
        // Each step was put before it was counted, and none is missing.
        for (int i = 0; i < counted; i++) {
          assertThat(steps.get(step(thread, i))).isEqualTo("step " + i);
        }
        acknowledged[thread] = counted;
      }
      int entries = 0;
      for (Cache.Entry<Step, String> entry : steps) {
        assertThat(entry.getValue()).isEqualTo("step " + entry.getKey().number());
        entries++;
      }
      int counted = acknowledged[0] + acknowledged[1] + acknowledged[2];
      assertThat(entries).isBetween(counted, counted + THREADS);
    }
  }

  /** Puts and counts, and prints what was acknowledged. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws InterruptedException {
      Caches caches = Caches.in(Path.of(arguments[0]));
      MutableLightningConfiguration<Integer, Integer> configuration =
          new MutableLightningConfiguration<Integer, Integer>()
              .setDurability(Durability.valueOf(arguments[1]));
      Cache<Integer, Integer> counters = caches.create("counters", configuration);
      Cache<Step, String> steps =
          caches.create(
              "steps",
              new MutableLightningConfiguration<Step, String>()
                  .setDurability(Durability.valueOf(arguments[1])));
      Thread[] threads = new Thread[THREADS];
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads[i] = new Thread(() -> write(thread, counters, steps));
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static void write(
        int thread, Cache<Integer, Integer> counters, Cache<Step, String> steps) {
      while (true) {
        Integer before = counters.get(thread);
        int number = before == null ? 0 : before;
        steps.put(step(thread, number), "step " + number);
        int after =
            counters.<Integer>invoke(
                thread,
                (entry, arguments) -> {
                  entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                  return entry.getValue();
                });
        System.out.println(thread + " " + after);
      }
    }
  }
}
