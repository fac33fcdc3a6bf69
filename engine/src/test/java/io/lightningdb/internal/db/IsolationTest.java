package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.ConflictException;
import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.io.MemoryDisk;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What snapshot isolation forbids and what it permits, one transaction's step after the other's.
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

  @Test
  void aTransactionSaysWhichIsolationItGives() {
    TransactionOptions least =
        TransactionOptions.defaults().withIsolation(Isolation.READ_COMMITTED);
    try (Transaction transaction = db.begin(least)) {
      assertThat(transaction.isolation()).isEqualTo(Isolation.SNAPSHOT);
    }
    assertThatThrownBy(
            () -> db.begin(TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SERIALIZABLE");
    assertThat(db.capabilities().isolations()).containsExactly(Isolation.SNAPSHOT);
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
