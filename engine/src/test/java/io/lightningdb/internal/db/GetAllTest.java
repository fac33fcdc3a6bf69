package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.Threads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What reading several keys at once costs, and that they are of one moment. */
class GetAllTest {

  private static final int KEYS = 5_000;

  private final LocalDatabase db = Databases.open(new MemoryDisk(), Options.defaults());

  @AfterEach
  void close() {
    db.close();
  }

  private Keyspace keyspace(StorageEngine engine) {
    return db.createKeyspace(
        "k", KeyspaceOptions.builder().engine(engine).pageBytes(1_024).build());
  }

  private static byte[] key(int number) {
    return Databases.bytes("key%06d".formatted(number));
  }

  private void fill(Keyspace keyspace, String value) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < KEYS; i++) {
      batch.put(keyspace, key(i), Databases.bytes(value));
    }
    db.write(batch);
    db.flush();
  }

  /** Returns how often a leaf was asked for. */
  private long leavesAskedFor() {
    DatabaseStatistics statistics = db.statistics();
    return statistics.memory().cacheHits() + statistics.memory().cacheMisses();
  }

  @ParameterizedTest
  @EnumSource
  void aLeafIsAskedForOnceForAllOfItsKeys(StorageEngine engine) {
    Keyspace keyspace = keyspace(engine);
    fill(keyspace, "value");
    List<byte[]> keys = new ArrayList<>();
    for (int i = 2_000; i < 2_100; i++) {
      keys.add(key(i));
    }
    Collections.shuffle(keys, new Random(1));
    long before = leavesAskedFor();
    assertThat(keyspace.getAll(keys)).doesNotContainNull().hasSize(100);
    assertThat(leavesAskedFor() - before).isBetween(1L, 15L);
  }

  @ParameterizedTest
  @EnumSource
  void whatNewerLayersKnowIsNotAskedForFurtherDown(StorageEngine engine) {
    Keyspace keyspace = keyspace(engine);
    fill(keyspace, "old");
    fill(keyspace, "new");
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i += 500) {
      keys.add(key(i));
    }
    long before = leavesAskedFor();
    keyspace.getAll(keys).forEach(value -> assertThat(value).isEqualTo(Databases.bytes("new")));
    assertThat(leavesAskedFor() - before).isEqualTo(keys.size());
    for (byte[] key : keys) {
      keyspace.put(key, Databases.bytes("newest"));
    }
    before = leavesAskedFor();
    keyspace.getAll(keys).forEach(value -> assertThat(value).isEqualTo(Databases.bytes("newest")));
    try (Transaction transaction = db.begin()) {
      transaction.view(keyspace).getAll(keys);
    }
    assertThat(leavesAskedFor()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void whatATransactionWroteIsNotLookedUp(StorageEngine engine) {
    Keyspace keyspace = keyspace(engine);
    fill(keyspace, "value");
    try (Transaction transaction = db.begin()) {
      transaction.put(keyspace, key(1), Databases.bytes("own"));
      transaction.delete(keyspace, key(2_000));
      long before = leavesAskedFor();
      List<byte[]> values =
          transaction.view(keyspace).getAll(List.of(key(4_000), key(2_000), key(1), key(4_000)));
      assertThat(leavesAskedFor() - before).isOne();
      assertThat(values)
          .containsExactly(
              Databases.bytes("value"), null, Databases.bytes("own"), Databases.bytes("value"));
    }
  }

  /** All values are of one commit each time, while flushes give back the files that are read. */
  @ParameterizedTest
  @EnumSource
  void allKeysAreReadAsOfOneMoment(StorageEngine engine) {
    Keyspace keyspace = keyspace(engine);
    fill(keyspace, "0");
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i += 50) {
      keys.add(key(i));
    }
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        Threads.start(
            () -> {
              for (int i = 1; i <= 20; i++) {
                fill(keyspace, Integer.toString(i));
              }
              done.set(true);
            });
    int reads = 0;
    while (!done.get() || reads == 0) {
      List<byte[]> values = keyspace.getAll(keys);
      values.forEach(value -> assertThat(value).isEqualTo(values.get(0)));
      reads++;
    }
    Threads.join(writer);
    assertThat(db.verify()).isEmpty();
  }
}
