package io.lightningdb.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Runs workers at the same time and measures what they take together. */
public final class Workers<W extends Worker> {

  /*
   * All threads meet twice: when each has made its worker, and when each has run it. The meter is
   * read at both meetings, while all of them live: of a thread that has ended nobody knows any more
   * what it allocated. A worker that fails goes to the meetings all the same, or the others would
   * wait for it for ever.
   */
  private final UsageMeter meter = new UsageMeter();
  private final CyclicBarrier start;
  private final CyclicBarrier end;
  private final List<W> workers = new ArrayList<>();
  private @Nullable Throwable failure;
  private Usage usage = new Usage(0, 0, 0);

  private Workers(int threads) {
    this.start = new CyclicBarrier(threads, meter::start);
    this.end = new CyclicBarrier(threads, () -> usage = meter.stop());
  }

  /**
   * Runs as many workers as there are {@code threads} and returns when all are done.
   *
   * @param make makes the worker of a thread, in that thread
   * @throws IllegalStateException if one of them failed, with its failure as the cause
   */
  public static <W extends Worker> Workers<W> run(int threads, IntFunction<W> make) {
    Workers<W> workers = new Workers<>(threads);
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread = new Thread(() -> workers.work(number, make), "worker-" + i);
      thread.start();
      started.add(thread);
    }
    for (Thread thread : started) {
      workers.join(thread);
    }
    workers.checkSuccess();
    return workers;
  }

  /** Returns the workers, which are closed. */
  public List<W> workers() {
    return workers;
  }

  /** Returns what they took from the moment when the last was made to the end of the slowest. */
  public Usage usage() {
    return usage;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a store throws fails the case
  private void work(int number, IntFunction<W> make) {
    W worker = null;
    try {
      worker = make.apply(number);
    } catch (Exception | LinkageError | AssertionError e) {
      fail(e);
    }
    meet(start);
    try {
      if (worker != null) {
        worker.run();
      }
    } catch (Exception | LinkageError | AssertionError e) {
      fail(e);
    }
    meet(end);
    try {
      if (worker != null) {
        worker.close();
        add(worker);
      }
    } catch (Exception | LinkageError | AssertionError e) {
      fail(e);
    }
  }

  private void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (BrokenBarrierException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    }
  }

  private synchronized void add(W worker) {
    workers.add(worker);
  }

  private synchronized void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    } else {
      failure.addSuppressed(cause);
    }
  }

  private void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while workers ran", e);
    }
  }

  private synchronized void checkSuccess() {
    if (failure != null) {
      throw new IllegalStateException("a worker failed: " + failure, failure);
    }
  }
}
