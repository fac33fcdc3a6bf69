package io.lightningdb.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ZipfIndexTest {

  private static final int BOUND = 1_000;
  private static final int DRAWS = 100_000;

  @Test
  void aFewNumbersComeMostOfTheTimeAndAllAreWithinBounds() {
    int[] counts = counts(new ZipfIndex(BOUND, 7, 0));
    Arrays.sort(counts);
    // Of 1,000 numbers the first has a share of 13 %, and the first 100 have 69 %.
    assertThat(counts[BOUND - 1] / (double) DRAWS).isBetween(0.12, 0.14);
    assertThat(Arrays.stream(counts, BOUND - 100, BOUND).sum() / (double) DRAWS)
        .isBetween(0.66, 0.72);
  }

  @Test
  void theMostFrequentAreNoNeighbours() {
    int[] counts = counts(new ZipfIndex(BOUND, 7, 0));
    int[] frequent = new int[BOUND];
    for (int index = 0; index < BOUND; index++) {
      frequent[index] = counts[index] > DRAWS / 200 ? 1 : 0;
    }
    int neighbours = 0;
    for (int index = 1; index < BOUND; index++) {
      neighbours += frequent[index] * frequent[index - 1];
    }
    assertThat(Arrays.stream(frequent).sum()).isBetween(15, 40);
    assertThat(neighbours).isLessThan(5);
  }

  @Test
  void threadsDrawTheSameNumbersMostInAnotherOrder() {
    ZipfIndex one = new ZipfIndex(BOUND, 7, 0);
    ZipfIndex other = new ZipfIndex(BOUND, 7, 1);
    ZipfIndex again = new ZipfIndex(BOUND, 7, 0);
    int[] first = first(one);
    assertThat(first(again)).isEqualTo(first);
    assertThat(first(other)).isNotEqualTo(first);
    assertThat(hottest(counts(other))).isEqualTo(hottest(counts(one)));
  }

  private static int[] first(ZipfIndex draws) {
    return IntStream.generate(draws::next).limit(20).toArray();
  }

  private static int hottest(int[] counts) {
    int hottest = 0;
    for (int index = 1; index < counts.length; index++) {
      hottest = counts[index] > counts[hottest] ? index : hottest;
    }
    return hottest;
  }

  private static int[] counts(ZipfIndex draws) {
    int[] counts = new int[BOUND];
    for (int i = 0; i < DRAWS; i++) {
      counts[draws.next()]++;
    }
    return counts;
  }
}
