package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Transaction} does. */
abstract class TransactionContract extends Contract {

  private Keyspace keyspace;

  @BeforeEach
  void createKeyspace() {
    keyspace = db.createKeyspace("k");
  }

  @Test
  void writesAreSeenByTheTransactionAtOnceAndByOthersAfterTheCommit() {
    Keyspace other = db.createKeyspace("other");
    keyspace.put(OTHER, VALUE);
    try (Transaction transaction = db.begin();
        Snapshot snapshot = db.snapshot()) {
      assertThat(transaction.hasWrites()).isFalse();
      transaction.put(keyspace, KEY, VALUE);
      transaction.put(other, KEY, OTHER);
      transaction.delete(keyspace, OTHER);
      assertThat(transaction.hasWrites()).isTrue();
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      assertThat(transaction.contains(keyspace, OTHER)).isFalse();
      assertThat(keyspace.get(KEY)).isNull();
      assertThat(keyspace.get(OTHER)).isEqualTo(VALUE);
      transaction.commit();
      settle(db);
      assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
      assertThat(keyspace.get(OTHER)).isNull();
      assertThat(other.get(KEY)).isEqualTo(OTHER);
      assertThat(snapshot.get(keyspace, OTHER)).isEqualTo(VALUE);
    }
  }

  @Test
  void theLastWriteOfAKeyCounts() {
    try (Transaction transaction = db.begin()) {
      transaction.put(keyspace, KEY, VALUE);
      transaction.delete(keyspace, KEY);
      assertThat(transaction.get(keyspace, KEY)).isNull();
      transaction.put(keyspace, KEY, OTHER);
      transaction.put(keyspace, OTHER, VALUE);
      transaction.delete(keyspace, OTHER);
      transaction.commit();
    }
    assertThat(keyspace.get(KEY)).isEqualTo(OTHER);
    assertThat(keyspace.contains(OTHER)).isFalse();
  }

  @Test
  void readsAreAsOfTheBeginning() {
    keyspace.put(KEY, VALUE);
    try (Transaction transaction = db.begin()) {
      keyspace.put(KEY, OTHER);
      keyspace.put(OTHER, OTHER);
      settle(db);
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      assertThat(transaction.contains(keyspace, OTHER)).isFalse();
    }
  }

  @Test
  void whatIsRolledBackOrClosedNeverHappened() {
    Transaction rolledBack = db.begin();
    rolledBack.put(keyspace, KEY, VALUE);
    rolledBack.rollback();
    rolledBack.rollback();
    rolledBack.close();
    try (Transaction closed = db.begin()) {
      closed.put(keyspace, KEY, VALUE);
    }
    assertThat(keyspace.contains(KEY)).isFalse();
  }

  @Test
  void aTransactionWithoutWritesCommitsWhateverHappenedMeanwhile() {
    keyspace.put(KEY, VALUE);
    try (Transaction transaction = db.begin()) {
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      keyspace.put(KEY, OTHER);
      transaction.commit();
    }
  }

  @Test
  void ofTwoThatWriteOneKeyTheFirstToCommitSucceeds() {
    keyspace.put(KEY, VALUE);
    try (Transaction first = db.begin();
        Transaction second = db.begin()) {
      first.put(keyspace, KEY, bytes("first"));
      second.put(keyspace, KEY, bytes("second"));
      second.put(keyspace, OTHER, bytes("second"));
      first.commit();
      settle(db);
      assertThatThrownBy(second::commit)
          .isInstanceOfSatisfying(
              ConflictException.class,
              e -> {
                assertThat(e.keyspace()).isEqualTo("k");
                assertThat(e.key()).isEqualTo(KEY);
                e.key()[0]++;
                assertThat(e.key()).isEqualTo(KEY);
              });
      assertThatThrownBy(second::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(keyspace.get(KEY)).isEqualTo(bytes("first"));
    assertThat(keyspace.contains(OTHER)).isFalse();
  }

  @Test
  void aPlainWriteConflictsAsATransactionDoes() {
    try (Transaction transaction = db.begin()) {
      transaction.delete(keyspace, KEY);
      keyspace.putIfAbsent(KEY, VALUE);
      assertThatThrownBy(transaction::commit).isInstanceOf(ConflictException.class);
    }
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void writesOfDifferentKeysDoNotConflict() {
    try (Transaction one = db.begin();
        Transaction other = db.begin()) {
      one.put(keyspace, KEY, VALUE);
      other.put(keyspace, OTHER, VALUE);
      other.commit();
      one.commit();
    }
    assertThat(keyspace.contains(KEY) && keyspace.contains(OTHER)).isTrue();
  }

  @Test
  void aCursorSeesWhatIsWrittenWhileItIsOpen() {
    keyspace.put(bytes("a"), VALUE);
    keyspace.put(bytes("c"), VALUE);
    settle(db);
    try (Transaction transaction = db.begin();
        Cursor cursor = transaction.cursor(keyspace, KeyRange.all())) {
      assertThat(cursor.next()).isTrue();
      transaction.put(keyspace, bytes("b"), OTHER);
      transaction.delete(keyspace, bytes("c"));
      transaction.put(keyspace, bytes("d"), OTHER);
      assertThat(cursor.next()).isTrue();
      assertThat(text(cursor.key())).isEqualTo("b");
      assertThat(cursor.next()).isTrue();
      assertThat(text(cursor.key())).isEqualTo("d");
      transaction.put(keyspace, bytes("cc"), OTHER);
      assertThat(cursor.previous()).isTrue();
      assertThat(text(cursor.key())).isEqualTo("cc");
    }
  }

  @Test
  void arraysAreCopied() {
    byte[] key = {1, 1};
    byte[] value = {2, 2};
    try (Transaction transaction = db.begin()) {
      transaction.put(keyspace, key, value);
      key[0] = 9;
      value[0] = 9;
      assertThat(transaction.get(keyspace, new byte[] {1, 1})).containsExactly(2, 2);
      transaction.get(keyspace, new byte[] {1, 1})[0] = 9;
      transaction.commit();
    }
    assertThat(keyspace.get(new byte[] {1, 1})).containsExactly(2, 2);
    assertThat(keyspace.contains(key)).isFalse();
  }

  @Test
  void keysAndValuesMayBeEmptyAndHaveTheirLimits() {
    byte[] longest = new byte[db.capabilities().keyBytesMax()];
    try (Transaction transaction = db.begin()) {
      transaction.put(keyspace, EMPTY, EMPTY);
      transaction.put(keyspace, longest, VALUE);
      assertThatThrownBy(() -> transaction.put(keyspace, tooLongKey(), VALUE))
          .isInstanceOf(LimitException.class);
      assertThatThrownBy(() -> transaction.delete(keyspace, tooLongKey()))
          .isInstanceOf(LimitException.class);
      transaction.commit();
    }
    assertThat(keyspace.get(EMPTY)).isEmpty();
    assertThat(keyspace.get(longest)).isEqualTo(VALUE);
  }

  @Test
  void aKeyspaceOfAnotherDatabaseIsRefused() {
    try (Transaction transaction = db.begin()) {
      withForeignKeyspace(
          foreign -> {
            for (ThrowingCallable use :
                List.<ThrowingCallable>of(
                    () -> transaction.view(foreign),
                    () -> transaction.put(foreign, KEY, VALUE),
                    () -> transaction.delete(foreign, KEY))) {
              assertThatThrownBy(use)
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("'foreign' belongs to another database");
            }
          });
      assertThat(transaction.hasWrites()).isFalse();
    }
  }

  @Test
  void aKeyspaceThatWasDroppedMeanwhileIsReadAndNotWritten() {
    keyspace.put(KEY, VALUE);
    Keyspace kept = db.createKeyspace("kept");
    try (Transaction transaction = db.begin();
        Transaction early = db.begin()) {
      early.put(kept, KEY, VALUE);
      early.put(keyspace, OTHER, VALUE);
      db.dropKeyspace("k");
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      assertRefused(
          "dropped",
          List.of(
              () -> transaction.put(keyspace, KEY, OTHER),
              () -> transaction.delete(keyspace, KEY),
              early::commit));
      assertThat(kept.contains(KEY)).isFalse();
    }
  }

  @Test
  void aKeyspaceThatWasRenamedMeanwhileIsTheSame() {
    keyspace.put(KEY, VALUE);
    try (Transaction transaction = db.begin()) {
      db.renameKeyspace("k", "renamed");
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      transaction.put(keyspace, KEY, OTHER);
      transaction.commit();
    }
    assertThat(db.keyspace("renamed").get(KEY)).isEqualTo(OTHER);
  }

  @Test
  void everyDurabilityCanBeAskedFor() {
    for (Durability durability : Durability.values()) {
      TransactionOptions options = TransactionOptions.defaults().withDurability(durability);
      try (Transaction transaction = db.begin(options)) {
        transaction.put(keyspace, KEY, bytes(durability.name()));
        transaction.commit();
      }
      assertThat(text(keyspace.get(KEY))).isEqualTo(durability.name());
    }
  }

  private Transaction begin(Isolation isolation) {
    return db.begin(TransactionOptions.defaults().withIsolation(isolation));
  }

  @Test
  void whatWasWrittenSinceASavepointIsTakenBack() {
    assumeTrue(db.capabilities().savepoints());
    keyspace.put(OTHER, VALUE);
    try (Transaction transaction = db.begin()) {
      Savepoint first = transaction.savepoint();
      transaction.put(keyspace, KEY, VALUE);
      Savepoint second = transaction.savepoint();
      transaction.put(keyspace, KEY, OTHER);
      transaction.delete(keyspace, OTHER);
      assertThat(transaction.contains(keyspace, OTHER)).isFalse();
      transaction.rollbackTo(second);
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      assertThat(transaction.get(keyspace, OTHER)).isEqualTo(VALUE);
      // It can be gone back to again, whatever was written and taken back meanwhile.
      transaction.delete(keyspace, KEY);
      transaction.put(keyspace, KEY, OTHER);
      transaction.rollbackTo(second);
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      transaction.rollbackTo(first);
      assertThat(transaction.get(keyspace, KEY)).isNull();
      assertThat(transaction.hasWrites()).isFalse();
      transaction.put(keyspace, OTHER, OTHER);
      transaction.commit();
    }
    settle(db);
    assertThat(keyspace.get(KEY)).isNull();
    assertThat(keyspace.get(OTHER)).isEqualTo(OTHER);
  }

  @Test
  void aRangeThatIsRemovedIsGoneForTheTransactionAndThenForAll() {
    for (byte i = 1; i < 7; i++) {
      keyspace.put(new byte[] {i}, VALUE);
    }
    settle(db);
    try (Transaction transaction = db.begin()) {
      transaction.put(keyspace, new byte[] {2, 2}, OTHER);
      try (Cursor cursor = transaction.view(keyspace).cursor()) {
        assertThat(cursor.next()).isTrue();
        transaction.deleteRange(keyspace, KeyRange.between(new byte[] {2}, new byte[] {5}));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).containsExactly(5);
        transaction.put(keyspace, new byte[] {3}, OTHER);
        assertThat(cursor.previous()).isTrue();
        assertThat(cursor.key()).containsExactly(3);
        assertThat(cursor.value()).isEqualTo(OTHER);
        assertThat(cursor.previous()).isTrue();
        assertThat(cursor.key()).containsExactly(1);
      }
      assertThat(transaction.get(keyspace, new byte[] {2})).isNull();
      assertThat(transaction.get(keyspace, new byte[] {2, 2})).isNull();
      assertThat(transaction.contains(keyspace, new byte[] {4})).isFalse();
      assertThat(transaction.view(keyspace).getAll(List.of(new byte[] {3}, new byte[] {4})))
          .containsExactly(OTHER, null);
      assertThat(keyspace.get(new byte[] {2})).isEqualTo(VALUE);
      transaction.deletePrefix(keyspace, new byte[] {6});
      transaction.commit();
    }
    assertThat(keyspace.getAll(keys(1, 2, 3, 4, 5, 6)))
        .containsExactly(VALUE, null, OTHER, null, VALUE, null);
    settle(db);
    assertThat(keyspace.getAll(keys(1, 2, 3, 4, 5, 6)))
        .containsExactly(VALUE, null, OTHER, null, VALUE, null);
  }

  private static List<byte[]> keys(int... numbers) {
    return IntStream.of(numbers).mapToObj(i -> new byte[] {(byte) i}).toList();
  }

  @Test
  void removingARangeIsTakenBackWithAllThatItTook() {
    assumeTrue(db.capabilities().savepoints());
    keyspace.put(new byte[] {1}, VALUE);
    keyspace.put(new byte[] {2}, VALUE);
    try (Transaction transaction = db.begin()) {
      transaction.put(keyspace, new byte[] {3}, OTHER);
      transaction.deleteRange(keyspace, KeyRange.only(new byte[] {1}));
      Savepoint savepoint = transaction.savepoint();
      transaction.deleteRange(keyspace, KeyRange.all());
      transaction.put(keyspace, new byte[] {2}, OTHER);
      transaction.rollbackTo(savepoint);
      assertThat(transaction.view(keyspace).getAll(keys(1, 2, 3)))
          .containsExactly(null, VALUE, OTHER);
      transaction.deleteRange(keyspace, KeyRange.atLeast(new byte[] {2}));
      transaction.rollbackTo(savepoint);
      transaction.commit();
    }
    settle(db);
    assertThat(keyspace.getAll(keys(1, 2, 3))).containsExactly(null, VALUE, OTHER);
  }

  @Test
  void aReleasedSavepointIsGoneAndWhatWasWrittenStays() {
    assumeTrue(db.capabilities().savepoints());
    try (Transaction transaction = db.begin()) {
      Savepoint first = transaction.savepoint();
      transaction.put(keyspace, KEY, VALUE);
      Savepoint second = transaction.savepoint();
      transaction.put(keyspace, OTHER, VALUE);
      transaction.release(first);
      assertRefused(
          "the savepoint is gone",
          List.of(
              () -> transaction.rollbackTo(first),
              () -> transaction.rollbackTo(second),
              () -> transaction.release(second)));
      transaction.commit();
    }
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    assertThat(keyspace.get(OTHER)).isEqualTo(VALUE);
  }

  @Test
  void goingBackForgetsTheSavepointsThatCameLater() {
    assumeTrue(db.capabilities().savepoints());
    try (Transaction transaction = db.begin()) {
      Savepoint first = transaction.savepoint();
      Savepoint second = transaction.savepoint();
      transaction.rollbackTo(first);
      assertRefused("the savepoint is gone", List.of(() -> transaction.rollbackTo(second)));
      transaction.release(first);
    }
  }

  @Test
  void savepointsOfOthersAreRefused() {
    assumeTrue(db.capabilities().savepoints());
    try (Transaction one = db.begin();
        Transaction other = db.begin()) {
      Savepoint foreign = other.savepoint();
      assertThatThrownBy(() -> one.rollbackTo(foreign))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> one.release(foreign)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** A cursor goes on from where it stands, be that still there or not. */
  @Test
  void cursorsSeeWhatWasTakenBack() {
    assumeTrue(db.capabilities().savepoints());
    keyspace.put(new byte[] {1}, VALUE);
    keyspace.put(new byte[] {5}, VALUE);
    try (Transaction transaction = db.begin()) {
      Savepoint savepoint = transaction.savepoint();
      transaction.put(keyspace, new byte[] {2}, OTHER);
      transaction.put(keyspace, new byte[] {3}, OTHER);
      transaction.delete(keyspace, new byte[] {5});
      try (Cursor cursor = transaction.view(keyspace).cursor()) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(new byte[] {2});
        transaction.rollbackTo(savepoint);
        assertThat(cursor.key()).isEqualTo(new byte[] {2});
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(new byte[] {5});
        assertThat(cursor.next()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ownWritesAreSeenAtEachLevel(Isolation isolation) {
    assumeTrue(db.capabilities().isolations().contains(isolation));
    keyspace.put(KEY, VALUE);
    try (Transaction transaction = begin(isolation)) {
      assertThat(transaction.isolation()).isEqualTo(isolation);
      transaction.put(keyspace, OTHER, VALUE);
      transaction.delete(keyspace, KEY);
      assertThat(transaction.view(keyspace).getAll(List.of(KEY, OTHER)))
          .containsExactly(null, VALUE);
      assertThat(transaction.contains(keyspace, KEY)).isFalse();
      assertThat(transaction.contains(keyspace, OTHER)).isTrue();
      try (Cursor cursor = transaction.view(keyspace).cursor()) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(OTHER);
        assertThat(cursor.next()).isFalse();
      }
      transaction.commit();
    }
    assertThat(keyspace.get(OTHER)).isEqualTo(VALUE);
    assertThat(keyspace.get(KEY)).isNull();
  }

  /** Each read sees what is committed when it begins, and a cursor keeps to that. */
  @Test
  void readCommittedSeesWhatOthersCommit() {
    assumeTrue(db.capabilities().isolations().contains(Isolation.READ_COMMITTED));
    keyspace.put(KEY, VALUE);
    try (Transaction transaction = begin(Isolation.READ_COMMITTED);
        Cursor before = transaction.view(keyspace).cursor()) {
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      keyspace.put(KEY, OTHER);
      keyspace.put(OTHER, OTHER);
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(OTHER);
      assertThat(before.next()).isTrue();
      assertThat(before.value()).isEqualTo(VALUE);
      assertThat(before.next()).isFalse();
      try (Cursor after = transaction.view(keyspace).cursor()) {
        assertThat(after.next()).isTrue();
        assertThat(after.next()).isTrue();
      }
      transaction.put(keyspace, KEY, VALUE);
      keyspace.put(KEY, OTHER);
      transaction.commit();
    }
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void cursorsEndWithTheirTransactionAtEachLevel() {
    keyspace.put(KEY, VALUE);
    for (Isolation isolation : db.capabilities().isolations()) {
      Transaction transaction = begin(isolation);
      Cursor cursor = transaction.view(keyspace).cursor();
      InputStream stream = transaction.view(keyspace).openValue(KEY);
      transaction.rollback();
      assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(stream::read).isInstanceOf(IllegalStateException.class);
      cursor.close();
    }
  }

  @Test
  void nullIsRefusedAndChangesNothing() {
    try (Transaction transaction = db.begin()) {
      assertRefusesNull(
          List.of(
              () -> transaction.view(null),
              () -> transaction.get(keyspace, null),
              () -> transaction.contains(keyspace, null),
              () -> transaction.cursor(keyspace, null),
              () -> transaction.put(null, KEY, VALUE),
              () -> transaction.put(keyspace, null, VALUE),
              () -> transaction.put(keyspace, KEY, (byte[]) null),
              () -> transaction.delete(null, KEY),
              () -> transaction.delete(keyspace, null)));
      assertThat(transaction.hasWrites()).isFalse();
    }
  }

  private List<ThrowingCallable> uses(Transaction transaction) {
    return List.of(
        () -> transaction.view(keyspace),
        () -> transaction.get(keyspace, KEY),
        () -> transaction.contains(keyspace, KEY),
        () -> transaction.cursor(keyspace, KeyRange.all()),
        () -> transaction.put(keyspace, KEY, VALUE),
        () -> transaction.delete(keyspace, KEY),
        transaction::savepoint,
        transaction::commit);
  }

  @Test
  void nothingIsDoneOnceItIsOver() {
    Transaction committed = db.begin();
    committed.put(keyspace, KEY, VALUE);
    ReadView view = committed.view(keyspace);
    committed.commit();
    assertRefused("over", uses(committed));
    assertRefused("over", List.of(() -> view.get(KEY), () -> view.getAll(List.of()), view::cursor));
    committed.rollback();
    committed.close();
    Transaction rolledBack = db.begin();
    rolledBack.rollback();
    assertRefused("over", uses(rolledBack));
    Transaction closed = db.begin();
    closed.close();
    assertRefused("over", uses(closed));
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void closingTheDatabaseRollsItBack() {
    Transaction transaction = db.begin();
    transaction.put(keyspace, KEY, VALUE);
    db.close();
    assertRefused("closed", uses(transaction));
    transaction.rollback();
    transaction.close();
  }
}
