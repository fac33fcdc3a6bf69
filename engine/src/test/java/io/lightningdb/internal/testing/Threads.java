package io.lightningdb.internal.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Threads whose failures fail the test. */
public final class Threads {

  private static final long ENDING_MILLIS_MAX = 5_000;
  private static final long PAUSE_NANOS = 50_000;

  private static final Map<Thread, Throwable> FAILURES = new ConcurrentHashMap<>();

  private Threads() {}

  /** Starts a thread, whose failure {@link #join} throws. */
  public static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(FAILURES::put);
    thread.start();
    return thread;
  }

  /** Waits for a thread to end. */
  public static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + thread, e);
    }
    Throwable failure = FAILURES.remove(thread);
    if (failure != null) {
      throw new AssertionError("a thread failed", failure);
    }
  }

  /** Runs {@code work} in {@code count} threads at once, and waits for all of them. */
  public static void run(int count, IntConsumer work) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      threads.add(start(() -> work.accept(number)));
    }
    threads.forEach(Threads::join);
  }

  /** Waits until a thread waits itself, in one of the ways that there are. */
  public static void awaitState(Thread thread, Thread.State state) {
    while (thread.getState() != state) {
      if (!thread.isAlive() && state != Thread.State.TERMINATED) {
        throw new AssertionError(thread + " has ended", FAILURES.get(thread));
      }
      pause();
    }
  }

  /** Lets others run for a moment, in a loop that waits for what they do. */
  public static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** Returns the names of Lightning's own threads that are there and do not end by themselves. */
  public static List<String> lightningThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lightning-"))
        .filter(thread -> !endsSoon(thread))
        .map(Thread::getName)
        .toList();
  }

  /** A pool that has ended says so a moment before the last of its threads has. */
  private static boolean endsSoon(Thread thread) {
    try {
      thread.join(ENDING_MILLIS_MAX);
      return !thread.isAlive();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + thread, e);
    }
  }
}
