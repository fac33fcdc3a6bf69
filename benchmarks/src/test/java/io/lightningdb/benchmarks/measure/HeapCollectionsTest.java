package io.lightningdb.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeapCollectionsTest {

  @Test
  void aFullCollectionIsCounted() {
    HeapCollections before = HeapCollections.now();
    System.gc();
    HeapCollections after = HeapCollections.now();
    assertThat(after.full()).isGreaterThan(before.full());
    assertThat(after.millis()).isGreaterThanOrEqualTo(before.millis());
  }
}
