package io.lightningdb.jdbc.internal.error;

import io.lightningdb.ConflictException;
import io.lightningdb.CorruptionException;
import io.lightningdb.Database;
import io.lightningdb.DatabaseLockedException;
import io.lightningdb.FormatException;
import io.lightningdb.LightningException;
import io.lightningdb.LimitException;
import io.lightningdb.OutcomeUnknownException;
import io.lightningdb.StorageException;
import io.lightningdb.UnavailableException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientConnectionException;

/** Tells in JDBC's terms what the engine threw. */
public final class EngineFailures {

  private EngineFailures() {}

  /** Translates what opening a database threw. */
  public static SQLException opening(RuntimeException e) {
    if (e instanceof DatabaseLockedException) {
      return SqlErrors.locked(SqlErrors.message(e), e);
    }
    if (e instanceof CorruptionException corruption) {
      return corruption(corruption);
    }
    return SqlErrors.cannotOpen(SqlErrors.message(e), e);
  }

  /**
   * Translates what using an open database threw.
   *
   * @throws RuntimeException {@code e}, if it is none of the engine's: a mistake in this driver
   */
  public static SQLException using(RuntimeException e, Database database) {
    if (e instanceof LightningException failure) {
      return translate(failure);
    }
    if (e instanceof UnsupportedValueException) {
      return SqlErrors.notSupported(SqlErrors.message(e));
    }
    if (e instanceof IllegalStateException) {
      if (!database.isOpen()) {
        return SqlErrors.connectionClosed("the database has been closed");
      }
      // A keyspace came or went between the moment that the transaction sees and now.
      return SqlErrors.conflict(
          "a table was created or dropped since this transaction began; run it again: "
              + SqlErrors.message(e),
          e);
    }
    throw e;
  }

  private static SQLException translate(LightningException e) {
    if (e instanceof ConflictException conflict) {
      return conflict.reason() == ConflictException.Reason.DEADLOCK
          ? SqlErrors.deadlock(SqlErrors.message(e), e)
          : SqlErrors.conflict(SqlErrors.message(e), e);
    }
    if (e instanceof CorruptionException corruption) {
      return corruption(corruption);
    }
    if (e instanceof LimitException) {
      return new SQLNonTransientException(SqlErrors.message(e), "54000", e);
    }
    if (e instanceof StorageException storage) {
      return new SQLNonTransientException(
          SqlErrors.message(e), storage.isDiskFull() ? "53100" : "58030", e);
    }
    if (e instanceof UnavailableException) {
      return new SQLTransientConnectionException(SqlErrors.message(e), "08006", e);
    }
    if (e instanceof OutcomeUnknownException) {
      return new SQLNonTransientConnectionException(SqlErrors.message(e), "08007", e);
    }
    if (e instanceof FormatException) {
      return new SQLNonTransientException(SqlErrors.message(e), "0A000", e);
    }
    return opening(e);
  }

  private static SQLException corruption(CorruptionException e) {
    return new SQLNonTransientException(SqlErrors.message(e), "XX001", e);
  }
}
