package io.lightningdb;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * How a listener is to be told of commits. Immutable.
 *
 * @param afterSequence the sequence after which to begin; by default none, which is to begin with
 *     the next commit
 * @param backlogBytes how far the listener may fall behind: how many bytes of the log are kept for
 *     it, from the commit that it has come to, if they are not kept anyway; 64 MiB by default
 */
public record ListenOptions(OptionalLong afterSequence, long backlogBytes) {

  private static final ListenOptions DEFAULTS =
      new ListenOptions(OptionalLong.empty(), 64L * 1024 * 1024);

  /**
   * @throws IllegalArgumentException if a number is negative
   */
  public ListenOptions {
    Objects.requireNonNull(afterSequence, "afterSequence");
    if (afterSequence.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "afterSequence must not be negative, as " + afterSequence.getAsLong() + " is");
    }
    if (backlogBytes < 0) {
      throw new IllegalArgumentException("backlogBytes must not be negative, as " + backlogBytes);
    }
  }

  /** Returns options to begin with the next commit, and to be up to 64 MiB behind. */
  public static ListenOptions defaults() {
    return DEFAULTS;
  }

  /** Returns these options, but to begin with the commit that follows {@code sequence}. */
  public ListenOptions after(long sequence) {
    return new ListenOptions(OptionalLong.of(sequence), backlogBytes);
  }

  /** Returns these options with another length of the log to be kept. */
  public ListenOptions withBacklogBytes(long bytes) {
    return new ListenOptions(afterSequence, bytes);
  }
}
