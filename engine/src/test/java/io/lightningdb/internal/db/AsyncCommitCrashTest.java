package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageException;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.testing.HoldingScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Operation;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets the power fail before every operation of the disk while many commits are under way: those
 * whose stages had completed are there, and of the others everything up to some commit.
 */
@ExtendWith(Seeds.class)
class AsyncCommitCrashTest {

  private static final int ROUNDS = 5;
  private static final int STEPS = 120;
  private static final Set<Kind> HARMLESS = EnumSet.of(Kind.OPEN, Kind.READ, Kind.LIST);
  private static final Options OPTIONS =
      Options.builder().memtableBytes(64 * 1024).logSegmentBytes(8 * 1024).build();

  /** Commits of which each leaves its number, and what had been promised of them. */
  private static final class Workload {

    private final Seed seed;
    private final HoldingScheduler scheduler = new HoldingScheduler();

    /** What is there after each commit, beginning with none. */
    private final List<SortedMap<String, String>> states = new ArrayList<>();

    private int durable;
    private int written;
    private int completedWithOthersUnderWay;
    private int images;

    Workload(Seed seed) {
      this.seed = seed;
      states.add(new TreeMap<>());
    }

    void run(SimulatedDisk disk) {
      try (LocalDatabase db = Databases.open(disk, OPTIONS, scheduler)) {
        Keyspace keyspace = db.createKeyspace("k");
        disk.observe(operation -> lookAtImages(disk, operation));
        for (int step = 0; step < STEPS; step++) {
          if (seed.oneIn(3)) {
            scheduler.runNext();
          } else if (seed.oneIn(20)) {
            db.flush();
          } else {
            commit(db, keyspace);
          }
        }
      }
      assertThat(durable).as("closing has completed all").isEqualTo(lastOf(Durability.SYNC));
      assertThat(written).isEqualTo(lastOf(Durability.FLUSHED));
    }

    private final List<Durability> durabilities = new ArrayList<>();

    private int lastOf(Durability durability) {
      return durabilities.lastIndexOf(durability) + 1;
    }

    private void commit(LocalDatabase db, Keyspace keyspace) {
      int number = states.size();
      String key = "key" + seed.between(0, 9);
      // Some are long enough to be written apart from the commit.
      String value = "v".repeat(seed.between(0, 1_000)) + number;
      SortedMap<String, String> state = new TreeMap<>(states.get(number - 1));
      state.put(key, value);
      state.put("last", Integer.toString(number));
      states.add(state);
      Durability durability =
          seed.oneIn(4) ? Durability.values()[seed.between(0, 2)] : Durability.SYNC;
      durabilities.add(durability);
      CompletionStage<Void> stage;
      if (seed.oneIn(2)) {
        stage =
            db.writeAsync(
                new WriteBatch()
                    .put(keyspace, Databases.bytes(key), Databases.bytes(value))
                    .put(keyspace, Databases.bytes("last"), Databases.bytes("" + number)),
                durability);
      } else {
        Transaction transaction =
            db.begin(TransactionOptions.defaults().withDurability(durability));
        transaction.put(keyspace, Databases.bytes(key), Databases.bytes(value));
        transaction.put(keyspace, Databases.bytes("last"), Databases.bytes("" + number));
        stage = transaction.commitAsync();
      }
      stage.whenComplete((nothing, failure) -> completed(number, durability, failure));
    }

    private void completed(int number, Durability durability, Throwable failure) {
      assertThat(failure).isNull();
      if (number < states.size() - 1 && durability == Durability.SYNC) {
        completedWithOthersUnderWay++;
      }
      switch (durability) {
        case SYNC -> {
          assertThat(number).as("in the order of the commits").isGreaterThan(durable);
          durable = number;
        }
        case FLUSHED -> {
          assertThat(number).as("in the order of the commits").isGreaterThan(written);
          written = number;
        }
        case ASYNC -> {}
      }
    }

    private void lookAtImages(SimulatedDisk disk, Operation operation) {
      if (HARMLESS.contains(operation.kind())) {
        return;
      }
      for (Survival survival : Survival.values()) {
        // What was written outlives the end of the process, which takes nothing with it.
        int promised = survival == Survival.EVERYTHING ? Math.max(durable, written) : durable;
        images++;
        try (LocalDatabase db = recover(disk.afterPowerFailure(survival, seed), operation)) {
          SortedMap<String, String> found = Databases.contents(db).get("k");
          String last = found.get("last");
          int number = last == null ? 0 : Integer.parseInt(last);
          assertThat(number)
              .as("the last commit after %s %s", operation, survival)
              .isBetween(promised, states.size() - 1);
          assertThat(found).isEqualTo(states.get(number));
        }
      }
    }
  }

  private static LocalDatabase recover(SimulatedDisk image, Operation operation) {
    try {
      return Databases.open(image, OPTIONS);
    } catch (RuntimeException e) {
      throw new AssertionError("cannot be opened after " + operation, e);
    }
  }

  @Test
  void whatAStagePromisedSurvivesAPowerFailureAtAnyMoment(Seed seed) {
    int images = 0;
    int together = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Workload workload = new Workload(seed.fork("round" + round));
      workload.run(new SimulatedDisk());
      images += workload.images;
      together += workload.completedWithOthersUnderWay;
    }
    assertThat(images).isGreaterThan(1_000);
    assertThat(together).as("stages completed while other commits were under way").isPositive();
  }

  /** The control: this test can fail. */
  @Test
  void aDiskThatIgnoresSyncsIsFoundOut(Seed seed) {
    assertThatThrownBy(
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                SimulatedDisk disk = new SimulatedDisk();
                disk.ignoreSyncs();
                new Workload(seed.fork("round" + round)).run(disk);
              }
            })
        // What fails inside a flush arrives as the failure of that flush, with the words in it.
        .isInstanceOfAny(AssertionError.class, StorageException.class)
        .hasMessageMatching("(?s).*(the last commit after|cannot be opened after).*");
  }
}
