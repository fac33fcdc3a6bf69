package io.lightningdb.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadSchedulerTest {

  private static final Duration OFTEN = Duration.ofMillis(1);

  @Test
  void tasksOfOneLaneRunOneAfterTheOtherInOrder() throws InterruptedException {
    List<Integer> order = new ArrayList<>(); // only ever touched by the lane's one thread
    CountDownLatch done = new CountDownLatch(100);
    try (Scheduler scheduler = new ThreadScheduler("test")) {
      for (int i = 0; i < 100; i++) {
        int number = i;
        scheduler.execute(
            Lane.LOG,
            () -> {
              order.add(number);
              done.countDown();
            });
      }
      done.await();
    }
    assertThat(order).hasSize(100).isSorted();
  }

  @Test
  void lanesDoNotWaitForEachOther() throws InterruptedException {
    CyclicBarrier all = new CyclicBarrier(Lane.values().length);
    CountDownLatch done = new CountDownLatch(Lane.values().length);
    try (Scheduler scheduler = new ThreadScheduler("test")) {
      for (Lane lane : Lane.values()) {
        scheduler.execute(
            lane,
            () -> {
              try {
                all.await(); // only returns if the other lanes' tasks run at the same time
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              done.countDown();
            });
      }
      done.await();
    }
  }

  @Test
  void compactionHasAsManyThreadsAsAreAskedFor() throws InterruptedException {
    CyclicBarrier all = new CyclicBarrier(3);
    CountDownLatch done = new CountDownLatch(3);
    try (Scheduler scheduler = new ThreadScheduler("test", 3)) {
      assertThat(scheduler.threads(Lane.COMPACTION)).isEqualTo(3);
      assertThat(scheduler.threads(Lane.COMPACTION)).as("asked again").isEqualTo(3);
      assertThat(scheduler.threads(Lane.MAINTENANCE)).isEqualTo(1);
      for (int i = 0; i < 3; i++) {
        scheduler.execute(
            Lane.COMPACTION,
            () -> {
              try {
                all.await(); // only returns if all three run at the same time
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              done.countDown();
            });
      }
      done.await();
    }
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  @Test
  void aRepeatedTaskRunsAgainAndAgainEvenIfItFails() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(5);
    try (Scheduler scheduler = new ThreadScheduler("test")) {
      scheduler.repeat(
          Lane.MAINTENANCE,
          OFTEN,
          () -> {
            runs.countDown();
            throw new IllegalStateException("a task that should not throw");
          });
      runs.await();
    }
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  @Test
  void aTaskThatFailsDoesNotEndItsLane() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (Scheduler scheduler = new ThreadScheduler("test")) {
      scheduler.execute(
          Lane.LOG,
          () -> {
            throw new AssertionError("a task that should not throw");
          });
      scheduler.execute(Lane.LOG, done::countDown);
      done.await();
    }
  }

  @Test
  void closingWaitsForWhatHasBegunAndDropsTheRest() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicInteger dropped = new AtomicInteger();
    ThreadScheduler scheduler = new ThreadScheduler("test");
    scheduler.execute(
        Lane.MAINTENANCE,
        () -> {
          begun.countDown();
          awaitUninterruptibly(mayEnd);
          ended.set(true);
        });
    scheduler.execute(Lane.MAINTENANCE, dropped::incrementAndGet);
    begun.await();
    Thread closer = Threads.start(scheduler::close);
    // The closer waits: the task that has begun cannot end yet.
    Threads.awaitState(closer, Thread.State.TIMED_WAITING);
    assertThat(ended).isFalse();
    mayEnd.countDown();
    Threads.join(closer);
    assertThat(ended).isTrue();
    assertThat(dropped).hasValue(0);
    scheduler.execute(Lane.LOG, dropped::incrementAndGet);
    assertThat(dropped).hasValue(0);
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  @Test
  void closingDoesNotWaitForLongForWhatUsersDoNorInterruptThem() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicInteger dropped = new AtomicInteger();
    ThreadScheduler scheduler = new ThreadScheduler("test");
    scheduler.execute(
        Lane.COMPLETION,
        () -> {
          begun.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException e) {
            interrupted.set(true);
          }
        });
    scheduler.execute(Lane.COMPLETION, dropped::incrementAndGet);
    begun.await();
    scheduler.close();
    assertThat(mayEnd.getCount()).isEqualTo(1);
    mayEnd.countDown();
    assertThat(Threads.lightningThreads()).isEmpty();
    assertThat(interrupted).isFalse();
    assertThat(dropped).hasValue(0);
  }

  @Test
  void whatUsersDoMayCloseTheSchedulerThatDoesIt() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicReference<Duration> took = new AtomicReference<>();
    ThreadScheduler scheduler = new ThreadScheduler("test");
    scheduler.execute(
        Lane.COMPLETION,
        () -> {
          long begun = System.nanoTime();
          scheduler.close();
          took.set(Duration.ofNanos(System.nanoTime() - begun));
          interrupted.set(Thread.currentThread().isInterrupted());
          closed.countDown();
        });
    closed.await();
    assertThat(interrupted).isFalse();
    assertThat(took.get()).as("without waiting for itself").isLessThan(Duration.ofSeconds(2));
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  @Test
  void anInterruptOfTheCloserIsKeptAndEverythingIsEndedAllTheSame() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean interruptKept = new AtomicBoolean();
    ThreadScheduler scheduler = new ThreadScheduler("test");
    scheduler.execute(
        Lane.LOG,
        () -> {
          begun.countDown();
          awaitUninterruptibly(mayEnd);
        });
    begun.await();
    Thread closer =
        Threads.start(
            () -> {
              Thread.currentThread().interrupt();
              scheduler.close();
              interruptKept.set(Thread.interrupted());
            });
    mayEnd.countDown();
    Threads.join(closer);
    assertThat(interruptKept).isTrue();
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  @Test
  void itsThreadsAreDaemonsThatKeepNothingOfTheirCreator() throws InterruptedException {
    AtomicReference<Thread> thread = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    try (Scheduler scheduler = new ThreadScheduler("a database")) {
      scheduler.execute(
          Lane.LOG,
          () -> {
            thread.set(Thread.currentThread());
            done.countDown();
          });
      done.await();
      assertThat(thread.get().isDaemon()).isTrue();
      assertThat(thread.get().getContextClassLoader()).isNull();
      assertThat(thread.get().getName()).isEqualTo("lightning-log a database");
    }
    thread.get().join();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // Closing interrupts tasks, which have to end in order all the same.
      }
    }
  }
}
