package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.MemoryDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole way of a commit, and of reads beside it: what users call happens in one moment between
 * the call and its return. Lincheck makes up short programs of three threads, runs each of them
 * many times, and looks for an order that explains the results. All programs use one database, each
 * of them keys of its own, so that flushes come in between.
 */
@Timeout(120)
class CommitLinearizabilityTest {

  private static LocalDatabase db;
  private static final List<Keyspace> KEYSPACES = new ArrayList<>();
  private static final AtomicInteger PROGRAMS = new AtomicInteger();

  @BeforeAll
  static void open() {
    Options options = Options.builder().memtableBytes(64 * 1024).build();
    db = Databases.open(new MemoryDisk(), options, new ThreadScheduler("lincheck"));
    for (StorageEngine engine : StorageEngine.values()) {
      KEYSPACES.add(
          db.createKeyspace(engine.name(), KeyspaceOptions.builder().engine(engine).build()));
    }
  }

  @AfterAll
  static void close() {
    db.close();
    KEYSPACES.clear();
  }

  /** Two counters, in keyspaces of both storage engines. */
  @Param(name = "counter", gen = IntGen.class, conf = "0:1")
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public static class Counters {

    private final byte[] key =
        ByteBuffer.allocate(Integer.BYTES).putInt(PROGRAMS.incrementAndGet()).array();

    private static byte[] bytes(int value) {
      return new byte[] {(byte) value};
    }

    private static int number(byte @Nullable [] value) {
      return value == null ? 0 : value[0];
    }

    /** The level of transactions that change what they have read. */
    Isolation isolation() {
      return Isolation.SNAPSHOT;
    }

    @Operation
    public void put(@Param(name = "counter") int counter, @Param(name = "value") int value) {
      KEYSPACES.get(counter).put(key, bytes(value));
    }

    @Operation
    public int get(@Param(name = "counter") int counter) {
      return number(KEYSPACES.get(counter).get(key));
    }

    @Operation
    public int getAndPut(@Param(name = "counter") int counter, @Param(name = "value") int value) {
      return number(KEYSPACES.get(counter).getAndPut(key, bytes(value)));
    }

    @Operation
    public boolean incrementByComparing(@Param(name = "counter") int counter) {
      Keyspace keyspace = KEYSPACES.get(counter);
      while (true) {
        byte[] before = keyspace.get(key);
        if (keyspace.compareAndSet(key, before, bytes(number(before) + 1))) {
          return true;
        }
      }
    }

    @Operation
    public int increment(@Param(name = "counter") int counter) {
      return db.transact(
          TransactionOptions.defaults().withIsolation(isolation()),
          transaction -> add(transaction, counter, 1));
    }

    /** Changes both, seen by others together. */
    @Operation
    public int incrementBoth() {
      return db.transact(
          TransactionOptions.defaults().withIsolation(isolation()),
          transaction -> 100 * add(transaction, 0, 1) + add(transaction, 1, 1));
    }

    /** Reads one and changes the other, which is more than snapshots keep apart. */
    @Operation
    public int copy(@Param(name = "counter") int counter) {
      return db.transact(
          TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE),
          transaction -> {
            int value = number(transaction.get(KEYSPACES.get(counter), key));
            transaction.put(KEYSPACES.get(1 - counter), key, bytes(value));
            return value;
          });
    }

    private int add(Transaction transaction, int counter, int amount) {
      int value = number(transaction.get(KEYSPACES.get(counter), key)) + amount;
      transaction.put(KEYSPACES.get(counter), key, bytes(value));
      return value;
    }

    @Operation
    public String both() {
      try (Transaction transaction = db.begin()) {
        int[] values = new int[2];
        for (int counter = 0; counter < 2; counter++) {
          values[counter] = number(transaction.get(KEYSPACES.get(counter), key));
        }
        return Arrays.toString(values);
      }
    }
  }

  /** The control: at this level updates are lost. */
  public static class WithLostUpdates extends Counters {
    @Override
    Isolation isolation() {
      return Isolation.READ_COMMITTED;
    }
  }

  /** What it should be. */
  public static class Sequential {

    private final int[] counters = new int[2];

    public void put(int counter, int value) {
      counters[counter] = value;
    }

    public int get(int counter) {
      return counters[counter];
    }

    public int getAndPut(int counter, int value) {
      int before = counters[counter];
      counters[counter] = value;
      return before;
    }

    public boolean incrementByComparing(int counter) {
      counters[counter]++;
      return true;
    }

    public int increment(int counter) {
      return ++counters[counter];
    }

    public int incrementBoth() {
      return 100 * increment(0) + increment(1);
    }

    public int copy(int counter) {
      counters[1 - counter] = counters[counter];
      return counters[counter];
    }

    public String both() {
      return Arrays.toString(counters);
    }
  }

  private static StressOptions stress() {
    return new StressOptions()
        .iterations(30)
        .invocationsPerIteration(1_000)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(Sequential.class);
  }

  @Test
  void whatUsersCallHappensInOneMoment() {
    stress().check(Counters.class);
  }

  @Test
  void lostUpdatesAreFoundOut() {
    assertThatThrownBy(() -> stress().minimizeFailedScenario(false).check(WithLostUpdates.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
