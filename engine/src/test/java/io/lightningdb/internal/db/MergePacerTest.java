package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.store.WritePace;
import io.lightningdb.internal.testing.Threads;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MergePacerTest {

  private static final int MEGABYTE = 1_000_000;

  private final MergePacer pacer = new MergePacer();

  private static long bytesPerSecond(double urgency) {
    return Math.round(1e9 / MergePacer.nanosPerByte(urgency));
  }

  private static double secondsOf(Runnable work) {
    long before = System.nanoTime();
    work.run();
    return (System.nanoTime() - before) / 1e9;
  }

  private void write(int megabytes) {
    for (int i = 0; i < megabytes; i++) {
      pacer.await(MEGABYTE, () -> false);
    }
  }

  @Test
  void theMoreUrgentTheFasterAndFreeBeforeWritersAreSlowedDown() {
    assertThat(bytesPerSecond(0)).isEqualTo(32 * MEGABYTE);
    assertThat(bytesPerSecond(1)).isEqualTo(32 * MEGABYTE);
    assertThat(bytesPerSecond(1.375)).isEqualTo(128 * MEGABYTE);
    assertThat(bytesPerSecond(1.5)).isBetween(200L * MEGABYTE, 210L * MEGABYTE);
    // Seven runs in level 0; from eight on writers are slowed down.
    assertThat(MergePacer.nanosPerByte(1.75)).isZero();
    assertThat(MergePacer.nanosPerByte(20)).isZero();
  }

  @Test
  void whatIsWrittenTakesItsTime() {
    pacer.noteUrgency(1);
    // A tenth of a second ahead of the rate.
    assertThat(secondsOf(() -> write(16))).isBetween(0.39, 5.0);
  }

  @Test
  void severalShareTheRate() {
    pacer.noteUrgency(1);
    assertThat(secondsOf(() -> Threads.run(4, number -> write(4)))).isBetween(0.39, 5.0);
  }

  @Test
  void littleIsNotWaitedFor() {
    pacer.noteUrgency(1);
    assertThat(secondsOf(() -> write(3))).isLessThan(0.05);
  }

  @Test
  void whatIsUrgentIsNotWaitedFor() {
    pacer.noteUrgency(2);
    assertThat(secondsOf(() -> write(1_000))).isLessThan(0.5);
  }

  @Test
  void aWaitEndsWhenItBecomesUrgent() {
    pacer.noteUrgency(1);
    write(3);
    Thread waiting = Threads.start(() -> write(100_000));
    Threads.awaitState(waiting, Thread.State.TIMED_WAITING);
    pacer.noteUrgency(2);
    Threads.join(waiting);
  }

  @Test
  void aWaitEndsWhenNothingIsWantedAnyMore() {
    pacer.noteUrgency(1);
    AtomicBoolean cancelled = new AtomicBoolean();
    write(15);
    Thread waiting = Threads.start(() -> pacer.await(MEGABYTE, cancelled::get));
    cancelled.set(true);
    Threads.join(waiting);
  }

  @Test
  void anInterruptEndsNoWaitAndIsKept() {
    pacer.noteUrgency(1);
    Threads.join(
        Threads.start(
            () -> {
              Thread.currentThread().interrupt();
              assertThat(secondsOf(() -> write(16))).isGreaterThan(0.39);
              assertThat(Thread.interrupted()).isTrue();
            }));
  }

  @Test
  void flushesWaitForNothingAndMergesMakeRoomForThem() {
    pacer.noteUrgency(1);
    WritePace flushes = pacer.ofFlushes();
    assertThat(secondsOf(() -> flushes.await(64 * MEGABYTE, () -> false))).isLessThan(0.05);
    // Two seconds' worth, but a merge makes way for half a second at most.
    assertThat(secondsOf(() -> write(1))).isBetween(0.39, 1.5);
  }
}
