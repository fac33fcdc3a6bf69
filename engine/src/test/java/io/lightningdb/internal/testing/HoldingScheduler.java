package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;

/**
 * Holds back some background work until a test lets it go, one task after the other; does the rest
 * at once in the calling thread.
 */
public final class HoldingScheduler implements Scheduler {

  private final InlineScheduler others = new InlineScheduler();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private final Set<Lane> lanes;

  /** Holds back syncs that nobody waits for, and the telling of users. */
  public HoldingScheduler() {
    this(EnumSet.of(Lane.SYNC, Lane.COMPLETION));
  }

  /** Holds back what is done in these lanes. */
  public HoldingScheduler(Set<Lane> lanes) {
    this.lanes = lanes;
  }

  @Override
  public int threads(Lane lane) {
    return others.threads(lane);
  }

  @Override
  public void execute(Lane lane, Runnable task) {
    if (lanes.contains(lane)) {
      held.add(task);
    } else {
      others.execute(lane, task);
    }
  }

  @Override
  public void repeat(Lane lane, Duration interval, Runnable task) {
    others.repeat(lane, interval, task);
  }

  /** Does what has been held back for longest, and returns whether there was anything. */
  public boolean runNext() {
    Runnable task = held.poll();
    if (task != null) {
      task.run();
    }
    return task != null;
  }

  /** Does all that has been held back, and what comes of it. */
  public void runAll() {
    while (runNext()) {
      // Another one.
    }
  }

  @Override
  public void close() {
    held.clear();
    others.close();
  }
}
