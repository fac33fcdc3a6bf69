package io.lightningdb.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.KeyRange;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class KeyRangesTest {

  private static final int KEYS = 60;

  private static byte[] key(int number) {
    return new byte[] {(byte) number};
  }

  @Test
  void noRangeHasNothing() {
    assertThat(KeyRanges.NONE.isEmpty()).isTrue();
    assertThat(new KeyRanges.Builder().build()).isSameAs(KeyRanges.NONE);
    assertThat(KeyRanges.NONE.contain(key(1))).isFalse();
    assertThat(KeyRanges.NONE.overlap(new byte[0], null)).isFalse();
    assertThat(KeyRanges.NONE.cover(key(1), key(2))).isFalse();
  }

  @Test
  void theRangeOfAllKeysHasThemAll() {
    KeyRanges all = KeyRanges.of(KeyRanges.firstOf(KeyRange.all()), null);
    assertThat(all.contain(new byte[0])).isTrue();
    assertThat(all.cover(new byte[0], null)).isTrue();
    assertThat(all.overlap(key(200), null)).isTrue();
  }

  /** Compares all answers with those of a table that has a line for each key. */
  @RepeatedTest(50)
  void answersAreThoseOfATableOfKeys(Seed seed) {
    NavigableMap<Integer, Integer> added = new TreeMap<>();
    for (int i = seed.between(0, 6); i > 0; i--) {
      int from = seed.between(0, KEYS - 1);
      added.put(from, seed.between(from + 1, seed.oneIn(4) ? KEYS : Math.min(KEYS, from + 8)));
    }
    boolean[] table = new boolean[KEYS];
    KeyRanges.Builder builder = new KeyRanges.Builder();
    added.forEach(
        (from, to) -> {
          builder.add(key(from), to == KEYS ? null : key(to));
          for (int key = from; key < to; key++) {
            table[key] = true;
          }
        });
    KeyRanges ranges = builder.build();
    int runs = 0;
    for (int key = 0; key < KEYS; key++) {
      assertThat(ranges.contain(key(key))).isEqualTo(table[key]);
      runs += table[key] && (key == 0 || !table[key - 1]) ? 1 : 0;
    }
    assertThat(ranges.ranges()).hasSize(runs);
    for (int from = 0; from < KEYS; from++) {
      boolean any = false;
      boolean all = true;
      for (int to = from + 1; to <= KEYS; to++) {
        any |= table[to - 1];
        all &= table[to - 1];
        byte[] end = to == KEYS ? null : key(to);
        assertThat(ranges.overlap(key(from), end)).isEqualTo(any);
        assertThat(ranges.cover(key(from), end)).isEqualTo(all);
      }
    }
  }
}
