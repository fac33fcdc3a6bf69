package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlushTimesTest {

  private final FlushTimes times = new FlushTimes();

  @Test
  void nothingIsKnownOfTheFirstSoItIsThoughtToTakeAsLongAgain() {
    times.sealed(1_000);
    assertThat(times.nanosLeft(1_000)).isZero();
    assertThat(times.nanosLeft(1_700)).isEqualTo(700);
  }

  @Test
  void theNextTakesAsLongAsTheOneBefore() {
    times.sealed(1_000);
    times.flushed(2_600, false);
    times.sealed(10_000);
    assertThat(times.nanosLeft(10_000)).isEqualTo(1_600);
    assertThat(times.nanosLeft(11_000)).isEqualTo(600);
  }

  @Test
  void whatIsDoneBetweenTwoFlushesCountsIfTheSecondHadToWaitForIt() {
    times.sealed(0);
    times.sealed(500);
    times.flushed(1_000, true);
    times.flushed(4_000, true);
    assertThat(times.nanosLeft(4_000)).isEqualTo(3_000);
  }

  @Test
  void aTurnThatTakesLongerIsNeverThoughtToEndAtOnce() {
    times.sealed(0);
    times.flushed(1_600, true);
    assertThat(times.nanosLeft(1_600 + 1_590)).isEqualTo(100);
    assertThat(times.nanosLeft(1_600 + 100_000)).isEqualTo(100);
  }

  @Test
  void aShortTurnIsNotTakenForTheRule() {
    times.sealed(0);
    times.flushed(1_600, true);
    times.flushed(1_600, true);
    assertThat(times.nanosLeft(1_600)).isEqualTo(1_200);
    times.flushed(1_600 + 4_000, true);
    assertThat(times.nanosLeft(5_600)).isEqualTo(4_000);
  }

  @Test
  void whatWasFlushedWithoutHavingWaitedTellsNothing() {
    times.sealed(0);
    times.flushed(1_600, false);
    times.flushed(1_000_000, false);
    times.sealed(2_000_000);
    assertThat(times.nanosLeft(2_000_000)).isEqualTo(1_600);
  }
}
