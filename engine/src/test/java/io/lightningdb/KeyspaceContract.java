package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Keyspace} does beyond reading. */
abstract class KeyspaceContract extends Contract {

  private Keyspace keyspace;

  @BeforeEach
  void createKeyspace() {
    keyspace = db.createKeyspace("k");
  }

  private void put(byte[] key, byte[] value) {
    keyspace.put(key, value);
    settle(db);
  }

  @Test
  void aValueIsSetReplacedAndRemoved() {
    assertThat(keyspace.get(KEY)).isNull();
    put(KEY, VALUE);
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    put(KEY, OTHER);
    assertThat(keyspace.get(KEY)).isEqualTo(OTHER);
    keyspace.delete(KEY);
    assertThat(keyspace.get(KEY)).isNull();
    assertThat(keyspace.contains(KEY)).isFalse();
    settle(db);
    assertThat(keyspace.get(KEY)).isNull();
    keyspace.delete(KEY);
    put(KEY, VALUE);
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void keysAndValuesMayBeEmpty() {
    put(EMPTY, VALUE);
    put(KEY, EMPTY);
    assertThat(keyspace.get(EMPTY)).isEqualTo(VALUE);
    assertThat(keyspace.get(KEY)).isEmpty();
    assertThat(keyspace.contains(KEY)).isTrue();
    assertThat(keyspace.putIfAbsent(KEY, VALUE)).isFalse();
    assertThat(keyspace.compareAndSet(KEY, EMPTY, VALUE)).isTrue();
    assertThat(keyspace.getAndDelete(EMPTY)).isEqualTo(VALUE);
    assertThat(keyspace.contains(EMPTY)).isFalse();
  }

  @Test
  void keysMayBeAsLongAsTheLimitAndNoLonger() {
    byte[] longest = new byte[db.capabilities().keyBytesMax()];
    longest[longest.length - 1] = 7;
    put(longest, VALUE);
    assertThat(keyspace.get(longest)).isEqualTo(VALUE);
    byte[] tooLong = tooLongKey();
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> keyspace.put(tooLong, VALUE),
            () -> keyspace.delete(tooLong),
            () -> keyspace.putIfAbsent(tooLong, VALUE),
            () -> keyspace.replace(tooLong, VALUE),
            () -> keyspace.compareAndSet(tooLong, null, null),
            () -> keyspace.compareAndSet(tooLong, VALUE, null),
            () -> keyspace.getAndPut(tooLong, VALUE),
            () -> keyspace.getAndDelete(tooLong))) {
      assertThatThrownBy(use)
          .isInstanceOf(LimitException.class)
          .hasMessageContaining("" + tooLong.length)
          .hasMessageContaining("" + db.capabilities().keyBytesMax());
    }
  }

  @Test
  void valuesOfMegabytesAreKept() {
    byte[] large = new byte[5_000_000];
    large[4_999_999] = 7;
    put(KEY, large);
    assertThat(keyspace.get(KEY)).isEqualTo(large);
    assertThat(keyspace.getAndPut(KEY, VALUE)).isEqualTo(large);
  }

  @Test
  void aRangeIsRemovedAsAWhole() {
    for (int i = 1; i < 9; i++) {
      keyspace.put(new byte[] {(byte) i, 1}, VALUE);
    }
    settle(db);
    try (Snapshot before = db.snapshot()) {
      keyspace.deleteRange(KeyRange.between(new byte[] {2}, new byte[] {5}));
      assertThat(keys(keyspace)).containsExactly(1, 5, 6, 7, 8);
      assertThat(keyspace.get(new byte[] {2, 1})).isNull();
      assertThat(keyspace.contains(new byte[] {4, 1})).isFalse();
      assertThat(keyspace.getAll(List.of(new byte[] {3, 1}, new byte[] {5, 1})))
          .containsExactly(null, VALUE);
      assertThat(keyspace.putIfAbsent(new byte[] {3, 1}, OTHER)).isTrue();
      settle(db);
      assertThat(keys(keyspace)).containsExactly(1, 3, 5, 6, 7, 8);
      keyspace.deletePrefix(new byte[] {7});
      keyspace.deleteRange(KeyRange.lessThan(new byte[] {2}));
      assertThat(keys(keyspace)).containsExactly(3, 5, 6, 8);
      assertThat(keys(before.view(keyspace))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
      assertThat(before.get(keyspace, new byte[] {3, 1})).isEqualTo(VALUE);
    }
    settle(db);
    assertThat(keys(keyspace)).containsExactly(3, 5, 6, 8);
    keyspace.deleteRange(KeyRange.all());
    assertThat(keys(keyspace)).isEmpty();
    settle(db);
    assertThat(keys(keyspace)).isEmpty();
    keyspace.put(new byte[] {4, 1}, VALUE);
    settle(db);
    assertThat(keys(keyspace)).containsExactly(4);
  }

  private static List<Integer> keys(ReadView view) {
    List<Integer> keys = new ArrayList<>();
    List<Integer> backward = new ArrayList<>();
    try (Cursor cursor = view.cursor()) {
      while (cursor.next()) {
        keys.add((int) cursor.key()[0]);
      }
      while (cursor.previous()) {
        backward.add(0, (int) cursor.key()[0]);
      }
    }
    assertThat(backward).isEqualTo(keys);
    return keys;
  }

  @Test
  void aRangeWithoutKeysRemovesNothing() {
    keyspace.put(KEY, VALUE);
    keyspace.deleteRange(KeyRange.between(OTHER, KEY));
    keyspace.deleteRange(KeyRange.lessThan(EMPTY));
    keyspace.deleteRange(KeyRange.greaterThan(KEY));
    settle(db);
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  /** The successor of the longest key is still an end that can be meant. */
  @Test
  void theEndsOfRangesHaveTheLimitOfKeys() {
    byte[] longest = new byte[db.capabilities().keyBytesMax()];
    keyspace.put(longest, VALUE);
    keyspace.deleteRange(KeyRange.greaterThan(longest));
    settle(db);
    assertThat(keyspace.contains(longest)).isTrue();
    keyspace.deleteRange(KeyRange.only(longest));
    settle(db);
    assertThat(keyspace.contains(longest)).isFalse();
    byte[] tooLong = new byte[db.capabilities().keyBytesMax() + 2];
    for (KeyRange range : List.of(KeyRange.atLeast(tooLong), KeyRange.lessThan(tooLong))) {
      assertThatThrownBy(() -> keyspace.deleteRange(range))
          .isInstanceOf(LimitException.class)
          .hasMessageContaining("end of the range");
    }
  }

  @Test
  void putIfAbsentSetsOnlyWhereThereIsNothing() {
    assertThat(keyspace.putIfAbsent(KEY, VALUE)).isTrue();
    settle(db);
    assertThat(keyspace.putIfAbsent(KEY, OTHER)).isFalse();
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    keyspace.delete(KEY);
    assertThat(keyspace.putIfAbsent(KEY, OTHER)).isTrue();
    assertThat(keyspace.get(KEY)).isEqualTo(OTHER);
  }

  @Test
  void replaceSetsOnlyWhereThereIsSomething() {
    assertThat(keyspace.replace(KEY, VALUE)).isFalse();
    assertThat(keyspace.contains(KEY)).isFalse();
    put(KEY, VALUE);
    assertThat(keyspace.replace(KEY, OTHER)).isTrue();
    assertThat(keyspace.get(KEY)).isEqualTo(OTHER);
    keyspace.delete(KEY);
    assertThat(keyspace.replace(KEY, VALUE)).isFalse();
  }

  @Test
  void compareAndSetTakesNullForAbsenceOnBothSides() {
    assertThat(keyspace.compareAndSet(KEY, VALUE, OTHER)).isFalse();
    assertThat(keyspace.compareAndSet(KEY, VALUE, null)).isFalse();
    assertThat(keyspace.compareAndSet(KEY, null, null)).isTrue();
    assertThat(keyspace.contains(KEY)).isFalse();
    assertThat(keyspace.compareAndSet(KEY, null, VALUE)).isTrue();
    settle(db);
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    assertThat(keyspace.compareAndSet(KEY, null, OTHER)).isFalse();
    assertThat(keyspace.compareAndSet(KEY, null, null)).isFalse();
    assertThat(keyspace.compareAndSet(KEY, OTHER, OTHER)).isFalse();
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    assertThat(keyspace.compareAndSet(KEY, VALUE.clone(), OTHER)).isTrue();
    assertThat(keyspace.get(KEY)).isEqualTo(OTHER);
    settle(db);
    assertThat(keyspace.compareAndSet(KEY, OTHER, null)).isTrue();
    assertThat(keyspace.contains(KEY)).isFalse();
  }

  @Test
  void getAndPutReturnsWhatItReplaces() {
    assertThat(keyspace.getAndPut(KEY, VALUE)).isNull();
    settle(db);
    assertThat(keyspace.getAndPut(KEY, OTHER)).isEqualTo(VALUE);
    assertThat(keyspace.getAndPut(KEY, VALUE)).isEqualTo(OTHER);
    keyspace.delete(KEY);
    assertThat(keyspace.getAndPut(KEY, VALUE)).isNull();
  }

  @Test
  void getAndDeleteReturnsWhatItRemoves() {
    assertThat(keyspace.getAndDelete(KEY)).isNull();
    put(KEY, VALUE);
    assertThat(keyspace.getAndDelete(KEY)).isEqualTo(VALUE);
    assertThat(keyspace.getAndDelete(KEY)).isNull();
    settle(db);
    assertThat(keyspace.contains(KEY)).isFalse();
  }

  @Test
  void arraysAreCopiedInAndOut() {
    byte[] key = {1, 1};
    byte[] value = {2, 2};
    put(key, value);
    keyspace.getAndPut(new byte[] {9}, value);
    key[0] = 7;
    value[0] = 7;
    assertThat(keyspace.get(new byte[] {1, 1})).containsExactly(2, 2);
    keyspace.get(new byte[] {1, 1})[0] = 7;
    assertThat(keyspace.get(new byte[] {1, 1})).containsExactly(2, 2);
    byte[] previous = keyspace.getAndPut(new byte[] {1, 1}, VALUE);
    previous[0] = 7;
    assertThat(keyspace.get(new byte[] {1, 1})).isEqualTo(VALUE);
    assertThat(keyspace.get(new byte[] {9})).containsExactly(2, 2);
  }

  @ParameterizedTest
  @EnumSource
  void aHandleOfAnotherDurabilityIsOfTheSameKeyspace(Durability durability) {
    Keyspace other = keyspace.withDurability(durability);
    assertThat(other.durability()).isEqualTo(durability);
    assertThat(other.name()).isEqualTo("k");
    assertThat(other.options()).isEqualTo(keyspace.options());
    other.put(KEY, VALUE);
    assertThat(other.putIfAbsent(KEY, OTHER)).isFalse();
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    assertThat(keyspace.withDurability(keyspace.durability()).durability())
        .isEqualTo(keyspace.durability());
  }

  @Test
  void keyspacesDoNotSeeEachOthersEntries() {
    Keyspace other = db.createKeyspace("other");
    put(KEY, VALUE);
    assertThat(other.get(KEY)).isNull();
    other.put(KEY, OTHER);
    other.delete(VALUE);
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void nullIsRefusedAndChangesNothing() {
    put(KEY, VALUE);
    assertRefusesNull(
        List.of(
            () -> keyspace.put(null, VALUE),
            () -> keyspace.put(KEY, (byte[]) null),
            () -> keyspace.delete(null),
            () -> keyspace.deleteRange(null),
            () -> keyspace.deletePrefix(null),
            () -> keyspace.putIfAbsent(null, VALUE),
            () -> keyspace.putIfAbsent(KEY, null),
            () -> keyspace.putIfAbsent(OTHER, null),
            () -> keyspace.replace(null, VALUE),
            () -> keyspace.replace(KEY, null),
            () -> keyspace.compareAndSet(null, VALUE, VALUE),
            () -> keyspace.compareAndSet(null, null, null),
            () -> keyspace.getAndPut(null, VALUE),
            () -> keyspace.getAndPut(KEY, null),
            () -> keyspace.getAndDelete(null),
            () -> keyspace.withDurability(null),
            () -> keyspace.typed(null, ValueCodec.bytes()),
            () -> keyspace.typed(KeyCodec.bytes(), null)));
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  private List<ThrowingCallable> allUses() {
    return List.of(
        () -> keyspace.get(KEY),
        () -> keyspace.contains(KEY),
        () -> keyspace.getAll(List.of(KEY)),
        () -> keyspace.getAll(List.of()),
        () -> keyspace.cursor(),
        () -> keyspace.cursor(KeyRange.only(KEY)),
        () -> keyspace.put(KEY, VALUE),
        () -> keyspace.delete(KEY),
        () -> keyspace.putIfAbsent(KEY, VALUE),
        () -> keyspace.replace(KEY, VALUE),
        () -> keyspace.compareAndSet(KEY, VALUE, null),
        () -> keyspace.compareAndSet(KEY, null, VALUE),
        () -> keyspace.compareAndSet(KEY, null, null),
        () -> keyspace.getAndPut(KEY, VALUE),
        () -> keyspace.getAndDelete(KEY),
        () -> keyspace.withDurability(Durability.ASYNC).put(KEY, VALUE));
  }

  @Test
  void aDroppedKeyspaceIsNoMoreUse() {
    put(KEY, VALUE);
    db.dropKeyspace("k");
    assertRefused("'k' has been dropped", allUses());
    assertThat(keyspace.name()).isEqualTo("k");
    assertThat(keyspace.options().pageBytes()).isEqualTo(KeyspaceOptions.defaults().pageBytes());
    db.createKeyspace("k").put(KEY, VALUE);
    assertRefused("'k' has been dropped", allUses());
  }

  @Test
  void nothingIsDoneAfterTheDatabaseIsClosed() {
    put(KEY, VALUE);
    db.close();
    assertRefused("closed", allUses());
    assertThat(keyspace.name()).isEqualTo("k");
    assertThat(keyspace.durability()).isEqualTo(Durability.SYNC);
  }
}
