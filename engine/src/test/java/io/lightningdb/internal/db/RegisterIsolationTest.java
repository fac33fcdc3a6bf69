package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Savepoint;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.testing.CycleRule;
import io.lightningdb.internal.testing.RegisterHistory;
import io.lightningdb.internal.testing.RegisterHistory.Observed;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SharedDisk;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.Threads;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random transactions over registers, written without being read before too, in keyspaces of both
 * storage engines, whose history is judged by {@link RegisterHistory}.
 */
@ExtendWith(Seeds.class)
@Timeout(300)
class RegisterIsolationTest {

  /** More of them for a longer search, as with lists. */
  private static final int TRANSACTIONS =
      Integer.getInteger("lightning.isolation.transactions", 100_000);

  private static final int THREADS = 4;
  private static final int PHASES = 5;
  private static final int REGISTERS_AT_A_TIME = 8;
  private static final int TRANSACTIONS_OF_REGISTERS = 200;
  private static final int VALUE_BYTES = 60;

  private static final Options OPTIONS =
      Options.builder()
          .memtableBytes(256 * 1024)
          .logSegmentBytes(64 * 1024)
          .durability(Durability.SYNC)
          .build();

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger values = new AtomicInteger(RegisterHistory.ABSENT);
  private final AtomicInteger conflicts = new AtomicInteger();
  private final RegisterHistory history = new RegisterHistory();

  @Test
  void serializableTransactionsHappenOneAfterTheOther(Seed seed) {
    Map<Integer, List<Integer>> versions = run(Isolation.SERIALIZABLE, seed);
    assertThat(history.check(versions, CycleRule.SERIALIZABLE)).isEmpty();
    assertThat(conflicts).as("conflicts").hasPositiveValue();
  }

  @Test
  void inSnapshotsNothingButWritesIsSkewed(Seed seed) {
    Map<Integer, List<Integer>> versions = run(Isolation.SNAPSHOT, seed);
    assertThat(history.check(versions, CycleRule.SNAPSHOT)).isEmpty();
    assertThat(conflicts).as("conflicts").hasPositiveValue();
    // The control: what this level permits is there, and is found out.
    assertThat(history.check(versions, CycleRule.SERIALIZABLE))
        .singleElement(as(STRING))
        .startsWith("a cycle:");
  }

  /**
   * Beyond what the level has to keep, each read is of one moment, and later ones of later ones.
   */
  @Test
  void readCommittedTransactionsReadWhatWasCommitted(Seed seed) {
    Map<Integer, List<Integer>> versions = run(Isolation.READ_COMMITTED, seed);
    assertThat(history.check(versions, CycleRule.READ_COMMITTED)).isEmpty();
    assertThat(history.checkStatements(versions)).isEmpty();
    assertThat(conflicts).as("conflicts").hasValue(0);
    // The control: what this level permits is there, and is found out.
    assertThat(history.check(versions, CycleRule.SNAPSHOT))
        .singleElement(as(STRING))
        .startsWith("a cycle:");
  }

  /**
   * Runs transactions in several threads, a part of them at a time; after each part the power fails
   * or the database is closed, and it is opened again.
   *
   * @return the values that each register has had
   */
  private Map<Integer, List<Integer>> run(Isolation isolation, Seed seed) {
    CommittedVersions committed = new CommittedVersions();
    SharedDisk disk = new SharedDisk();
    for (int phase = 1; phase <= PHASES; phase++) {
      int end = TRANSACTIONS / PHASES * phase;
      LocalDatabase db = open(committed, disk);
      List<Keyspace> keyspaces = keyspaces(db);
      Seed phaseSeed = seed.fork("phase" + phase);
      Threads.run(
          THREADS,
          number -> {
            Seed threadSeed = phaseSeed.fork("thread" + number);
            while (begun.get() < end) {
              transaction(db, keyspaces, isolation, threadSeed);
              disturb(db, threadSeed);
            }
          });
      Survival survival = phaseSeed.pick(List.of(Survival.values()));
      SimulatedDisk image = disk.afterPowerFailure(survival, phaseSeed);
      db.close();
      disk = phaseSeed.oneIn(2) ? new SharedDisk(image) : disk;
    }
    Map<Integer, List<Integer>> versions = new HashMap<>();
    try (LocalDatabase db = open(committed, disk)) {
      List<Keyspace> keyspaces = keyspaces(db);
      int registers = (begun.get() / TRANSACTIONS_OF_REGISTERS + 1) * REGISTERS_AT_A_TIME;
      for (int register = 0; register < registers; register++) {
        KeyspaceHandle keyspace = (KeyspaceHandle) of(keyspaces, register);
        List<Integer> had =
            committed.of(keyspace.id(), key(register)).stream()
                .map(RegisterIsolationTest::number)
                .toList();
        versions.put(register, had);
        assertThat(number(keyspace.get(key(register))))
            .isEqualTo(had.isEmpty() ? RegisterHistory.ABSENT : had.get(had.size() - 1));
      }
      assertThat(db.verify()).isEmpty();
    }
    return versions;
  }

  private static Session open(CommittedVersions committed, SharedDisk disk) {
    return committed.open(
        disk,
        noting -> (Session) Databases.open(noting, OPTIONS, new ThreadScheduler("registers")));
  }

  private static List<Keyspace> keyspaces(LocalDatabase db) {
    List<Keyspace> keyspaces = new ArrayList<>();
    for (StorageEngine engine : StorageEngine.values()) {
      keyspaces.add(
          db.openKeyspace(engine.name(), KeyspaceOptions.builder().engine(engine).build()));
    }
    return keyspaces;
  }

  private static Keyspace of(List<Keyspace> keyspaces, int register) {
    return keyspaces.get(register % keyspaces.size());
  }

  private static void disturb(LocalDatabase db, Seed seed) {
    if (seed.oneIn(500)) {
      db.flush();
    } else if (seed.oneIn(2_000)) {
      db.compact();
    }
  }

  private void transaction(
      LocalDatabase db, List<Keyspace> keyspaces, Isolation isolation, Seed seed) {
    int first = begun.getAndIncrement() / TRANSACTIONS_OF_REGISTERS * REGISTERS_AT_A_TIME;
    Observed observed = new Observed();
    if (seed.oneIn(10)) {
      exchange(keyspaces, first + seed.between(0, REGISTERS_AT_A_TIME - 1), observed);
      history.add(observed);
      return;
    }
    try (Transaction transaction =
        db.begin(TransactionOptions.defaults().withIsolation(isolation))) {
      Walk walk = new Walk(transaction, keyspaces, first, observed, seed);
      for (int steps = seed.between(1, 5); steps > 0; steps--) {
        walk.step();
      }
      if (seed.oneIn(20)) {
        transaction.rollback();
      } else {
        transaction.commit();
        history.add(observed);
      }
    } catch (ConflictException e) {
      conflicts.incrementAndGet();
    }
  }

  /** Outside of a transaction, in one go. */
  private void exchange(List<Keyspace> keyspaces, int register, Observed observed) {
    int value = values.incrementAndGet();
    byte[] before = of(keyspaces, register).getAndPut(key(register), bytes(value));
    observed.read(Map.of(register, number(before)));
    observed.write(register, value);
  }

  /** What a transaction does, one thing after the other. */
  private final class Walk {

    private final Transaction transaction;
    private final List<Keyspace> keyspaces;
    private final int first;
    private final Observed observed;
    private final Seed seed;

    Walk(
        Transaction transaction,
        List<Keyspace> keyspaces,
        int first,
        Observed observed,
        Seed seed) {
      this.transaction = transaction;
      this.keyspaces = keyspaces;
      this.first = first;
      this.observed = observed;
      this.seed = seed;
    }

    void step() {
      int register = first + seed.between(0, REGISTERS_AT_A_TIME - 1);
      switch (seed.between(0, 8)) {
        case 0 -> read(register);
        case 1 -> readAll(register);
        case 2, 3 -> scan(register);
        case 4, 5 -> write(register);
        case 6 -> {
          read(register);
          write(register);
        }
        case 7 -> {
          write(register);
          write(register);
        }
        default -> {
          Savepoint savepoint = transaction.savepoint();
          Observed before = observed.savepoint();
          write(register);
          read(register);
          transaction.rollbackTo(savepoint);
          observed.rollbackTo(before);
        }
      }
    }

    private void read(int register) {
      byte[] value = transaction.get(of(keyspaces, register), key(register));
      observed.read(Map.of(register, number(value)));
    }

    private void write(int register) {
      int value = values.incrementAndGet();
      transaction.put(of(keyspaces, register), key(register), bytes(value));
      observed.write(register, value);
    }

    /** Returns the registers of the same keyspace, from one on. */
    private List<Integer> from(int register) {
      List<Integer> registers = new ArrayList<>();
      for (int each = register; each < first + REGISTERS_AT_A_TIME; each += keyspaces.size()) {
        registers.add(each);
      }
      return registers;
    }

    private void readAll(int from) {
      List<Integer> registers = from(from);
      List<byte @Nullable []> found =
          transaction
              .view(of(keyspaces, from))
              .getAll(registers.stream().map(RegisterIsolationTest::key).toList());
      Map<Integer, Integer> seen = new HashMap<>();
      for (int i = 0; i < found.size(); i++) {
        seen.put(registers.get(i), number(found.get(i)));
      }
      observed.read(seen);
    }

    /** Walks over registers, one way or the other, and sees which are not there as well. */
    private void scan(int from) {
      boolean forward = seed.oneIn(2);
      KeyRange range = KeyRange.between(key(from), key(first + REGISTERS_AT_A_TIME));
      Map<Integer, Integer> seen = new HashMap<>();
      from(from).forEach(register -> seen.put(register, RegisterHistory.ABSENT));
      try (Cursor cursor = transaction.view(of(keyspaces, from)).cursor(range)) {
        while (forward ? cursor.next() : cursor.previous()) {
          seen.put(ByteBuffer.wrap(cursor.key()).getInt(), number(cursor.value()));
        }
      }
      observed.read(seen);
    }
  }

  private static byte[] key(int register) {
    return ByteBuffer.allocate(4).putInt(register).array();
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(VALUE_BYTES).putInt(value).array();
  }

  private static int number(byte @Nullable [] value) {
    return value == null ? RegisterHistory.ABSENT : ByteBuffer.wrap(value).getInt();
  }
}
