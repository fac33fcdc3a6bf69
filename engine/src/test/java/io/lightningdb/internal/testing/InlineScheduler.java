package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs background work at once in the calling thread, so that a test is the same each time. */
public final class InlineScheduler implements Scheduler {

  private final List<Runnable> repeated = new ArrayList<>();
  private boolean closed;

  @Override
  public void execute(Lane lane, Runnable task) {
    if (!closed) {
      task.run();
    }
  }

  @Override
  public void repeat(Lane lane, Duration interval, Runnable task) {
    repeated.add(task);
  }

  /** Does once what would be done again and again. */
  public void tick() {
    repeated.forEach(Runnable::run);
  }

  @Override
  public void close() {
    closed = true;
  }
}
