package io.lightningdb.benchmarks.measure;

/** A moment to stop at. */
public final class Deadline {

  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  /** Returns the moment {@code millis} from now. */
  public static Deadline in(long millis) {
    return new Deadline(System.nanoTime() + millis * 1_000_000);
  }

  /** Returns a moment that does not come. */
  public static Deadline never() {
    return new Deadline(System.nanoTime() + Long.MAX_VALUE);
  }

  /** Returns whether the moment is there. */
  public boolean passed() {
    return System.nanoTime() - nanos >= 0;
  }
}
