package io.lightningdb.internal.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.Stretch;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
@Timeout(60)
class RangeDeletionsTest {

  private static final int KEYS = 40;

  private final RangeDeletions deletions = new RangeDeletions();

  private static byte[] key(int number) {
    return new byte[] {(byte) (number >> 4), (byte) number};
  }

  private static byte @Nullable [] end(int number) {
    return number >= KEYS ? null : key(number);
  }

  @Test
  void nothingIsDeletedAtFirst() {
    assertThat(deletions.newestUpTo(Long.MAX_VALUE, key(1))).isZero();
    assertThat(deletions.around(key(1), Long.MAX_VALUE).isDeleted()).isFalse();
    assertThat(deletions.firstDeletedAfter(0, key(0), null)).isNull();
    assertThat(deletions.all().isEmpty()).isTrue();
  }

  /** Compares all answers with those of a table that has a line for each key. */
  @RepeatedTest(20)
  void answersAreThoseOfATableOfKeys(Seed seed) {
    List<List<Long>> table = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      table.add(new ArrayList<>());
    }
    long sequence = 0;
    for (int round = 0; round < 60; round++) {
      sequence += seed.between(0, 2);
      int from = seed.between(0, KEYS - 1);
      int to = seed.between(from + 1, seed.oneIn(3) ? KEYS : Math.min(KEYS, from + 5));
      deletions.add(key(from), end(to), Math.max(1, sequence));
      for (int key = from; key < to; key++) {
        table.get(key).add(Math.max(1, sequence));
      }
      check(table, seed.nextLong() % 2 == 0 ? Long.MAX_VALUE : seed.between(0, 60), seed);
    }
  }

  private void check(List<List<Long>> table, long at, Seed seed) {
    for (int key = 0; key < KEYS; key++) {
      long expected = newest(table, key, at);
      assertThat(deletions.newestUpTo(at, key(key))).isEqualTo(expected);
      checkStretch(deletions.around(key(key), at), table, key, at, expected);
    }
    KeyRanges all = deletions.all();
    for (int key = 0; key < KEYS; key++) {
      assertThat(all.contain(key(key))).isEqualTo(!table.get(key).isEmpty());
    }
    int from = seed.between(0, KEYS - 1);
    int to = seed.between(from + 1, KEYS);
    int after = seed.between(0, 60);
    byte[] expected = null;
    for (int key = to - 1; key >= from; key--) {
      expected = newest(table, key, Long.MAX_VALUE) > after ? key(key) : expected;
    }
    assertThat(deletions.firstDeletedAfter(after, key(from), end(to))).isEqualTo(expected);
  }

  private static long newest(List<List<Long>> table, int key, long at) {
    return table.get(key).stream().filter(each -> each <= at).mapToLong(i -> i).max().orElse(0);
  }

  /** All keys of a stretch say the same, as far as being deleted goes. */
  private static void checkStretch(
      Stretch stretch, List<List<Long>> table, int key, long at, long deletedAt) {
    KeyRanges.Range range = new KeyRanges.Range(stretch.from(), stretch.to());
    assertThat(range.has(key(key))).isTrue();
    assertThat(stretch.deletedAt()).isEqualTo(deletedAt);
    for (int other = 0; other < KEYS; other++) {
      if (range.has(key(other))) {
        assertThat(newest(table, other, at)).isEqualTo(deletedAt);
      }
    }
  }

  @Test
  void aRangeIsPassedOverAsLongAsNothingWasPutIntoItSince() {
    deletions.add(key(3), key(20), 5);
    assertThat(deletions.isAllDeletedAround(key(4), 5)).isTrue();
    assertThat(deletions.isAllDeletedAround(key(4), 4)).isFalse();
    assertThat(deletions.isAllDeletedAround(key(2), 5)).isFalse();
    assertThat(deletions.isAllDeletedAround(key(20), 5)).isFalse();
    deletions.touch(key(20));
    deletions.touch(key(2));
    assertThat(deletions.isAllDeletedAround(key(4), 5)).isTrue();
    deletions.touch(key(9));
    assertThat(deletions.isAllDeletedAround(key(4), 6)).isFalse();
    // Cut in two, of both of which that is true; the newer deletion took what was put.
    deletions.add(key(6), key(12), 7);
    assertThat(deletions.isAllDeletedAround(key(4), 7)).isFalse();
    assertThat(deletions.isAllDeletedAround(key(9), 7)).isTrue();
    assertThat(deletions.isAllDeletedAround(key(9), 6)).isFalse();
    assertThat(deletions.isAllDeletedAround(key(13), 7)).isFalse();
  }

  /** Readers that know of the first deletion of all keys never find a key that is not deleted. */
  @Test
  void readersMissNothingWhilePiecesAreCut(Seed seed) throws Exception {
    deletions.add(key(0), null, 1);
    AtomicLong newest = new AtomicLong(1);
    Threads.run(
        3,
        thread -> {
          Seed random = seed.fork("thread " + thread);
          if (thread == 0) {
            for (int i = 2; i < 20_000; i++) {
              int from = random.between(0, KEYS - 2);
              deletions.add(key(from), key(random.between(from + 1, KEYS - 1)), i);
              newest.set(i);
            }
            newest.set(Long.MAX_VALUE);
            return;
          }
          while (newest.get() < Long.MAX_VALUE) {
            byte[] key = key(random.between(0, KEYS - 1));
            assertThat(deletions.newestUpTo(1, key)).isEqualTo(1);
            assertThat(deletions.around(key, 1).deletedAt()).isEqualTo(1);
            long published = newest.get();
            long found = deletions.newestUpTo(published, key);
            assertThat(found).isBetween(1L, published);
            assertThat(deletions.newestUpTo(published, key)).isEqualTo(found);
          }
        });
  }
}
