package io.lightningdb.internal.base;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs background work on a thread for each lane, and compaction on several. */
public final class ThreadScheduler implements Scheduler {

  private final Map<Lane, ScheduledThreadPoolExecutor> executors = new EnumMap<>(Lane.class);

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
    executors.put(Lane.SYNC, executor("lightning-sync " + databaseName, 1));
    executors.put(Lane.LOG, executor("lightning-log " + databaseName, 1));
    executors.put(Lane.MAINTENANCE, executor("lightning-maintenance " + databaseName, 1));
    executors.put(
        Lane.COMPACTION, executor("lightning-compaction " + databaseName, compactionThreads));
  }

  private static ScheduledThreadPoolExecutor executor(String threadName, int threads) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            threads,
            task -> {
              // A thread inherits its creator's class loader and would keep it from being
              // collected.
              Thread thread = new Thread(null, task, threadName, 0, false);
              thread.setContextClassLoader(null);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return executor;
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
      System.getLogger(ThreadScheduler.class.getName())
          .log(System.Logger.Level.ERROR, "background work failed unexpectedly", e);
    }
  }

  private ScheduledThreadPoolExecutor executor(Lane lane) {
    return Objects.requireNonNull(executors.get(lane));
  }

  @Override
  public void close() {
    for (ScheduledThreadPoolExecutor executor : executors.values()) {
      executor.shutdownNow();
    }
    boolean interrupted = false;
    for (ScheduledThreadPoolExecutor executor : executors.values()) {
      while (true) {
        try {
          if (executor.awaitTermination(1, TimeUnit.MINUTES)) {
            break;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
