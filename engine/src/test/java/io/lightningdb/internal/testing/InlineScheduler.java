package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs background work at once in the calling thread, so that a test is the same each time. */
public final class InlineScheduler implements Scheduler {

  private static final int COMPACTION_THREADS = 3;

  private final List<Runnable> repeated = new ArrayList<>();
  private boolean closed;

  /**
   * A task of compaction that begins another one is interrupted by it: so several are under way.
   */
  @Override
  public int threads(Lane lane) {
    return lane == Lane.COMPACTION ? COMPACTION_THREADS : 1;
  }

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
