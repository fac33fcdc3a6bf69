package io.lightningdb.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorkersTest {

  @Test
  void everyWorkerRunsOnceAndIsClosed() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger closes = new AtomicInteger();
    Workers<Worker> workers =
        Workers.run(4, number -> worker(runs::incrementAndGet, closes::incrementAndGet));
    assertThat(runs).hasValue(4);
    assertThat(closes).hasValue(4);
    assertThat(workers.workers()).hasSize(4);
    assertThat(workers.usage().nanos()).isPositive();
  }

  @Test
  void whatWorkersAllocateIsCounted() {
    byte[][] kept = new byte[2][];
    IntFunction<Worker> make = number -> worker(() -> kept[number] = new byte[1 << 20], () -> {});
    assertThat(Workers.run(2, make).usage().allocatedBytes()).isGreaterThan(2 << 20);
  }

  @Test
  void aFailureOfOneIsThrownAndTheOthersEnd() {
    IntFunction<Worker> make =
        number ->
            worker(
                () -> {
                  if (number == 1) {
                    throw new IllegalArgumentException("one");
                  }
                },
                () -> {});
    assertThatThrownBy(() -> Workers.run(3, make))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("one");
  }

  @Test
  void aWorkerThatCannotBeMadeIsAFailureToo() {
    IntFunction<Worker> make =
        number -> {
          throw new IllegalArgumentException("not made");
        };
    assertThatThrownBy(() -> Workers.run(2, make)).hasRootCauseMessage("not made");
  }

  private static Worker worker(Runnable run, Runnable close) {
    return new Worker() {
      @Override
      public void run() {
        run.run();
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }
}
