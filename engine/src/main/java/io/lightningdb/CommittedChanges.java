package io.lightningdb;

import java.time.Instant;
import java.util.List;

/**
 * A commit, and what it has changed.
 *
 * @param sequence its number: commits have consecutive ones, in the order in which they took effect
 * @param time when it was made; never less than that of the commit before
 * @param changes what it has changed, in the order in which it was written: of several changes to
 *     one key the last counts
 */
public record CommittedChanges(long sequence, Instant time, List<Change> changes) {

  public CommittedChanges {
    changes = List.copyOf(changes);
  }
}
