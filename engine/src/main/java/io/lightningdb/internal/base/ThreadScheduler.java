package io.lightningdb.internal.base;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/*
 * Where memory runs out anywhere in the process, an error can come up at any place that allocates, in
 * the queue of a lane as well. A thread that ends of it would be missed by everything that is run again
 * and again, and nobody would notice. So one that ends otherwise than by closing does not go before there
 * is another in its place.
 */
/** Runs background work on a thread for each lane, and compaction on several. */
public final class ThreadScheduler implements Scheduler {

  /** How long closing waits for code of users. */
  private static final long COMPLETION_SECONDS_MAX = 3;

  /** How often to look whether there is memory for a thread by now. */
  private static final Duration REPLACING_INTERVAL = Duration.ofMillis(20);

  private final Map<Lane, ScheduledThreadPoolExecutor> executors = new EnumMap<>(Lane.class);

  /** A thread of a lane, which knows whose it is. */
  private static final class LaneThread extends Thread {

    private final ThreadScheduler scheduler;
    private final Lane lane;

    LaneThread(ThreadScheduler scheduler, Lane lane, Runnable task, String name) {
      // A thread inherits its creator's class loader and would keep it from being collected.
      super(null, task, name, 0, false);
      this.scheduler = scheduler;
      this.lane = lane;
      setContextClassLoader(null);
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        super.run();
      } catch (RuntimeException | Error e) {
        scheduler.replaceThread(lane);
        throw e;
      }
    }
  }

  /**
   * Makes a scheduler for as many processors as there are.
   *
   * @param databaseName what the threads are named after
   */
  public ThreadScheduler(String databaseName) {
    this(databaseName, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /**
   * @param compactionThreads how many threads compact, at most
   */
  public ThreadScheduler(String databaseName, int compactionThreads) {
    addLane(Lane.SYNC, "lightning-sync " + databaseName, 1);
    addLane(Lane.LOG, "lightning-log " + databaseName, 1);
    addLane(Lane.MAINTENANCE, "lightning-maintenance " + databaseName, 1);
    addLane(Lane.COMPACTION, "lightning-compaction " + databaseName, compactionThreads);
    addLane(Lane.COMPLETION, "lightning-completion " + databaseName, 1);
  }

  private void addLane(Lane lane, String threadName, int threads) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            threads, task -> new LaneThread(this, lane, task, threadName));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    executors.put(lane, executor);
  }

  @Override
  public int threads(Lane lane) {
    return executor(lane).getCorePoolSize();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // tasks never throw
  public void execute(Lane lane, Runnable task) {
    try {
      executor(lane).execute(() -> runSafely(task));
    } catch (RejectedExecutionException e) {
      // Closed: what was still to be done is done when the database is opened again.
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // tasks never throw
  public void repeat(Lane lane, Duration interval, Runnable task) {
    long nanos = interval.toNanos();
    executor(lane)
        .scheduleWithFixedDelay(() -> runSafely(task), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Runs a task that should not throw; if it does all the same, it is run again next time. */
  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      report(e);
    }
  }

  private static void report(Throwable failure) {
    try {
      System.getLogger(ThreadScheduler.class.getName())
          .log(System.Logger.Level.ERROR, "background work failed unexpectedly", failure);
    } catch (RuntimeException | Error e) {
      // Nor is there memory to say so, or a class for it. What is done again and again must not end
      // because of that, and there is nobody else who could be told.
    }
  }

  /** Sees to it that the lane has as many threads as it should; for one of them that is to end. */
  private void replaceThread(Lane lane) {
    while (true) {
      try {
        executor(lane).prestartAllCoreThreads();
        return;
      } catch (OutOfMemoryError e) {
        // Said by the error that this thread ends with. Memory may come back at any time.
        LockSupport.parkNanos(REPLACING_INTERVAL.toNanos());
      }
    }
  }

  private ScheduledThreadPoolExecutor executor(Lane lane) {
    return Objects.requireNonNull(executors.get(lane));
  }

  @Override
  public void close() {
    executors.forEach(
        (lane, executor) -> {
          if (lane == Lane.COMPLETION) {
            // No interrupt: what is running is a user's, who did not ask for one.
            executor.shutdown();
            executor.getQueue().clear();
          } else {
            executor.shutdownNow();
          }
        });
    boolean interrupted = false;
    for (Lane lane : executors.keySet()) {
      interrupted |= awaitEnd(lane);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until a lane has ended, and returns whether there was an interrupt meanwhile. */
  private boolean awaitEnd(Lane lane) {
    if (lane == Lane.COMPLETION && isCalledIn(lane)) {
      return false;
    }
    boolean interrupted = false;
    long begun = System.nanoTime();
    while (true) {
      try {
        if (executor(lane).awaitTermination(1, TimeUnit.SECONDS) || isEnough(lane, begun)) {
          return interrupted;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private static boolean isEnough(Lane lane, long begun) {
    return lane == Lane.COMPLETION
        && System.nanoTime() - begun >= TimeUnit.SECONDS.toNanos(COMPLETION_SECONDS_MAX);
  }

  private boolean isCalledIn(Lane lane) {
    return Thread.currentThread() instanceof LaneThread thread
        && thread.scheduler == this
        && thread.lane == lane;
  }
}
