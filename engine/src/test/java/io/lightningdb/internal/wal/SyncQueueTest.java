package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SyncQueueTest {

  /** Syncs up to what was "appended", and can be held up or made to fail. */
  private static final class Device implements SyncQueue.Sync {

    final AtomicLong appended = new AtomicLong();
    final AtomicInteger syncs = new AtomicInteger();
    volatile CountDownLatch begun = new CountDownLatch(1);
    volatile CountDownLatch mayEnd = new CountDownLatch(0);
    volatile Throwable failure;

    void holdUp() {
      begun = new CountDownLatch(1);
      mayEnd = new CountDownLatch(1);
    }

    @Override
    public long sync() throws IOException {
      long sequence = appended.get();
      syncs.incrementAndGet();
      begun.countDown();
      awaitUninterruptibly(mayEnd);
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      return sequence;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
      boolean interrupted = false;
      while (true) {
        try {
          latch.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final Device device = new Device();
  private final AtomicInteger wakeUps = new AtomicInteger();
  private SyncQueue queue = new SyncQueue(0, device, this::wakeLogThread);

  /** The log's own thread, as if it ran at once. */
  private void wakeLogThread() {
    wakeUps.incrementAndGet();
    queue.serve();
  }

  private Thread startWaiter(long sequence) {
    return Threads.start(
        () -> {
          try {
            queue.await(sequence);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Starts a waiter that is told of a failure. */
  private Thread startUnluckyWaiter(long sequence, AtomicInteger failures) {
    return Threads.start(
        () -> {
          try {
            queue.await(sequence);
          } catch (IOException e) {
            failures.incrementAndGet();
          }
        });
  }

  private static void awaitParked(List<Thread> threads) {
    threads.forEach(thread -> Threads.awaitState(thread, Thread.State.WAITING));
  }

  @Test
  void aSingleWriterSyncsForItselfAndWakesNobody() throws IOException {
    for (int i = 1; i <= 10; i++) {
      device.appended.set(i);
      queue.await(i);
      assertThat(queue.synced()).isEqualTo(i);
    }
    assertThat(device.syncs).hasValue(10);
    assertThat(wakeUps).hasValue(0);
  }

  @Test
  void whatIsSyncedAlreadyNeedsNoSync() throws IOException {
    queue = new SyncQueue(7, device, this::wakeLogThread);
    queue.await(7);
    queue.await(1);
    assertThat(device.syncs).hasValue(0);
    device.appended.set(9);
    queue.await(8);
    queue.await(9);
    assertThat(device.syncs).hasValue(1);
  }

  @Test
  void allWhoComeDuringASyncShareTheNext() {
    device.appended.set(1);
    device.holdUp();
    Thread leader = startWaiter(1);
    Device.awaitUninterruptibly(device.begun);
    device.appended.set(21);
    List<Thread> waiters = new ArrayList<>();
    for (int i = 2; i <= 21; i++) {
      waiters.add(startWaiter(i));
    }
    awaitParked(waiters);
    assertThat(queue.synced()).isZero();
    device.mayEnd.countDown();
    Threads.join(leader);
    waiters.forEach(Threads::join);
    assertThat(queue.synced()).isEqualTo(21);
    assertThat(device.syncs).hasValue(2);
    assertThat(wakeUps).hasValue(1);
  }

  @Test
  void thoseWhomASyncCoversAreWokenByIt() {
    device.appended.set(5);
    device.holdUp();
    Thread leader = startWaiter(1);
    Device.awaitUninterruptibly(device.begun);
    List<Thread> waiters = List.of(startWaiter(3), startWaiter(5));
    awaitParked(waiters);
    device.mayEnd.countDown();
    Threads.join(leader);
    waiters.forEach(Threads::join);
    assertThat(device.syncs).hasValue(1);
  }

  @Test
  void aFailedSyncReachesAllAndIsNeverTriedAgain() {
    device.appended.set(1);
    device.holdUp();
    device.failure = new IOException("the disk is gone");
    AtomicInteger failures = new AtomicInteger();
    Thread leader = startUnluckyWaiter(1, failures);
    Device.awaitUninterruptibly(device.begun);
    List<Thread> waiters = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      waiters.add(startUnluckyWaiter(i, failures));
    }
    awaitParked(waiters);
    device.mayEnd.countDown();
    Threads.join(leader);
    waiters.forEach(Threads::join);
    assertThat(failures).hasValue(11);
    device.failure = null;
    assertThatThrownBy(() -> queue.await(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the disk is gone")
        .hasRootCauseMessage("the disk is gone");
    assertThatThrownBy(queue::throwFailure).isInstanceOf(IOException.class);
    assertThat(device.syncs).hasValue(1);
    assertThat(queue.synced()).isZero();
  }

  @Test
  void anythingElseThatEndsASyncReachesAllToo() {
    device.appended.set(1);
    device.holdUp();
    device.failure = new OutOfMemoryError("no memory to sync with");
    AtomicInteger failures = new AtomicInteger();
    Thread leader =
        Threads.start(
            () -> assertThatThrownBy(() -> queue.await(1)).isInstanceOf(OutOfMemoryError.class));
    Device.awaitUninterruptibly(device.begun);
    List<Thread> waiters =
        List.of(startUnluckyWaiter(1, failures), startUnluckyWaiter(2, failures));
    awaitParked(waiters);
    device.mayEnd.countDown();
    Threads.join(leader);
    waiters.forEach(Threads::join);
    assertThat(failures).hasValue(2);
    assertThatThrownBy(queue::throwFailure).hasMessageContaining("no memory to sync with");
    assertThat(device.syncs).hasValue(1);
  }

  @Test
  void aFailureFromOutsideReachesThoseWhoWait() {
    device.appended.set(1);
    device.holdUp();
    Thread leader = startWaiter(1);
    Device.awaitUninterruptibly(device.begun);
    AtomicInteger failures = new AtomicInteger();
    List<Thread> waiters =
        List.of(startUnluckyWaiter(2, failures), startUnluckyWaiter(3, failures));
    awaitParked(waiters);
    queue.fail(new IOException("no more writes"));
    waiters.forEach(Threads::join);
    assertThat(failures).hasValue(2);
    // The sync under way is not stopped, and what it covers is on the device.
    device.mayEnd.countDown();
    Threads.join(leader);
    assertThat(queue.synced()).isEqualTo(1);
  }

  @Test
  void theFirstFailureIsTheOneThatIsTold() {
    queue.fail(new IOException("first"));
    queue.fail(new IOException("second"));
    assertThatThrownBy(queue::throwFailure).hasMessageContaining("first");
  }

  @Test
  void anInterruptNeitherEndsTheWaitNorGetsLost() {
    device.appended.set(1);
    device.holdUp();
    AtomicBoolean interruptKept = new AtomicBoolean();
    Thread leader =
        Threads.start(
            () -> {
              awaitUnchecked(1);
              assertThat(Thread.interrupted()).as("the leader's interrupt").isTrue();
            });
    Device.awaitUninterruptibly(device.begun);
    Thread waiter =
        Threads.start(
            () -> {
              awaitUnchecked(1);
              interruptKept.set(Thread.interrupted());
            });
    awaitParked(List.of(waiter));
    for (int i = 0; i < 100; i++) {
      waiter.interrupt();
      leader.interrupt();
    }
    assertThat(waiter.isAlive()).isTrue();
    device.mayEnd.countDown();
    Threads.join(waiter);
    Threads.join(leader);
    assertThat(interruptKept).isTrue();
    assertThat(device.syncs).hasValue(1);
  }

  /** The log's thread is the one that others may be waiting for, so it must not wait itself. */
  @Test
  void aRequestDoesNotWaitForTheSyncUnderWayAndIsNotForgotten() {
    device.appended.set(1);
    device.holdUp();
    Thread leader = startWaiter(1);
    Device.awaitUninterruptibly(device.begun);
    device.appended.set(2);
    queue.request(2);
    assertThat(queue.synced()).isZero();
    device.mayEnd.countDown();
    Threads.join(leader);
    assertThat(queue.synced()).isEqualTo(2);
    assertThat(device.syncs).hasValue(2);
  }

  @Test
  void aRequestSyncsWhereNobodyElseDoes() {
    device.appended.set(3);
    queue.request(2);
    assertThat(queue.synced()).isEqualTo(3);
    queue.request(3);
    assertThat(device.syncs).hasValue(1);
  }

  @Test
  void whoWantsToKnowOfSyncsIsToldOfEachAndOfAFailureByOneWhoDoesNotLead() throws IOException {
    List<Long> told = new ArrayList<>();
    queue.onSync(
        () -> {
          told.add(queue.hasFailed() ? -1 : queue.synced());
          if (queue.synced() == 1) {
            // Syncs at once, which only whoever does not lead already can.
            device.appended.set(2);
            queue.request(2);
            assertThat(queue.synced()).isEqualTo(2);
          }
        });
    device.appended.set(1);
    queue.await(1);
    assertThat(told).containsExactly(1L, 2L);
    device.failure = new IOException("the disk is gone");
    device.appended.set(3);
    assertThatThrownBy(() -> queue.await(3)).isInstanceOf(IOException.class);
    assertThat(told).containsExactly(1L, 2L, -1L);
    queue.fail(new IOException("from outside"));
    assertThat(told).containsExactly(1L, 2L, -1L, -1L);
  }

  @Test
  void aRequestAfterAFailureDoesNothing() {
    queue.fail(new IOException("no more writes"));
    device.appended.set(1);
    queue.request(1);
    assertThat(device.syncs).hasValue(0);
  }

  @Test
  void whoWaitsWhenTheLogsThreadHasEndedIsServedByTheLeader() {
    queue = new SyncQueue(0, device, wakeUps::incrementAndGet);
    device.appended.set(1);
    device.holdUp();
    Thread leader = startWaiter(1);
    Device.awaitUninterruptibly(device.begun);
    device.appended.set(2);
    Thread waiter = startWaiter(2);
    awaitParked(List.of(waiter));
    queue.close();
    device.mayEnd.countDown();
    Threads.join(leader);
    Threads.join(waiter);
    assertThat(wakeUps).hasValue(0);
  }

  @Test
  void closingTakesOverWhatTheLogsThreadDidNotGetTo() {
    queue = new SyncQueue(0, device, wakeUps::incrementAndGet);
    device.appended.set(1);
    device.holdUp();
    Thread leader = startWaiter(1);
    Device.awaitUninterruptibly(device.begun);
    device.appended.set(2);
    Thread waiter = startWaiter(2);
    awaitParked(List.of(waiter));
    device.mayEnd.countDown();
    Threads.join(leader);
    // The leader has asked a thread to go on that never will.
    assertThat(wakeUps).hasValue(1);
    assertThat(waiter.isAlive()).isTrue();
    queue.close();
    Threads.join(waiter);
    assertThat(queue.synced()).isEqualTo(2);
  }

  private void awaitUnchecked(long sequence) {
    try {
      queue.await(sequence);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whoever waits is woken: a wake-up that was lost would leave a thread here for ever. */
  @Test
  void noWakeUpIsLostHoweverManyWait() {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean called = new AtomicBoolean();
    queue = new SyncQueue(0, device, () -> called.set(true));
    Thread logThread =
        Threads.start(
            () -> {
              while (ended.getCount() > 0) {
                if (called.compareAndSet(true, false)) {
                  queue.serve();
                } else {
                  Threads.pause();
                }
              }
            });
    int threads = 6;
    int commits = 20_000;
    Threads.run(
        threads,
        thread -> {
          for (int i = 0; i < commits; i++) {
            long sequence = device.appended.incrementAndGet();
            awaitUnchecked(sequence);
            assertThat(queue.synced() >= sequence).isTrue();
            if (i % 64 == 0) {
              Thread.currentThread().interrupt();
            }
          }
        });
    ended.countDown();
    Threads.join(logThread);
    assertThat(queue.synced()).isEqualTo((long) threads * commits);
  }

  /**
   * A failure meets a sync that ends, in the moment in which that has taken all waiters off the
   * queue and puts some back. The log's thread has ended already, and nobody comes to look again.
   */
  @Test
  void aFailureIsNotLostInTheMomentInWhichASyncEnds() {
    for (int i = 0; i < 1_000; i++) {
      device.appended.set(1);
      device.holdUp();
      queue = new SyncQueue(0, device, () -> {});
      Thread leader = startUnluckyWaiter(1, new AtomicInteger());
      Device.awaitUninterruptibly(device.begun);
      AtomicInteger failures = new AtomicInteger();
      List<Thread> waiters = new ArrayList<>();
      for (int j = 0; j < 3; j++) {
        waiters.add(startUnluckyWaiter(2, failures));
      }
      awaitParked(waiters);
      device.mayEnd.countDown();
      queue.fail(new IOException("no more writes"));
      Threads.join(leader);
      waiters.forEach(Threads::join);
      assertThat(failures).hasValue(3);
    }
  }

  /** Whom a sync let go is waited for by the next one, but not for as long as that one took. */
  @Test
  void whoDoesNotComeBackIsNotWaitedForLong() throws Exception {
    device.appended.set(4);
    device.holdUp();
    List<Thread> waiters = new ArrayList<>();
    for (int sequence = 1; sequence <= 4; sequence++) {
      waiters.add(startWaiter(sequence));
    }
    for (Thread waiter : waiters) {
      Threads.awaitState(waiter, Thread.State.WAITING);
    }
    Thread.sleep(1_000);
    device.mayEnd.countDown();
    for (Thread waiter : waiters) {
      waiter.join();
    }
    device.appended.set(5);
    long started = System.nanoTime();
    queue.await(5);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(400));
    assertThat(queue.synced()).isEqualTo(5);
  }
}
