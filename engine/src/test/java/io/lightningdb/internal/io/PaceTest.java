package io.lightningdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final int LENGTH = 4_000;
  private static final long FAST = 1_000;
  private static final long SLOW = 100_000;

  private final Pace pace = new Pace(Pace.SHORT_NANOS_MAX);
  private long now = Long.MAX_VALUE - Pace.PAUSE_NANOS / 2; // the clock may overflow

  private void throughMemory(long nanos) {
    long begin = now;
    now += nanos;
    pace.readThroughMemory(begin, now, LENGTH);
  }

  private void bySystemCall(long nanos) {
    long begin = now;
    now += nanos;
    pace.readBySystemCall(begin, now, LENGTH);
  }

  @Test
  void whatIsFastStaysInMemory() {
    for (int i = 0; i < 100_000; i++) {
      throughMemory(FAST);
    }
    assertThat(pace.isPaused()).isFalse();
  }

  @Test
  void aLongPieceMayTakeLonger() {
    pace.readThroughMemory(0, 1_000_000, 1_000_000);
    assertThat(pace.isPaused()).isFalse();
    pace.readThroughMemory(0, 1_000_000, LENGTH);
    assertThat(pace.isPaused()).isTrue();
  }

  @Test
  void oneSlowReadPausesForAWhile() {
    throughMemory(SLOW);
    long end = now + Pace.PAUSE_NANOS;
    while (end - now > FAST) {
      assertThat(pace.isPaused()).isTrue();
      bySystemCall(FAST);
    }
    bySystemCall(FAST);
    assertThat(pace.isPaused()).isFalse();
  }

  @Test
  void pausesGoOnWhileTheDeviceIsRead() {
    throughMemory(SLOW);
    for (int i = 0; i < 10_000; i++) {
      bySystemCall(SLOW);
      assertThat(pace.isPaused()).isTrue();
    }
    long end = now + 3 * Pace.PAUSE_NANOS;
    while (end - now > 0) {
      bySystemCall(FAST);
    }
    assertThat(pace.isPaused()).isFalse();
  }

  @Test
  void aFewSlowReadsDoNotProlongAPause() {
    throughMemory(SLOW);
    bySystemCall(SLOW);
    bySystemCall(Pace.PAUSE_NANOS / 8);
    long end = now + Pace.PAUSE_NANOS;
    while (end - now > 0) {
      bySystemCall(FAST);
    }
    assertThat(pace.isPaused()).isFalse();
  }

  @Test
  void slowSystemCallsBeginNoPause() {
    for (int i = 0; i < 1_000; i++) {
      bySystemCall(SLOW);
    }
    assertThat(pace.isPaused()).isFalse();
  }

  @Test
  void oneInSixteenIsTimedWhateverTheDistances() {
    for (int distance : new int[] {1, 7, 16, 4096, 4400, 8192}) {
      int timed = 0;
      for (int i = 0; i < 16_000; i++) {
        timed += Pace.isTimed((long) i * distance) ? 1 : 0;
      }
      assertThat(timed).as("distance %d", distance).isBetween(800, 1_200);
    }
  }
}
