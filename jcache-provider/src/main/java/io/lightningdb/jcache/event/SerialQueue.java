package io.lightningdb.jcache.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs tasks one after the other, in the order in which they came, on threads of an executor. */
final class SerialQueue {

  private static final int RUN_AT_ONCE = 100;

  private final Executor executor;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean closed;

  SerialQueue(Executor executor) {
    this.executor = executor;
  }

  /**
   * Runs a task soon, unless the queue is closed by then.
   *
   * @param task one that does not throw
   */
  void add(Runnable task) {
    tasks.add(task);
    start();
  }

  private void start() {
    if (!tasks.isEmpty() && running.compareAndSet(false, true)) {
      try {
        executor.execute(this::run);
      } catch (RejectedExecutionException e) {
        // The manager is being closed, and with it this queue: nobody is told any more.
        tasks.clear();
      }
    }
  }

  private void run() {
    try {
      for (int i = 0; i < RUN_AT_ONCE && !closed; i++) {
        Runnable task = tasks.poll();
        if (task == null) {
          break;
        }
        task.run();
      }
    } finally {
      running.set(false);
    }
    // Also for what came after the last look; and others get their turn on the thread.
    start();
  }

  /** Forgets the tasks that have not begun. */
  void close() {
    closed = true;
    tasks.clear();
  }
}
