package io.lightningdb.internal.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.base.Scheduler.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SoonTaskTest {

  private final Queue<Runnable> handedOver = new ArrayDeque<>();
  private boolean outOfMemory;
  private int runs;

  private final Scheduler scheduler =
      new Scheduler() {
        @Override
        public int threads(Lane lane) {
          return 1;
        }

        @Override
        public void execute(Lane lane, Runnable task) {
          assertThat(lane).isEqualTo(Lane.LOG);
          if (outOfMemory) {
            throw new OutOfMemoryError("planted");
          }
          handedOver.add(task);
        }

        @Override
        public void repeat(Lane lane, Duration interval, Runnable task) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
      };

  private final SoonTask task = new SoonTask(scheduler, Lane.LOG, () -> runs++);

  @Test
  void allWhoAskBeforeItBeginsHaveItOnce() {
    task.request();
    task.request();
    assertThat(handedOver).hasSize(1);
    handedOver.remove().run();
    assertThat(runs).isEqualTo(1);
  }

  @Test
  void whoAsksWhileItRunsHasItRunOnceMore() {
    SoonTask[] itself = new SoonTask[1];
    itself[0] = new SoonTask(scheduler, Lane.LOG, () -> itself[0].request());
    itself[0].request();
    handedOver.remove().run();
    assertThat(handedOver).hasSize(1);
  }

  @Test
  void aRequestThatCouldNotBeHandedOverStandsInNobodysWay() {
    outOfMemory = true;
    assertThatThrownBy(task::request).isInstanceOf(OutOfMemoryError.class);
    outOfMemory = false;
    task.request();
    handedOver.remove().run();
    assertThat(runs).isEqualTo(1);
  }
}
