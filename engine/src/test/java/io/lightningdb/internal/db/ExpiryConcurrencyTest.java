package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static io.lightningdb.internal.db.Databases.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.BulkLoad;
import io.lightningdb.ConflictException;
import io.lightningdb.Durability;
import io.lightningdb.Expiry;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.Threads;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads at once, while entries expire, with flushes and compactions in between. */
@Timeout(300)
class ExpiryConcurrencyTest {

  private static final Options SMALL =
      Options.builder()
          .durability(Durability.ASYNC)
          .memtableBytes(64 * 1024)
          .logSegmentBytes(64 * 1024)
          .treeSegmentBytes(32 * 1024)
          .cacheBytes(64 * 1024)
          .build();

  private static final long SECONDS = 5;
  private static final int OWNERS = 4;
  private static final int KEYS = 400;
  private static final long MICROS_MAX = 400_000;

  private final MemoryDisk disk = new MemoryDisk();
  private final AtomicLong clock = new AtomicLong(Databases.FIRST_MICROS);
  private final AtomicBoolean done = new AtomicBoolean();

  private record Known(String value, long expiresAt) {}

  private long now() {
    return clock.get();
  }

  private LocalDatabase open() {
    return Databases.openAt(disk, SMALL, new ThreadScheduler("test", 2), clock::get);
  }

  private static String key(int owner, int number) {
    return "%03d-%d".formatted(number, owner);
  }

  @ParameterizedTest
  @EnumSource
  void everybodySeesWhatHeShould(StorageEngine engine) throws Exception {
    long seed = System.nanoTime();
    LocalDatabase first = open();
    LocalDatabase db = first;
    try {
      Keyspace keyspace =
          db.createKeyspace("k", KeyspaceOptions.builder().engine(engine).pageBytes(512).build());
      keyspace.put(bytes("renewed"), bytes("v"), Expiry.at(Expiries.instant(now() + 40_000)));
      long end = System.nanoTime() + SECONDS * 1_000_000_000L;
      List<Thread> others = new ArrayList<>();
      others.add(Threads.start(() -> tick()));
      others.add(Threads.start(() -> renew(keyspace)));
      others.add(Threads.start(() -> look(first, keyspace)));
      others.add(Threads.start(() -> compact(first)));
      List<Map<String, Known>> models = new ArrayList<>();
      for (int i = 0; i < OWNERS; i++) {
        models.add(new TreeMap<>());
      }
      try {
        Threads.run(
            OWNERS,
            owner -> own(first, keyspace, owner, models.get(owner), new Random(seed + owner), end));
      } finally {
        done.set(true);
        others.forEach(Threads::join);
      }
      assertThat(db.verify()).isEmpty();
      check(keyspace, models);
      db.close();
      db = open();
      Keyspace again = db.keyspace("k");
      check(again, models);
      assertThat(db.verify()).isEmpty();
      clock.addAndGet(10 * MICROS_MAX);
      db.compact();
      assertThat(db.verify()).isEmpty();
      check(again, models);
      db.close();
      db = open();
      check(db.keyspace("k"), models);
      assertThat(db.verify()).isEmpty();
    } finally {
      db.close();
    }
  }

  private void check(Keyspace keyspace, List<Map<String, Known>> models) {
    long now = now();
    SortedMap<String, String> expected = new TreeMap<>();
    for (Map<String, Known> model : models) {
      model.forEach(
          (key, known) -> {
            if (known.expiresAt > now) {
              expected.put(key, known.value);
            }
          });
    }
    SortedMap<String, String> found = Databases.contents(keyspace.cursor());
    found.remove("renewed");
    assertThat(found).isEqualTo(expected);
    models.forEach(
        model ->
            model.forEach(
                (key, known) ->
                    assertThat(keyspace.contains(bytes(key))).isEqualTo(known.expiresAt > now)));
  }

  private void tick() {
    while (!done.get()) {
      clock.addAndGet(37);
      LockSupport.parkNanos(20_000);
    }
  }

  /** A key that is renewed long before it expires: it is always there. */
  private void renew(Keyspace keyspace) {
    int count = 0;
    long expiresAt = now() + 40_000;
    while (!done.get()) {
      long next = now() + 500;
      if (count++ % 2 == 0) {
        keyspace.put(bytes("renewed"), bytes("v"), Expiry.at(Expiries.instant(next)));
      } else {
        boolean found = keyspace.setExpiry(bytes("renewed"), Expiry.at(Expiries.instant(next)));
        if (now() < expiresAt && !found) {
          throw new AssertionError("not there to be renewed");
        }
        if (!found) {
          continue;
        }
      }
      expiresAt = next;
    }
  }

  private void look(LocalDatabase db, Keyspace keyspace) {
    int count = 0;
    while (!done.get()) {
      try (Snapshot snapshot = db.snapshot();
          Transaction transaction = db.begin()) {
        SortedMap<String, String> first = Databases.contents(snapshot, keyspace);
        SortedMap<String, String> mine = Databases.contents(transaction, keyspace);
        LockSupport.parkNanos(count++ % 5 * 10_000_000L);
        if (!Databases.contents(snapshot, keyspace).equals(first)
            || !Databases.contents(transaction, keyspace).equals(mine)) {
          throw new AssertionError("a snapshot has changed");
        }
        for (Map.Entry<String, String> entry : first.entrySet()) {
          byte[] value = snapshot.get(keyspace, bytes(entry.getKey()));
          if (value == null || !text(value).equals(entry.getValue())) {
            throw new AssertionError("another value of " + entry.getKey());
          }
        }
      }
    }
  }

  private void compact(LocalDatabase db) {
    Random random = new Random();
    while (!done.get()) {
      LockSupport.parkNanos(random.nextInt(30) * 1_000_000L);
      switch (random.nextInt(6)) {
        case 0 -> db.compact();
        case 1 -> assertThat(db.verify()).isEmpty();
        default -> db.flush();
      }
    }
  }

  private void own(
      LocalDatabase db,
      Keyspace keyspace,
      int owner,
      Map<String, Known> model,
      Random random,
      long end) {
    int version = 0;
    while (System.nanoTime() < end && !done.get()) {
      int number = random.nextInt(KEYS);
      String key = key(owner, number);
      String value = key + ":" + version++ + "x".repeat(random.nextInt(8) == 0 ? 700 : 20);
      if (random.nextInt(60) == 0) {
        value += "y".repeat(6_000);
      }
      long expiresAt =
          switch (random.nextInt(4)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> now() + random.nextInt(2_000);
            case 2 -> now() - 5;
            default -> now() + (long) (random.nextDouble() * MICROS_MAX);
          };
      Expiry expiry =
          expiresAt == Long.MAX_VALUE ? Expiry.never() : Expiry.at(Expiries.instant(expiresAt));
      byte[] bytes = bytes(value);
      switch (random.nextInt(14)) {
        case 0, 1, 2 -> {
          keyspace.put(bytes(key), bytes, expiry);
          model.put(key, new Known(value, expiresAt));
        }
        case 3 -> {
          keyspace.put(bytes(key), new ByteArrayInputStream(bytes), expiry);
          model.put(key, new Known(value, expiresAt));
        }
        case 4 -> {
          keyspace.delete(bytes(key));
          model.remove(key);
        }
        case 5, 6 -> {
          Known known = model.get(key);
          long before = now();
          boolean found = keyspace.setExpiry(bytes(key), expiry);
          check(known, found ? known == null ? "" : known.value : null, before, key);
          if (found && known != null) {
            model.put(key, new Known(known.value, expiresAt));
          }
        }
        case 7 -> {
          Known known = model.get(key);
          long before = now();
          boolean done = keyspace.putIfAbsent(bytes(key), bytes, expiry);
          check(known, done ? null : known == null ? "" : known.value, before, key);
          if (done) {
            model.put(key, new Known(value, expiresAt));
          }
        }
        case 8 -> {
          Known known = model.get(key);
          long before = now();
          byte[] previous = keyspace.getAndPut(bytes(key), bytes);
          check(known, previous == null ? null : text(previous), before, key);
          model.put(key, new Known(value, Long.MAX_VALUE));
        }
        case 9 -> {
          Known known = model.get(key);
          long before = now();
          keyspace.put(bytes(key), bytes, Expiry.kept());
          Instant kept = keyspace.expiresAt(bytes(key));
          boolean there = keyspace.contains(bytes(key));
          long keptAt =
              known == null || known.expiresAt <= before ? Long.MAX_VALUE : known.expiresAt;
          if (known == null || now() < known.expiresAt || known.expiresAt <= before) {
            if (!there || (kept == null) != (keptAt == Long.MAX_VALUE)) {
              throw new AssertionError("kept " + kept + " of " + known);
            }
            model.put(key, new Known(value, keptAt));
          } else {
            keyspace.put(bytes(key), bytes, Expiry.never());
            model.put(key, new Known(value, Long.MAX_VALUE));
          }
        }
        case 10 -> {
          if (random.nextInt(10) == 0) {
            // Others have keys in between, so the range is of one number.
            try (Transaction transaction = db.begin()) {
              transaction.deleteRange(
                  keyspace, KeyRange.between(bytes(key), bytes(key(owner + 1, number))));
              transaction.put(keyspace, bytes(key), bytes, expiry);
              transaction.commit();
              model.put(key, new Known(value, expiresAt));
            } catch (ConflictException e) {
              // With a load that others have made around the key: nothing has happened.
              continue;
            }
          } else {
            keyspace.deleteRange(KeyRange.between(bytes(key), bytes(key(owner + 1, number))));
            model.remove(key);
          }
        }
        case 11 -> {
          if (random.nextInt(40) == 0) {
            load(db, keyspace, owner, model, random, value);
          }
        }
        default -> {
          WriteBatch batch = new WriteBatch();
          for (int i = 0; i < 10; i++) {
            String each = key(owner, random.nextInt(KEYS));
            batch.put(keyspace, bytes(each), bytes, expiry);
            model.put(each, new Known(value, expiresAt));
          }
          db.write(batch);
        }
      }
      String asked = key(owner, random.nextInt(KEYS));
      long before = now();
      byte[] got = keyspace.get(bytes(asked));
      check(model.get(asked), got == null ? null : text(got), before, asked);
    }
  }

  /** Loads some of this owner's keys while others of them may expire. */
  private void load(
      LocalDatabase db,
      Keyspace keyspace,
      int owner,
      Map<String, Known> model,
      Random random,
      String value) {
    int from = random.nextInt(KEYS);
    int to = Math.min(KEYS, from + 1 + random.nextInt(60));
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      Map<String, Known> loaded = new TreeMap<>();
      for (int number = from; number < to; number++) {
        if (random.nextBoolean()) {
          String key = key(owner, number);
          long expiresAt = now() + random.nextInt(20_000);
          load.add(bytes(key), bytes(value), Expiry.at(Expiries.instant(expiresAt)));
          loaded.put(key, new Known(value, expiresAt));
        }
      }
      load.commit();
      model.putAll(loaded);
    }
  }

  private void check(@Nullable Known known, @Nullable String got, long before, String key) {
    long after = now();
    String expected = known == null || known.expiresAt <= before ? null : known.value;
    boolean either = known != null && known.expiresAt > before && known.expiresAt <= after;
    if (got == null ? expected != null && !either : !got.equals(expected)) {
      throw new AssertionError(
          "%s: got %s where %s is known between %d and %d"
              .formatted(key, got, known, before, after));
    }
  }
}
