package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Does compaction in steps, from one {@link #pause} to the next, several at a time and in an order
 * that a seed sets; all other background work at once in the calling thread. One thread runs at a
 * time, so that a test is the same each time.
 */
public final class SteppingScheduler implements Scheduler {

  private static final int COMPACTION_THREADS = 3;

  private final Seed seed;
  private final InlineScheduler others = new InlineScheduler();
  private final List<Stepper> steppers = new ArrayList<>();
  private boolean inSteps = true;

  public SteppingScheduler(Seed seed) {
    this.seed = seed;
  }

  /** A task on a thread of its own, which waits to be let go on. */
  private static final class Stepper {

    private final Semaphore goOn = new Semaphore(0);
    private final Semaphore paused = new Semaphore(0);
    private final Thread thread;
    private boolean hasPaused;
    private boolean ended;

    Stepper(Runnable task) {
      thread =
          Threads.start(
              () -> {
                goOn.acquireUninterruptibly();
                try {
                  task.run();
                } finally {
                  ended = true;
                  paused.release();
                }
              });
    }

    void pause() {
      hasPaused = true;
      paused.release();
      goOn.acquireUninterruptibly();
    }

    void step() {
      goOn.release();
      paused.acquireUninterruptibly();
    }
  }

  @Override
  public int threads(Lane lane) {
    return lane == Lane.COMPACTION ? COMPACTION_THREADS : 1;
  }

  @Override
  public void execute(Lane lane, Runnable task) {
    if (lane == Lane.COMPACTION && inSteps) {
      steppers.add(new Stepper(task));
    } else {
      others.execute(lane, task);
    }
  }

  @Override
  public void repeat(Lane lane, Duration interval, Runnable task) {
    others.repeat(lane, interval, task);
  }

  /**
   * Lets another thread go on if this is one that compacts. Nobody else may be waiting for what
   * this thread has: it must not hold a lock.
   */
  public void pause() {
    for (Stepper stepper : List.copyOf(steppers)) {
      if (stepper.thread.equals(Thread.currentThread())) {
        stepper.pause();
      }
    }
  }

  /** Lets one compaction, if there is one, go on to its next pause or its end. */
  public void step() {
    if (steppers.isEmpty()) {
      return;
    }
    Stepper stepper = seed.pick(steppers);
    stepper.step();
    if (stepper.ended) {
      steppers.remove(stepper);
      Threads.join(stepper.thread);
    }
  }

  /** Returns how many compactions have come to a pause and not to their end. */
  public int underWay() {
    return (int) steppers.stream().filter(stepper -> stepper.hasPaused).count();
  }

  /** Lets all compactions come to their end, and those that follow run at once. */
  public void stepsToTheEnd() {
    while (!steppers.isEmpty()) {
      step();
    }
    inSteps = false;
  }

  /** Lets compactions be done in steps again. */
  public void inSteps() {
    inSteps = true;
  }

  /** Drops what has not begun. Whoever closes the database has let all others end. */
  @Override
  public void close() {
    others.close();
  }
}
