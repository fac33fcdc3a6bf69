package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Cursor;
import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.ReadView;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SharedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.Threads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sixteen threads move money between accounts in two keyspaces, one of each storage engine; the sum
 * is the same in every snapshot, at every moment of a transaction, and after every power failure.
 */
@ExtendWith(Seeds.class)
@Timeout(120)
class TransferTest {

  private static final int THREADS = 16;
  private static final int ACCOUNTS = 20;
  private static final int TRANSFERS = 250;
  private static final Duration LONGER_THAN_THE_TEST = Duration.ofMinutes(10);
  private static final long SUM = 2L * ACCOUNTS * 100;

  private final SharedDisk disk = new SharedDisk();

  private static byte[] key(int account) {
    return new byte[] {(byte) account};
  }

  private static byte[] bytes(long amount) {
    return ByteBuffer.allocate(Long.BYTES).putLong(amount).array();
  }

  private static long amount(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  private static List<Keyspace> banks(LocalDatabase db) {
    List<Keyspace> banks = new ArrayList<>();
    for (StorageEngine engine : StorageEngine.values()) {
      KeyspaceOptions options = KeyspaceOptions.builder().engine(engine).pageBytes(512).build();
      banks.add(db.openKeyspace(engine.name(), options));
    }
    return banks;
  }

  private static long sum(List<ReadView> views) {
    long sum = 0;
    for (ReadView view : views) {
      try (Cursor cursor = view.cursor()) {
        while (cursor.next()) {
          sum += amount(cursor.value());
        }
      }
    }
    return sum;
  }

  private static void move(LocalDatabase db, Isolation isolation, boolean locks, Seed seed) {
    List<Keyspace> banks = banks(db);
    Keyspace fromBank = seed.pick(banks);
    Keyspace toBank = seed.pick(banks);
    byte[] from = key(seed.between(0, ACCOUNTS - 1));
    byte[] to = key(seed.between(0, ACCOUNTS - 1));
    int amount = seed.between(1, 50);
    TransactionOptions options =
        TransactionOptions.defaults()
            .withIsolation(isolation)
            .withDurability(seed.pick(List.of(Durability.values())))
            .withLockTimeout(LONGER_THAN_THE_TEST);
    db.transact(
        options,
        transaction -> {
          move(transaction, locks, fromBank, from, -amount);
          move(transaction, locks, toBank, to, amount);
          if (isolation != Isolation.READ_COMMITTED && seed.oneIn(10)) {
            assertThat(sum(banks.stream().map(transaction::view).toList())).isEqualTo(SUM);
          }
          return true;
        });
  }

  private static void move(
      Transaction transaction, boolean locks, Keyspace bank, byte[] account, int amount) {
    byte[] value = locks ? transaction.getForUpdate(bank, account) : transaction.get(bank, account);
    transaction.put(bank, account, bytes(amount(value) + amount));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READ_COMMITTED")
  void nothingIsLostAndNothingComesFromNowhere(Isolation isolation, Seed seed) {
    run(isolation, false, seed);
  }

  /** Accounts are locked in any order, and the deadlocks of that found and run again. */
  @ParameterizedTest
  @EnumSource
  void nothingIsLostAmongThoseWhoLock(Isolation isolation, Seed seed) {
    run(isolation, true, seed);
  }

  private void run(Isolation isolation, boolean locks, Seed seed) {
    try (LocalDatabase db =
        Databases.open(disk, CrashWorkload.OPTIONS, new ThreadScheduler("transfers"))) {
      for (Keyspace bank : banks(db)) {
        for (int account = 0; account < ACCOUNTS; account++) {
          bank.put(key(account), bytes(100));
        }
      }
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Seed own = seed.fork("thread" + i);
        threads.add(
            Threads.start(
                () -> {
                  for (int transfer = 0; transfer < TRANSFERS; transfer++) {
                    move(db, isolation, locks, own);
                  }
                }));
      }
      Seed cuts = seed.fork("cuts");
      int images = 0;
      while (threads.stream().anyMatch(Thread::isAlive)) {
        try (Snapshot snapshot = db.snapshot()) {
          assertThat(sum(banks(db).stream().map(snapshot::view).toList())).isEqualTo(SUM);
        }
        Survival survival = cuts.pick(List.of(Survival.values()));
        try (LocalDatabase image =
            Databases.open(disk.afterPowerFailure(survival, cuts), CrashWorkload.OPTIONS)) {
          assertThat(sum(List.copyOf(banks(image)))).as("after " + survival).isEqualTo(SUM);
          images++;
        }
        if (cuts.oneIn(4)) {
          db.flush();
        }
      }
      threads.forEach(Threads::join);
      assertThat(images).isGreaterThan(3);
      assertThat(((Session) db).engine().locks().isEmpty()).isTrue();
      assertThat(sum(List.copyOf(banks(db)))).isEqualTo(SUM);
    }
  }
}
