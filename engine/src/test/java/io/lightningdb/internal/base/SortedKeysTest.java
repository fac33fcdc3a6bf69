package io.lightningdb.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class SortedKeysTest {

  private static void assertSorted(List<byte[]> keys) {
    SortedKeys sorted = SortedKeys.of(keys);
    assertThat(sorted.size()).isEqualTo(keys.size());
    Set<Integer> positions = new HashSet<>();
    for (int i = 0; i < sorted.size(); i++) {
      assertThat(sorted.key(i)).isSameAs(keys.get(sorted.position(i)));
      positions.add(sorted.position(i));
      if (i > 0) {
        assertThat(Keys.compare(sorted.key(i - 1), sorted.key(i))).isNotPositive();
      }
    }
    assertThat(positions).hasSameSizeAs(keys);
  }

  @Test
  void fewKeysAreSorted() {
    byte[] key = {1, 2, 3};
    assertSorted(List.of());
    assertSorted(List.of(key));
    assertSorted(List.of(key, key, key));
    assertSorted(List.of(key, new byte[0], key));
    assertSorted(
        List.of(new byte[] {1, 2, 3, 0}, key, new byte[] {1, 2, 3, -1}, new byte[] {1, 2}));
  }

  @Test
  void keysOfAllSortsAreSortedAndEqualOnesKept(Seed seed) {
    for (int round = 0; round < 200; round++) {
      RandomKeys keys = new RandomKeys(seed, seed.between(1, 1_000));
      List<byte[]> some = new ArrayList<>();
      for (int i = seed.between(1, 300); i > 0; i--) {
        some.add(keys.get());
      }
      assertSorted(some);
    }
  }
}
