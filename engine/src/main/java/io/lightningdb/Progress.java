package io.lightningdb;

/** Follows work that takes long. */
@FunctionalInterface
public interface Progress {

  /**
   * Called now and then, in the thread that does the work, and once at the end. If this throws, the
   * work ends with what it throws; what has been done so far stays done.
   *
   * @param doneBytes how much has been done, in bytes; never less than before
   * @param totalBytes how much there is to do, as far as is known by now, in bytes
   */
  void report(long doneBytes, long totalBytes);
}
