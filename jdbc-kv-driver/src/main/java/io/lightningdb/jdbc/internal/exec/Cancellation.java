package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Stops one execution of a statement: when another thread asks for it, or when its time is over.
 * The time counts while the driver works, in each call anew; what the program does between two rows
 * does not count.
 */
public final class Cancellation {

  private final int timeoutSeconds;
  private volatile boolean cancelled;
  private long deadline;

  /**
   * @param timeoutSeconds how long a call may take; 0 for any time
   */
  public Cancellation(int timeoutSeconds) {
    this.timeoutSeconds = timeoutSeconds;
    begin();
  }

  /** Says that a call begins. */
  public void begin() {
    if (timeoutSeconds > 0) {
      deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }
  }

  /** Returns how long the call may still take: {@code most}, or less if there is a time-out. */
  public Duration left(Duration most) {
    if (timeoutSeconds == 0) {
      return most;
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return left.compareTo(most) < 0 ? left : most;
  }

  /** Asks the execution to stop. Any thread may call this. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Goes on if the execution may.
   *
   * @throws SQLException if it was cancelled or its time is over
   */
  public void check() throws SQLException {
    if (cancelled) {
      throw SqlErrors.cancelled();
    }
    if (timeoutSeconds > 0 && System.nanoTime() - deadline > 0) {
      throw SqlErrors.timeout(timeoutSeconds);
    }
  }
}
