package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.BulkLoad;
import io.lightningdb.Change;
import io.lightningdb.ChangeCursor;
import io.lightningdb.Cursor;
import io.lightningdb.Expiry;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.InlineScheduler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries that expire, by a clock that the test sets. */
class ExpiryTest {

  private static final byte[] KEY = bytes("key");
  private static final Expiry IN_A_SECOND = Expiry.after(Duration.ofSeconds(1));

  private final MemoryDisk disk = new MemoryDisk();
  private long nowMicros = Databases.FIRST_MICROS;
  private LocalDatabase db = open();

  private LocalDatabase open() {
    return Databases.openAt(disk, options(), new InlineScheduler(), () -> nowMicros);
  }

  private static Options options() {
    return CrashWorkload.OPTIONS.toBuilder().logBytesKept(1L << 20).build();
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void pass(Duration time) {
    nowMicros += TimeUnit.MICROSECONDS.convert(time);
  }

  private Keyspace create(StorageEngine engine) {
    return db.createKeyspace("k", KeyspaceOptions.builder().engine(engine).pageBytes(512).build());
  }

  @ParameterizedTest
  @EnumSource
  void itIsThereUpToTheVeryMicrosecond(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    keyspace.put(KEY, bytes("v"), IN_A_SECOND);
    assertThat(keyspace.expiresAt(KEY)).isEqualTo(Expiries.instant(nowMicros + 1_000_000));
    for (int i = 0; i < 2; i++) {
      pass(Duration.ofMillis(999 - i * 999L));
      assertThat(keyspace.contains(KEY)).isTrue();
      db.flush();
    }
    pass(Duration.ofNanos(999_000));
    assertThat(keyspace.get(KEY)).isEqualTo(bytes("v"));
    pass(Duration.ofNanos(1_000));
    assertThat(keyspace.get(KEY)).isNull();
  }

  /** A snapshot sees it though it has expired since, and was dropped from the files. */
  @ParameterizedTest
  @EnumSource
  void whoBeganBeforeSeesItToTheEnd(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    keyspace.put(KEY, bytes("in a file"), IN_A_SECOND);
    keyspace.put(bytes("long"), new byte[20_000], IN_A_SECOND);
    db.flush();
    keyspace.put(bytes("lately"), bytes("in memory"), IN_A_SECOND);
    TransactionOptions readCommitted =
        TransactionOptions.defaults().withIsolation(Isolation.READ_COMMITTED);
    try (Snapshot snapshot = db.snapshot();
        Transaction transaction = db.begin();
        Transaction eachStatement = db.begin(readCommitted);
        Cursor cursor = keyspace.cursor();
        InputStream stream = keyspace.openValue(bytes("long"))) {
      transaction.put(keyspace, bytes("own"), bytes("o"), Expiry.after(Duration.ofMillis(500)));
      eachStatement.put(keyspace, bytes("own"), bytes("o"), Expiry.after(Duration.ofMillis(500)));
      assertThat(eachStatement.get(keyspace, bytes("own"))).isNotNull();
      pass(Duration.ofSeconds(2));
      keyspace.put(bytes("other"), bytes("1"));
      db.flush();
      db.compact();
      assertThat(Databases.contents(db).get("k")).containsOnlyKeys("other");
      assertThat(db.verify()).isEmpty();
      assertThat(Databases.contents(snapshot, keyspace)).containsOnlyKeys("key", "lately", "long");
      assertThat(Databases.contents(transaction, keyspace))
          .containsOnlyKeys("key", "lately", "long", "own");
      assertThat(transaction.get(keyspace, bytes("own"))).isNotNull();
      assertThat(Databases.contents(eachStatement, keyspace)).containsOnlyKeys("other");
      assertThat(eachStatement.get(keyspace, bytes("own"))).isNull();
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value()).isEqualTo(bytes("in a file"));
      assertThat(stream).hasBinaryContent(new byte[20_000]);
      transaction.commit();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatHasExpiredTakesNoSpace(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 2_000; i++) {
        keyspace.put(bytes("key" + (i * 7919 % 10_000)), new byte[100], IN_A_SECOND);
      }
      keyspace.put(bytes("long" + round), new byte[20_000], IN_A_SECOND);
      keyspace.put(
          bytes("streamed" + round), new ByteArrayInputStream(new byte[20_000]), IN_A_SECOND);
      db.flush();
    }
    keyspace.put(bytes("stays"), bytes("1"));
    long before = db.statistics().treeLiveBytes();
    pass(Duration.ofSeconds(2));
    int flushes = engine == StorageEngine.BTREE ? 1 : 6;
    for (int i = 0; i < flushes; i++) {
      keyspace.put(bytes("stays" + i), bytes("1"));
      db.flush();
    }
    assertThat(db.statistics().treeLiveBytes()).isLessThan(before / 10);
    assertThat(db.verify()).isEmpty();
    db.compact();
    assertThat(db.statistics().treeLiveBytes()).isLessThan(1_000);
    assertThat(Databases.contents(db).get("k")).hasSize(1 + flushes);
    assertThat(db.verify()).isEmpty();
  }

  /** Nothing is written any more, and the space comes back all the same. */
  @ParameterizedTest
  @EnumSource
  void aKeyspaceOfWhichAllHasExpiredLeavesNoFile(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    for (int i = 0; i < 3_000; i++) {
      keyspace.put(bytes("key" + i), new byte[50], IN_A_SECOND);
    }
    db.flush();
    pass(Duration.ofSeconds(2));
    db.compact();
    assertThat(db.statistics().treeLiveBytes()).isZero();
    assertThat(db.verify()).isEmpty();
    assertThat(keyspace.contains(bytes("key7"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void timesOutliveTheDatabase(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    keyspace.put(bytes("flushed"), bytes("1"), IN_A_SECOND);
    db.flush();
    keyspace.put(bytes("logged"), bytes("2"), IN_A_SECOND);
    keyspace.put(bytes("long"), new byte[20_000], IN_A_SECOND);
    Instant expected = Expiries.instant(nowMicros + 1_000_000);
    for (int i = 0; i < 3; i++) {
      db.close();
      db = open();
      assertThat(db.keyspace("k").expiresAt(bytes("flushed"))).isEqualTo(expected);
      assertThat(db.keyspace("k").expiresAt(bytes("logged"))).isEqualTo(expected);
      assertThat(db.keyspace("k").expiresAt(bytes("long"))).isEqualTo(expected);
    }
    pass(Duration.ofSeconds(1));
    db.close();
    db = open();
    assertThat(Databases.contents(db).get("k")).isEmpty();
    assertThat(db.verify()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLoadedExpires(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    keyspace.put(bytes("key0100"), bytes("older"));
    db.flush();
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      for (int i = 0; i < 1_000; i++) {
        load.add(bytes("key%04d".formatted(i)), new byte[50], IN_A_SECOND);
      }
      assertThatThrownBy(() -> load.add(bytes("z"), new byte[1], Expiry.kept()))
          .isInstanceOf(IllegalArgumentException.class);
      load.add(bytes("z"), new byte[1]);
      load.commit();
    }
    assertThat(Databases.contents(db).get("k")).hasSize(1_001);
    assertThat(db.verify()).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(Databases.contents(db).get("k")).containsOnlyKeys("z");
    db.compact();
    assertThat(Databases.contents(db).get("k")).containsOnlyKeys("z");
    assertThat(db.verify()).isEmpty();
  }

  @Test
  void thoseWhoFollowTheChangesAreToldOfTheTime() {
    Keyspace keyspace = create(StorageEngine.BTREE);
    long before = db.lastSequence();
    keyspace.put(KEY, bytes("1"), IN_A_SECOND);
    keyspace.put(KEY, bytes("2"));
    keyspace.put(KEY, new byte[20_000], IN_A_SECOND);
    Instant expected = Expiries.instant(nowMicros + 1_000_000);
    List<Instant> told = new ArrayList<>();
    try (ChangeCursor changes = db.changesAfter(before)) {
      for (int i = 0; i < 3; i++) {
        for (Change change : Objects.requireNonNull(changes.next()).changes()) {
          told.add(((Change.Put) change).expiresAt());
        }
      }
    }
    assertThat(told).containsExactly(expected, null, expected);
  }

  /** That something expires is nobody's commit. */
  @Test
  void anExpiryIsInConflictWithNobody() {
    Keyspace keyspace = create(StorageEngine.BTREE);
    keyspace.put(KEY, bytes("1"), IN_A_SECOND);
    TransactionOptions serializable =
        TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE);
    try (Transaction transaction = db.begin(serializable)) {
      assertThat(transaction.get(keyspace, KEY)).isNotNull();
      transaction.put(keyspace, KEY, bytes("2"), Expiry.kept());
      pass(Duration.ofSeconds(1));
      assertThat(keyspace.get(KEY)).isNull();
      db.flush();
      transaction.commit();
    }
    assertThat(keyspace.get(KEY)).as("it has kept a time that is past").isNull();
  }

  /** A transaction that reads only what it has locked sees the newest, by the newest time. */
  @Test
  void whoGetsALockJudgesByTheTimeOfThat() {
    Keyspace keyspace = create(StorageEngine.BTREE);
    keyspace.put(KEY, bytes("1"), IN_A_SECOND);
    try (Transaction transaction = db.begin()) {
      pass(Duration.ofSeconds(1));
      keyspace.put(bytes("other"), bytes("1"));
      assertThat(transaction.getForUpdate(keyspace, KEY)).isNull();
    }
  }

  @Test
  void timeThatGoesBackBringsNothingBack() {
    Keyspace keyspace = create(StorageEngine.BTREE);
    keyspace.put(KEY, bytes("1"), IN_A_SECOND);
    pass(Duration.ofSeconds(1));
    assertThat(keyspace.get(KEY)).isNull();
    nowMicros -= 900_000;
    assertThat(keyspace.get(KEY)).isNull();
    try (Snapshot snapshot = db.snapshot()) {
      assertThat(snapshot.get(keyspace, KEY)).isNull();
    }
  }
}
