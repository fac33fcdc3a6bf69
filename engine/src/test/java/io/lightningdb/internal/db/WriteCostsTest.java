package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteCostsTest {

  /** Returns the part of the leaves that is written with x changes for each. */
  private static double replaced(double changesPerLeaf) {
    return 1 - Math.exp(-changesPerLeaf);
  }

  @ParameterizedTest
  @CsvSource({"0.01", "0.1", "0.5", "1", "2", "4", "6"})
  void whatAFlushSavesIsWhatSlightlyMoreChangesAtOnceSave(double changesPerLeaf) {
    double more = 1e-6;
    double perChange = replaced(changesPerLeaf) / changesPerLeaf;
    double perChangeLater = replaced(changesPerLeaf * (1 + more)) / (changesPerLeaf * (1 + more));
    double saved = (perChange - perChangeLater) / perChange / more;
    assertThat(WriteCosts.savableByFlush(replaced(changesPerLeaf))).isCloseTo(saved, within(1e-3));
  }

  @Test
  void nothingIsSavedWhereFlushesTouchHardlyAnything() {
    assertThat(WriteCosts.savableByFlush(0)).isZero();
    assertThat(WriteCosts.savableByFlush(-0.1)).isZero();
    assertThat(WriteCosts.savableByFlush(0.001)).isLessThan(0.001);
  }

  @Test
  void everythingIsSavedWhereFlushesWriteAll() {
    assertThat(WriteCosts.savableByFlush(1)).isBetween(0.99, 1.0);
  }

  @Test
  void mergingSavesLessTheLargerTheStoreIs() {
    assertThat(WriteCosts.savableByMerge(1_000, 1_000)).isEqualTo(1);
    assertThat(WriteCosts.savableByMerge(0, 1_000)).isEqualTo(1);
    assertThat(WriteCosts.savableByMerge(100_000, 1_000)).isCloseTo(0.217, within(0.001));
    assertThat(WriteCosts.savableByMerge(10_000_000, 1_000)).isCloseTo(0.109, within(0.001));
  }
}
