package io.lightningdb;

import java.time.Duration;
import java.util.List;

/**
 * A snapshot that is open, whose it is, and what it keeps.
 *
 * @param kind what it was opened for
 * @param number tells it from others of this database, as long as that is open
 * @param age how long it has been open
 * @param sequence the number of the last commit that it sees
 * @param thread the name of the thread that opened it
 * @param openedAt where it was opened, innermost call first; empty unless {@link
 *     Options#trackTransactions()} is on
 * @param memoryBytes memory of memtables that it sees and that the newest state of the database
 *     does without; others of the same age may keep the same ones
 * @param fileBytes length of files on disk that it sees and that the newest state of the database
 *     does without; others may keep the same ones
 */
public record SnapshotStatistics(
    Kind kind,
    long number,
    Duration age,
    long sequence,
    String thread,
    List<StackTraceElement> openedAt,
    long memoryBytes,
    long fileBytes) {

  /** What a snapshot can be opened for. */
  public enum Kind {
    /** A transaction. A read-committed one has no snapshot, but its cursors and streams have. */
    TRANSACTION("transaction"),
    /** A {@link Snapshot}, with all that was opened from it. */
    SNAPSHOT("snapshot"),
    /** A {@link Cursor} of a keyspace, or of a read-committed transaction. */
    CURSOR("cursor"),
    /** A stream of a value of a keyspace, or of a read-committed transaction. */
    VALUE_STREAM("stream of a value"),
    /** {@link LocalDatabase#verify()}. */
    VERIFICATION("verification");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Returns this in words, in lower case. */
    @Override
    public String toString() {
      return words;
    }
  }

  public SnapshotStatistics {
    openedAt = List.copyOf(openedAt);
  }
}
