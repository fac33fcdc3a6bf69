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
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.testing.ListHistory;
import io.lightningdb.internal.testing.ListHistory.Observed;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random transactions over lists, whose history is judged by {@link ListHistory}. */
@ExtendWith(Seeds.class)
@Timeout(300)
class SerializabilityTest {

  /** More of them for a longer search: {@code -Dlightning.isolation.transactions=10000000}. */
  private static final int TRANSACTIONS =
      Integer.getInteger("lightning.isolation.transactions", 100_000);

  private static final int THREADS = 4;
  private static final int PHASES = 10;

  /** So many lists are in use at a time, and after so many transactions others are. */
  private static final int LISTS_AT_A_TIME = 8;

  private static final int TRANSACTIONS_OF_LISTS = 200;

  private static final Options OPTIONS =
      Options.builder()
          .memtableBytes(256 * 1024)
          .logSegmentBytes(64 * 1024)
          .durability(Durability.SYNC)
          .build();

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger elements = new AtomicInteger();
  private final AtomicInteger conflicts = new AtomicInteger();
  private final ListHistory history = new ListHistory();

  @ParameterizedTest
  @EnumSource
  void serializableTransactionsHappenOneAfterTheOther(StorageEngine engine, Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(engine, Isolation.SERIALIZABLE, TRANSACTIONS / StorageEngine.values().length, seed);
    assertThat(history.check(lists, ListHistory.Rule.SERIALIZABLE)).isEmpty();
    assertThat(conflicts).as("conflicts").hasPositiveValue();
  }

  @ParameterizedTest
  @EnumSource
  void inSnapshotsNothingButWritesIsSkewed(StorageEngine engine, Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(engine, Isolation.SNAPSHOT, TRANSACTIONS / StorageEngine.values().length, seed);
    assertThat(history.check(lists, ListHistory.Rule.SNAPSHOT)).isEmpty();
  }

  /** The control: without the check of what was read, as at this level, it is found out. */
  @Test
  void writeSkewIsFoundOut(Seed seed) {
    Map<Integer, List<Integer>> lists = run(StorageEngine.BTREE, Isolation.SNAPSHOT, 20_000, seed);
    assertThat(history.check(lists, ListHistory.Rule.SERIALIZABLE))
        .singleElement(as(STRING))
        .startsWith("a cycle:");
  }

  /** The control: lost updates, as at this level, are found out. */
  @Test
  void lostUpdatesAreFoundOut(Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(StorageEngine.BTREE, Isolation.READ_COMMITTED, 20_000, seed);
    assertThat(history.check(lists, ListHistory.Rule.SNAPSHOT)).isNotEmpty();
  }

  /**
   * Runs transactions in several threads, a part of them at a time; after each part the power fails
   * or the database is closed, and it is opened again.
   *
   * @return what is in the lists in the end
   */
  private Map<Integer, List<Integer>> run(
      StorageEngine engine, Isolation isolation, int transactions, Seed seed) {
    SharedDisk disk = new SharedDisk();
    for (int phase = 1; phase <= PHASES; phase++) {
      int end = transactions / PHASES * phase;
      LocalDatabase db = Databases.open(disk, OPTIONS, new ThreadScheduler("test"));
      Keyspace lists = db.openKeyspace("lists", KeyspaceOptions.builder().engine(engine).build());
      Seed phaseSeed = seed.fork("phase" + phase);
      Threads.run(
          THREADS,
          number -> {
            Seed threadSeed = phaseSeed.fork("thread" + number);
            while (begun.get() < end) {
              transaction(db, lists, isolation, threadSeed);
              disturb(db, threadSeed);
            }
          });
      Survival survival = phaseSeed.pick(List.of(Survival.values()));
      SimulatedDisk image = disk.afterPowerFailure(survival, phaseSeed);
      db.close();
      disk = phaseSeed.oneIn(2) ? new SharedDisk(image) : disk;
    }
    Map<Integer, List<Integer>> found = new HashMap<>();
    try (LocalDatabase db = Databases.open(disk, OPTIONS);
        Cursor cursor = db.keyspace("lists").cursor()) {
      while (cursor.next()) {
        found.put(ByteBuffer.wrap(cursor.key()).getInt(), decode(cursor.value()));
      }
      assertThat(db.verify()).isEmpty();
    }
    return found;
  }

  private static void disturb(LocalDatabase db, Seed seed) {
    if (seed.oneIn(500)) {
      db.flush();
    } else if (seed.oneIn(2_000)) {
      db.compact();
    }
  }

  private void transaction(LocalDatabase db, Keyspace lists, Isolation isolation, Seed seed) {
    int first = begun.getAndIncrement() / TRANSACTIONS_OF_LISTS * LISTS_AT_A_TIME;
    Observed observed = new Observed();
    try (Transaction transaction =
        db.begin(TransactionOptions.defaults().withIsolation(isolation))) {
      for (int operations = seed.between(1, 5); operations > 0; operations--) {
        int list = first + seed.between(0, LISTS_AT_A_TIME - 1);
        switch (seed.between(0, 5)) {
          case 0, 1 -> read(transaction, lists, list, observed);
          case 2 -> scan(transaction, lists, list, first + LISTS_AT_A_TIME, observed);
          default -> append(transaction, lists, list, observed);
        }
      }
      transaction.commit();
      history.add(observed);
    } catch (ConflictException e) {
      conflicts.incrementAndGet();
    }
  }

  private static void read(Transaction transaction, Keyspace lists, int list, Observed observed) {
    observed.read(list, decode(transaction.get(lists, key(list))));
  }

  /** Reads lists from one on, and what is not there as well. */
  private static void scan(
      Transaction transaction, Keyspace lists, int from, int to, Observed observed) {
    int next = from;
    try (Cursor cursor = transaction.view(lists).cursor(KeyRange.between(key(from), key(to)))) {
      while (cursor.next()) {
        int list = ByteBuffer.wrap(cursor.key()).getInt();
        while (next < list) {
          observed.read(next++, List.of());
        }
        observed.read(next++, decode(cursor.value()));
      }
    }
    while (next < to) {
      observed.read(next++, List.of());
    }
  }

  private void append(Transaction transaction, Keyspace lists, int list, Observed observed) {
    List<Integer> before = decode(transaction.get(lists, key(list)));
    observed.read(list, before);
    int element = elements.incrementAndGet();
    ByteBuffer value = ByteBuffer.allocate(4 * (before.size() + 1));
    before.forEach(value::putInt);
    transaction.put(lists, key(list), value.putInt(element).array());
    observed.append(list, element);
  }

  private static byte[] key(int list) {
    return ByteBuffer.allocate(4).putInt(list).array();
  }

  private static List<Integer> decode(byte @Nullable [] value) {
    List<Integer> elements = new ArrayList<>();
    if (value != null) {
      ByteBuffer bytes = ByteBuffer.wrap(value);
      while (bytes.hasRemaining()) {
        elements.add(bytes.getInt());
      }
    }
    return elements;
  }
}
