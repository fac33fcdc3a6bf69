package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private final AtomicLong machine = new AtomicLong(1_000);
  private final SteadyClock clock = new SteadyClock(machine::get);

  @Test
  void itFollowsTheMachineForward() {
    assertThat(clock.getAsLong()).isEqualTo(1_000);
    machine.set(1_001);
    assertThat(clock.getAsLong()).isEqualTo(1_001);
  }

  @Test
  void itStandsStillWhileTheMachineIsBehind() {
    assertThat(clock.getAsLong()).isEqualTo(1_000);
    machine.set(10);
    assertThat(clock.getAsLong()).isEqualTo(1_000);
    machine.set(1_000);
    assertThat(clock.getAsLong()).isEqualTo(1_000);
    machine.set(1_002);
    assertThat(clock.getAsLong()).isEqualTo(1_002);
  }

  @Test
  void nobodySeesItGoBackWhoeverAsks() {
    AtomicLong seen = new AtomicLong();
    SteadyClock shared = new SteadyClock(() -> ThreadLocalRandom.current().nextLong(1_000_000));
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 100_000; i++) {
            long before = seen.get();
            long now = shared.getAsLong();
            assertThat(now).isGreaterThanOrEqualTo(before);
            seen.accumulateAndGet(now, Math::max);
          }
        });
  }
}
