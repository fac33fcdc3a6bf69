package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.KeyRange;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class LockSetTest {

  private static final KeyspaceId KEYSPACE = new KeyspaceId(1);
  private static final int KEYS = 40;

  private final LockSet locks = new LockSet();

  private static byte[] bytes(int key) {
    return new byte[] {(byte) key};
  }

  private static KeyRange range(int from, int to) {
    return KeyRange.between(bytes(from), bytes(to));
  }

  private void add(KeyRange range) {
    locks.add(LockTarget.range(KEYSPACE, range));
  }

  @Test
  void aKeyIsCoveredByItselfAndByRanges() {
    locks.add(LockTarget.key(KEYSPACE, bytes(3)));
    add(range(10, 20));
    assertThat(locks.covers(KEYSPACE, bytes(3))).isTrue();
    assertThat(locks.covers(KEYSPACE, bytes(10))).isTrue();
    assertThat(locks.covers(KEYSPACE, new byte[] {19, 9})).isTrue();
    assertThat(locks.covers(KEYSPACE, bytes(9))).isFalse();
    assertThat(locks.covers(KEYSPACE, bytes(20))).isFalse();
    assertThat(locks.covers(new KeyspaceId(2), bytes(3))).isFalse();
  }

  @Test
  void rangesWithoutAGapBetweenThemAreOne() {
    add(range(10, 20));
    add(range(30, 40));
    assertThat(locks.covers(KEYSPACE, range(15, 35))).isFalse();
    add(range(20, 30));
    assertThat(locks.covers(KEYSPACE, range(10, 40))).isTrue();
    assertThat(locks.covers(KEYSPACE, KeyRange.atLeast(bytes(10)))).isFalse();
    add(KeyRange.atLeast(bytes(35)));
    assertThat(locks.covers(KEYSPACE, KeyRange.atLeast(bytes(10)))).isTrue();
    assertThat(locks.covers(KEYSPACE, KeyRange.all())).isFalse();
    add(KeyRange.all());
    assertThat(locks.covers(KEYSPACE, KeyRange.all())).isTrue();
  }

  @Test
  void ofAnEmptyRangeNothingHasToBeLocked() {
    assertThat(locks.covers(KEYSPACE, range(5, 5))).isTrue();
    assertThat(locks.covers(KEYSPACE, range(5, 6))).isFalse();
  }

  @RepeatedTest(50)
  void anyRangesCoverWhatTheyHaveTogether(Seed seed) {
    boolean[] model = new boolean[KEYS];
    for (int step = 0; step < 12; step++) {
      int from = seed.between(0, KEYS - 2);
      int to = seed.between(from + 1, Math.min(KEYS - 1, from + 6));
      add(range(from, to));
      Arrays.fill(model, from, to, true);
      for (int key = 0; key < KEYS; key++) {
        assertThat(locks.covers(KEYSPACE, bytes(key))).isEqualTo(model[key]);
        for (int end = key + 1; end < KEYS; end++) {
          assertThat(locks.covers(KEYSPACE, range(key, end)))
              .isEqualTo(IntStream.range(key, end).allMatch(each -> model[each]));
        }
      }
    }
  }
}
