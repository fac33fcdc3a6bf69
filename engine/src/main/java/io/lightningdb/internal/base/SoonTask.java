package io.lightningdb.internal.base;

import io.lightningdb.internal.base.Scheduler.Lane;
import java.util.concurrent.atomic.AtomicBoolean;

/** Background work that is done once for all who ask for it before it begins. */
public final class SoonTask {

  private final Scheduler scheduler;
  private final Lane lane;
  private final Runnable task;
  private final AtomicBoolean requested = new AtomicBoolean();

  /**
   * @param lane where {@code task} is run
   */
  public SoonTask(Scheduler scheduler, Lane lane, Runnable task) {
    this.scheduler = scheduler;
    this.lane = lane;
    this.task = task;
  }

  /** Has the task run soon, from its beginning. */
  public void request() {
    if (!requested.compareAndSet(false, true)) {
      return;
    }
    boolean handedOver = false;
    try {
      scheduler.execute(lane, this::run);
      handedOver = true;
    } finally {
      if (!handedOver) {
        // No memory for it, most likely: whoever asks next is not to rely on a task that nobody
        // has.
        requested.set(false);
      }
    }
  }

  private void run() {
    requested.set(false);
    task.run();
  }
}
