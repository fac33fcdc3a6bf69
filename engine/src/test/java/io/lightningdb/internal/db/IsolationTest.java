package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.BulkLoad;
import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.io.MemoryDisk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the levels of isolation forbid and permit, one transaction's step after the other's. Where
 * nothing is said of the level it is snapshot isolation.
 */
class IsolationTest {

  private static final byte[] X = {1};
  private static final byte[] Y = {2};

  private Database db;
  private Keyspace accounts;

  @BeforeEach
  void open() {
    db = Lightning.openInMemory();
    accounts = db.createKeyspace("accounts");
    accounts.put(X, number(50));
    accounts.put(Y, number(50));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static byte[] number(int value) {
    return Integer.toString(value).getBytes(StandardCharsets.US_ASCII);
  }

  private static int number(byte[] value) {
    return Integer.parseInt(new String(value, StandardCharsets.US_ASCII));
  }

  private int read(Transaction transaction, byte[] key) {
    return number(transaction.get(accounts, key));
  }

  private void add(Transaction transaction, byte[] key, int amount) {
    transaction.put(accounts, key, number(read(transaction, key) + amount));
  }

  @Test
  void anUpdateIsNotLost() {
    try (Transaction one = db.begin();
        Transaction other = db.begin()) {
      add(one, X, 10);
      add(other, X, 20);
      one.commit();
      assertThatThrownBy(other::commit)
          .isInstanceOfSatisfying(
              ConflictException.class,
              e -> {
                assertThat(e.keyspace()).isEqualTo("accounts");
                assertThat(e.key()).isEqualTo(X);
                assertThat(e).hasMessageContaining("0x01").hasMessageContaining("accounts");
              });
    }
    assertThat(number(accounts.get(X))).isEqualTo(60);
  }

  @Test
  void anUpdateByAPlainWriteIsNotLostEither() {
    try (Transaction transaction = db.begin()) {
      add(transaction, X, 10);
      accounts.put(X, number(1));
      assertThatThrownBy(transaction::commit).isInstanceOf(ConflictException.class);
    }
    assertThat(number(accounts.get(X))).isEqualTo(1);
  }

  @Test
  void aDeletionAndACreationConflictToo() {
    byte[] fresh = {3};
    try (Transaction one = db.begin();
        Transaction other = db.begin()) {
      one.put(accounts, fresh, number(1));
      other.delete(accounts, fresh);
      one.commit();
      assertThatThrownBy(other::commit).isInstanceOf(ConflictException.class);
    }
    assertThat(number(accounts.get(fresh))).isEqualTo(1);
  }

  @Test
  void removingARangeConflictsWithWhatOthersDidInIt() {
    for (Runnable change :
        List.<Runnable>of(
            () -> accounts.put(new byte[] {5}, number(1)),
            () -> accounts.delete(Y),
            () -> accounts.deleteRange(KeyRange.atLeast(new byte[] {8, 1})))) {
      try (Transaction transaction = db.begin()) {
        transaction.deleteRange(accounts, KeyRange.between(X, new byte[] {9}));
        change.run();
        assertThatThrownBy(transaction::commit)
            .isInstanceOf(ConflictException.class)
            .hasMessageContaining("accounts");
      }
    }
  }

  @Test
  void removingARangeDoesNotConflictWithWhatHappensBesideIt() {
    try (Transaction transaction = db.begin()) {
      transaction.deleteRange(accounts, KeyRange.between(X, new byte[] {9}));
      accounts.put(new byte[] {9}, number(9));
      accounts.put(new byte[] {0, 5}, number(5));
      accounts.deleteRange(KeyRange.greaterThan(new byte[] {9}));
      db.unwrap(LocalDatabase.class).flush();
      transaction.commit();
    }
    assertThat(accounts.get(X)).isNull();
    assertThat(number(accounts.get(new byte[] {9}))).isEqualTo(9);
    assertThat(number(accounts.get(new byte[] {0, 5}))).isEqualTo(5);
  }

  @Test
  void aWriteInARangeThatAnotherHasRemovedConflicts() {
    try (Transaction transaction = db.begin();
        Transaction other = db.begin();
        Transaction beside = db.begin()) {
      add(transaction, X, 1);
      other.put(accounts, new byte[] {7}, number(1));
      beside.put(accounts, new byte[] {9, 9}, number(1));
      accounts.deleteRange(KeyRange.between(X, new byte[] {9}));
      assertThatThrownBy(transaction::commit)
          .isInstanceOfSatisfying(ConflictException.class, e -> assertThat(e.key()).isEqualTo(X));
      assertThatThrownBy(other::commit).isInstanceOf(ConflictException.class);
      beside.commit();
    }
    assertThat(accounts.get(X)).isNull();
    assertThat(number(accounts.get(new byte[] {9, 9}))).isEqualTo(1);
  }

  @Test
  void whatASerializableTransactionReadMustNotBeInARangeThatIsRemoved() {
    TransactionOptions options =
        TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE);
    try (Transaction ofKey = db.begin(options);
        Transaction ofAbsent = db.begin(options);
        Transaction ofRange = db.begin(options);
        Transaction beside = db.begin(options)) {
      assertThat(ofKey.get(accounts, X)).isNotNull();
      assertThat(ofAbsent.get(accounts, new byte[] {1, 1})).isNull();
      try (Cursor cursor = ofRange.cursor(accounts, KeyRange.lessThan(Y))) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
      }
      assertThat(beside.get(accounts, Y)).isNotNull();
      accounts.deleteRange(KeyRange.between(X, Y));
      for (Transaction transaction : List.of(ofKey, ofAbsent, ofRange)) {
        transaction.put(accounts, new byte[] {9}, number(1));
        assertThatThrownBy(transaction::commit).isInstanceOf(ConflictException.class);
      }
      beside.put(accounts, new byte[] {9}, number(1));
      beside.commit();
    }
  }

  @Test
  void readsAreNotSkewed() {
    try (Transaction reader = db.begin()) {
      assertThat(read(reader, X)).isEqualTo(50);
      db.transact(
          transfer -> {
            add(transfer, X, -20);
            add(transfer, Y, 20);
          });
      assertThat(read(reader, Y)).isEqualTo(50);
      assertThat(read(reader, X) + read(reader, Y)).isEqualTo(100);
    }
  }

  @Test
  void writesMaySkewAtThisLevel() {
    // Both keep the sum at 50 or more as far as they can see; together they do not.
    try (Transaction one = db.begin();
        Transaction other = db.begin()) {
      assertThat(read(one, X) + read(one, Y)).isEqualTo(100);
      assertThat(read(other, X) + read(other, Y)).isEqualTo(100);
      add(one, X, -50);
      add(other, Y, -50);
      one.commit();
      other.commit();
    }
    assertThat(number(accounts.get(X)) + number(accounts.get(Y))).isZero();
  }

  @Test
  void aTransactionReadsItsOwnWritesAndNobodyElseDoes() {
    try (Transaction writer = db.begin();
        Snapshot before = db.snapshot()) {
      writer.put(accounts, X, number(7));
      writer.delete(accounts, Y);
      assertThat(read(writer, X)).isEqualTo(7);
      assertThat(writer.contains(accounts, Y)).isFalse();
      assertThat(number(accounts.get(X))).isEqualTo(50);
      writer.commit();
      assertThat(number(accounts.get(X))).isEqualTo(7);
      assertThat(number(before.get(accounts, X))).isEqualTo(50);
      assertThat(before.contains(accounts, Y)).isTrue();
    }
  }

  @Test
  void whatIsRolledBackNeverHappened() {
    try (Transaction transaction = db.begin()) {
      transaction.put(accounts, X, number(7));
      assertThat(transaction.hasWrites()).isTrue();
      transaction.rollback();
      assertThatThrownBy(transaction::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("over");
    }
    assertThat(number(accounts.get(X))).isEqualTo(50);
  }

  @Test
  void aReadingTransactionNeverConflicts() {
    try (Transaction reader = db.begin()) {
      assertThat(read(reader, X)).isEqualTo(50);
      accounts.put(X, number(1));
      reader.commit();
    }
  }

  @Test
  void transactRunsTheWorkAgainUntilItDoesNotConflict() {
    int[] runs = {0};
    db.transact(
        transaction -> {
          add(transaction, X, 1);
          if (++runs[0] < 3) {
            accounts.put(X, number(100 * runs[0]));
          }
        });
    assertThat(runs[0]).isEqualTo(3);
    assertThat(number(accounts.get(X))).isEqualTo(201);
  }

  @Test
  void transactGivesUpAfterManyConflictsAndSaysWhy() {
    assertThatThrownBy(
            () ->
                db.transact(
                    transaction -> {
                      add(transaction, X, 1);
                      accounts.put(X, number(1));
                    }))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void whatTheWorkThrowsRollsBack() {
    assertThatThrownBy(
            () ->
                db.transact(
                    transaction -> {
                      transaction.put(accounts, X, number(1));
                      throw new UnsupportedOperationException("no");
                    }))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(number(accounts.get(X))).isEqualTo(50);
    assertThat(db.unwrap(LocalDatabase.class).statistics().snapshots()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionSaysWhichIsolationItGives(Isolation isolation) {
    try (Transaction transaction = begin(isolation)) {
      assertThat(transaction.isolation()).isEqualTo(isolation);
    }
    assertThat(db.capabilities().isolations()).containsExactlyInAnyOrder(Isolation.values());
  }

  private Transaction begin(Isolation isolation) {
    return db.begin(TransactionOptions.defaults().withIsolation(isolation));
  }

  /** What a serializable transaction reads, to be interfered with. */
  private interface Reading {
    void read(Transaction transaction);
  }

  private boolean conflicts(Reading reading, byte[] changedKey) {
    try (Transaction transaction = begin(Isolation.SERIALIZABLE)) {
      reading.read(transaction);
      transaction.put(accounts, new byte[] {99}, number(1));
      accounts.put(changedKey, number(1));
      transaction.commit();
      return false;
    } catch (ConflictException e) {
      assertThat(e.key()).isEqualTo(changedKey);
      assertThat(e).hasMessageContaining("which this transaction read");
      return true;
    }
  }

  private Cursor cursor(Transaction transaction, KeyRange range) {
    return transaction.view(accounts).cursor(range);
  }

  @Test
  void whatWasReadMustNotHaveChanged() {
    assertThat(conflicts(one -> one.get(accounts, X), X)).isTrue();
    assertThat(conflicts(one -> one.get(accounts, X), Y)).isFalse();
    assertThat(conflicts(one -> one.get(accounts, new byte[] {7}), new byte[] {7})).isTrue();
    assertThat(conflicts(one -> one.contains(accounts, X), X)).isTrue();
    assertThat(conflicts(one -> one.view(accounts).getAll(List.of(X, Y)), Y)).isTrue();
    // What it wrote itself it has not read.
    assertThat(
            conflicts(
                one -> {
                  one.put(accounts, new byte[] {99}, number(3));
                  one.get(accounts, new byte[] {99});
                },
                X))
        .isFalse();
  }

  /** A range counts as far as a cursor came, in either direction, and no further. */
  @Test
  void rangesMustNotHaveChangedAsFarAsTheyWereRead() {
    KeyRange range = KeyRange.between(new byte[] {1, 0}, new byte[] {50});
    for (int key = 10; key <= 40; key += 10) {
      accounts.put(new byte[] {(byte) key}, number(key));
    }
    Reading all =
        one -> {
          Cursor cursor = cursor(one, range);
          while (cursor.next()) {}
        };
    Reading backwards =
        one -> {
          Cursor cursor = cursor(one, range);
          while (cursor.previous()) {}
        };
    Reading toTwenty =
        one -> {
          Cursor cursor = cursor(one, range);
          cursor.seek(new byte[] {15});
          cursor.next();
          cursor.previous();
        };
    Reading downFromThirty =
        one -> {
          Cursor cursor = cursor(one, range);
          cursor.seekFloor(new byte[] {35});
          cursor.previous();
        };
    Reading nothing = one -> cursor(one, KeyRange.between(new byte[] {60}, new byte[] {70})).next();
    for (Reading whole : List.of(all, backwards)) {
      assertThat(conflicts(whole, new byte[] {1, 0})).isTrue();
      assertThat(conflicts(whole, new byte[] {49})).isTrue();
      assertThat(conflicts(whole, new byte[] {1})).isFalse();
      assertThat(conflicts(whole, new byte[] {50})).isFalse();
      accounts.delete(new byte[] {1, 0});
      accounts.delete(new byte[] {49});
    }
    assertThat(conflicts(toTwenty, new byte[] {15})).isTrue();
    accounts.delete(new byte[] {15});
    assertThat(conflicts(toTwenty, new byte[] {30})).isTrue();
    assertThat(conflicts(toTwenty, new byte[] {14})).isFalse();
    assertThat(conflicts(toTwenty, new byte[] {31})).isFalse();
    accounts.delete(new byte[] {31});
    assertThat(conflicts(downFromThirty, new byte[] {35})).isTrue();
    accounts.delete(new byte[] {35});
    assertThat(conflicts(downFromThirty, new byte[] {20})).isTrue();
    assertThat(conflicts(downFromThirty, new byte[] {19})).isFalse();
    assertThat(conflicts(downFromThirty, new byte[] {36})).isFalse();
    assertThat(conflicts(nothing, new byte[] {65})).isTrue();
    assertThat(conflicts(nothing, new byte[] {70})).isFalse();
  }

  /** A load has no entries in memory, so all between its first and last key counts as changed. */
  @Test
  void aLoadIntoWhatWasReadIsAConflict() {
    for (boolean inside : new boolean[] {true, false}) {
      try (Transaction transaction = begin(Isolation.SERIALIZABLE);
          BulkLoad load = db.unwrap(LocalDatabase.class).bulkLoad(accounts)) {
        cursor(transaction, KeyRange.between(new byte[] {20}, new byte[] {30})).next();
        transaction.put(accounts, new byte[] {99}, number(1));
        load.add(new byte[] {(byte) (inside ? 10 : 40)}, number(1));
        load.add(new byte[] {50}, number(1));
        load.commit();
        if (inside) {
          assertThatThrownBy(transaction::commit)
              .isInstanceOf(ConflictException.class)
              .hasMessageContaining("was loaded into");
        } else {
          transaction.commit();
        }
      }
    }
  }

  /** Beyond what is kept of it, all that was read counts as the whole keyspace. */
  @Test
  void whoReadsTooMuchToNoteItHasReadEverything() {
    try (Transaction transaction = begin(Isolation.SERIALIZABLE)) {
      for (int i = 0; i < 100_000; i++) {
        transaction.get(accounts, number(i));
      }
      transaction.put(accounts, X, number(1));
      accounts.put("elsewhere".getBytes(StandardCharsets.US_ASCII), number(1));
      assertThatThrownBy(transaction::commit).isInstanceOf(ConflictException.class);
    }
  }

  @Test
  void whatIsOlderThanTheKeptHistoryIsRefusedAndNeverPassed() {
    try (Transaction transaction = begin(Isolation.SERIALIZABLE)) {
      transaction.get(accounts, X);
      transaction.put(accounts, Y, number(1));
      for (int i = 0; i < 4; i++) {
        accounts.put(new byte[] {(byte) (10 + i)}, number(1));
        db.unwrap(LocalDatabase.class).flush();
      }
      assertThatThrownBy(transaction::commit)
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("run it again");
    }
  }

  @Test
  void whoOnlyReadsAlwaysCommits() {
    try (Transaction transaction = begin(Isolation.SERIALIZABLE)) {
      transaction.get(accounts, X);
      accounts.put(X, number(1));
      transaction.commit();
    }
  }

  @Test
  void aTransactionTooOldToBeCheckedIsRefusedAndNeverPassed() {
    MemoryDisk disk = new MemoryDisk();
    Options options = Options.builder().memtableBytes(64 * 1024).build();
    try (LocalDatabase small = Databases.open(disk, options)) {
      Keyspace keyspace = small.createKeyspace("k");
      try (Transaction old = small.begin()) {
        old.put(keyspace, X, number(1));
        keyspace.put(X, number(2));
        for (int i = 0; i < 10; i++) {
          keyspace.put(Y, new byte[20_000]);
          small.flush();
        }
        assertThatThrownBy(old::commit)
            .isInstanceOfSatisfying(ConflictException.class, e -> assertThat(e.key()).isNull());
      }
      assertThat(number(keyspace.get(X))).isEqualTo(2);
    }
  }

  @Test
  void aTransactionIsCheckedAgainstWhatWasFlushedMeanwhile() {
    MemoryDisk disk = new MemoryDisk();
    try (LocalDatabase small = Databases.open(disk, Options.defaults())) {
      Keyspace keyspace = small.createKeyspace("k");
      try (Transaction one = small.begin();
          Transaction other = small.begin()) {
        one.put(keyspace, X, number(1));
        other.put(keyspace, Y, number(1));
        keyspace.put(X, number(2));
        small.flush();
        assertThatThrownBy(one::commit).isInstanceOf(ConflictException.class);
        other.commit();
      }
      assertThat(number(keyspace.get(Y))).isEqualTo(1);
    }
  }
}
