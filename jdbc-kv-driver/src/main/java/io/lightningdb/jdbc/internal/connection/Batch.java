package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Arrays;

/*
 * While the connection commits automatically each command is a commit of its own, as it would be
 * outside of a batch; but they wait for the disk once, together, at the end. The batch returns when
 * all are as durable as the database promises.
 */
/** Runs the commands of a batch up to the first that fails. */
final class Batch {

  private final StatementExecution statement;

  Batch(StatementExecution statement) {
    this.statement = statement;
  }

  /** Runs one command of a batch. */
  interface Command {

    /** Returns how many rows the command {@code index} changed. */
    long run(int index, Cancellation cancellation, boolean unsynced) throws SQLException;
  }

  /**
   * Runs commands.
   *
   * @param wanted the columns of inserted rows that the program wants to have back
   * @throws BatchUpdateException if one fails; it tells how many rows those before it changed
   */
  long[] run(int size, GeneratedKeys.KeyColumns wanted, Command command) throws SQLException {
    long[] counts = new long[size];
    return statement.exclusively(
        wanted,
        cancellation -> {
          boolean unsynced = size > 1 && statement.session().isEachCommitted();
          int done = 0;
          try {
            while (done < size) {
              counts[done] = command.run(done, cancellation, unsynced);
              done++;
            }
          } catch (SQLException e) {
            if (unsynced && done > 0) {
              sync(size);
            }
            throw failed(
                "command " + (done + 1) + " of " + size + " failed",
                Arrays.copyOf(counts, done),
                e);
          }
          if (unsynced) {
            sync(size);
          }
          return counts;
        });
  }

  private void sync(int size) throws SQLException {
    try {
      statement.runner().sync();
    } catch (SQLException e) {
      throw failed("the " + size + " commands may not be on the disk", new long[0], e);
    }
  }

  private static BatchUpdateException failed(String what, long[] counts, SQLException cause) {
    BatchUpdateException failure =
        new BatchUpdateException(
            what + ": " + SqlErrors.message(cause),
            cause.getSQLState(),
            cause.getErrorCode(),
            counts,
            cause);
    failure.setNextException(cause);
    return failure;
  }

  static int[] toInts(long[] counts) {
    int[] ints = new int[counts.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = StatementExecution.toInt(counts[i]);
    }
    return ints;
  }
}
