package io.lightningdb.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

final class EntriesTest {

  private static final Plan PLAN = Plan.quick().toBuilder().entries(1_000).build();

  @Test
  void scatteredKeysAreAllDifferentAndInNoOrder() {
    Entries entries = new Entries(PLAN, KeyOrder.SCATTERED);
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    int ascents = 0;
    byte[] previous = entries.newKey();
    for (long index = 0; index < PLAN.entries(); index++) {
      byte[] key = entries.newKey();
      entries.fillKey(index, key);
      ascents += Arrays.compareUnsigned(previous, key) < 0 ? 1 : 0;
      keys.add(key);
      previous = key;
    }
    assertThat(keys).hasSize(1_000);
    assertThat(ascents).isBetween(400, 600);
  }

  @Test
  void sequentialKeysAscend() {
    Entries entries = new Entries(PLAN, KeyOrder.SEQUENTIAL);
    byte[] previous = entries.newKey();
    entries.fillKey(0, previous);
    for (long index = 1; index < PLAN.entries(); index++) {
      byte[] key = entries.newKey();
      entries.fillKey(index, key);
      assertThat(Arrays.compareUnsigned(previous, key)).isNegative();
      previous = key;
    }
  }

  @Test
  void theHeadOfAValueIsItsTag() {
    Entries entries = new Entries(PLAN, KeyOrder.SCATTERED);
    byte[] value = entries.newValue();
    entries.fillValue(7, value);
    assertThat(Entries.head(value)).isEqualTo(entries.tag(7));
  }

  @Test
  void valuesCompressToAboutHalf() {
    Entries entries = new Entries(PLAN, KeyOrder.SCATTERED);
    byte[] values = new byte[1_000 * PLAN.valueBytes()];
    byte[] value = entries.newValue();
    for (int index = 0; index < 1_000; index++) {
      entries.fillValue(index, value);
      System.arraycopy(value, 0, values, index * value.length, value.length);
    }
    Deflater deflater = new Deflater();
    deflater.setInput(values);
    deflater.finish();
    int compressed = deflater.deflate(new byte[values.length]);
    deflater.end();
    assertThat(compressed).isBetween(values.length * 45 / 100, values.length * 60 / 100);
  }

  @Test
  void aKeyFollowsFromItsHead() {
    Entries entries = new Entries(PLAN, KeyOrder.SCATTERED);
    byte[] key = entries.newKey();
    byte[] same = entries.newKey();
    entries.fillKey(7, key);
    entries.fillKeyFromHead(entries.keyHead(7), same);
    assertThat(same).isEqualTo(key);
    assertThat(Entries.head(key)).isEqualTo(entries.keyHead(7));
  }

  @Test
  void theValuesOfAnEntryBeginWithOneTagAndDiffer() {
    Entries entries = new Entries(PLAN, KeyOrder.SCATTERED);
    byte[] first = entries.newValue();
    byte[] second = entries.newValue();
    entries.fillValue(7, 0, first);
    entries.fillValue(7, 1, second);
    assertThat(Entries.head(first)).isEqualTo(Entries.head(second));
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void hashesOfDifferentEntriesDiffer() {
    byte[] key = {1, 2, 3};
    byte[] value = {4, 5, 6, 7, 8, 9, 10, 11, 12};
    long hash = Entries.hash(key, value);
    byte[] otherValue = value.clone();
    otherValue[8]++;
    assertThat(Entries.hash(key, otherValue)).isNotEqualTo(hash);
    assertThat(Entries.hash(value, key)).isNotEqualTo(hash);
    assertThat(Entries.hash(key.clone(), value.clone())).isEqualTo(hash);
  }

  @Test
  void randomIndexesCoverTheirRangeAndNothingElse() {
    RandomIndex indexes = new RandomIndex(10, 1, 0);
    int[] drawn = new int[10];
    for (int i = 0; i < 10_000; i++) {
      drawn[Math.toIntExact(indexes.next())]++;
    }
    assertThat(Arrays.stream(drawn).boxed()).allMatch(count -> count > 800 && count < 1_200);
  }
}
