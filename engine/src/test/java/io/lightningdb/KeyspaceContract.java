package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
