package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.Reader;
import io.lightningdb.Savepoint;
import io.lightningdb.Snapshot;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that a connection is in while it does not commit each statement. It begins with
 * the first statement that needs it; on a read-only connection it is a snapshot. For one thread at
 * a time.
 */
final class CurrentTransaction {

  private final Database database;
  private final SchemaGuard schema;
  private @Nullable Transaction transaction;
  private @Nullable Snapshot snapshot;
  private long bytesWritten;

  /** How many changes of tables the transaction sees. */
  private long schemaSeen;

  private final SavePoints savePoints = new SavePoints();

  /** What to tell when it ends. */
  private final Set<Runnable> listeners = Collections.newSetFromMap(new IdentityHashMap<>());

  CurrentTransaction(Database database, SchemaGuard schema) {
    this.database = database;
    this.schema = schema;
  }

  boolean isActive() {
    return transaction != null || snapshot != null;
  }

  /** Returns where a statement reads. */
  Reader reader(boolean readOnly, Isolation isolation) {
    Transaction writing = transaction;
    if (writing != null) {
      return writing;
    }
    if (!readOnly) {
      return writer(isolation);
    }
    Snapshot reading = snapshot;
    if (reading == null) {
      schemaSeen = schema.changes();
      reading = database.snapshot();
      snapshot = reading;
    }
    return reading;
  }

  /** Returns where a statement writes. */
  Transaction writer(Isolation isolation) {
    Transaction writing = transaction;
    if (writing == null) {
      schemaSeen = schema.changes();
      writing = database.begin(TransactionOptions.defaults().withIsolation(isolation));
      transaction = writing;
    }
    return writing;
  }

  /** Looks whether the view of the transaction, if it is active, fits the tables. */
  void checkTables(List<BoundTable> tables) throws SQLException {
    for (BoundTable table : tables) {
      String name = table.table().name();
      if (isActive() && schema.isChangedSince(name, schemaSeen)) {
        throw SqlErrors.conflict(
            "table " + name + " was changed since this transaction began; run it again", null);
      }
    }
  }

  /** Returns whether the transaction has written anything, and not taken it back. */
  boolean hasWrites() {
    Transaction writing = transaction;
    return writing != null && writing.hasWrites();
  }

  /** Returns about how many bytes the transaction has written, and not less. */
  long bytesWritten() {
    return bytesWritten;
  }

  void addBytesWritten(long bytes) {
    bytesWritten += bytes;
  }

  /**
   * Notes the present point of the transaction, which begins if it has not begun.
   *
   * @param name null for none
   */
  SavePoint savePoint(@Nullable String name, boolean readOnly, Isolation isolation) {
    Savepoint engine =
        reader(readOnly, isolation) instanceof Transaction writing ? writing.savepoint() : null;
    SavePoint point = new SavePoint(name, engine, bytesWritten);
    savePoints.add(point);
    return point;
  }

  /** Returns the latest savepoint called {@code name}. */
  SavePoint findSavePoint(String name) throws SQLException {
    return savePoints.find(name);
  }

  /** Takes back what was written since a savepoint was set; those set after it are gone. */
  void rollbackTo(SavePoint point) throws SQLException {
    savePoints.check(point);
    Transaction writing = transaction;
    Savepoint engine = point.engine();
    if (writing != null && engine != null) {
      writing.rollbackTo(engine);
    }
    savePoints.forgetAfter(point);
    bytesWritten = point.bytesWritten();
  }

  /** Forgets a savepoint, and those set after it. */
  void release(SavePoint point) throws SQLException {
    savePoints.check(point);
    Transaction writing = transaction;
    Savepoint engine = point.engine();
    if (writing != null && engine != null) {
      writing.release(engine);
    }
    savePoints.forgetFrom(point);
  }

  /** Has {@code listener} called when the transaction ends, unless it is removed before. */
  void addListener(Runnable listener) {
    listeners.add(listener);
  }

  void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  /** Makes the writes visible and lasting. The transaction is over afterwards, whatever happens. */
  void commit() {
    Transaction writing = transaction;
    try {
      if (writing != null) {
        writing.commit();
      }
    } finally {
      end();
    }
  }

  /** Forgets the writes. */
  void rollback() {
    end();
  }

  private void end() {
    Transaction writing = transaction;
    Snapshot reading = snapshot;
    transaction = null;
    snapshot = null;
    bytesWritten = 0;
    savePoints.clear();
    if (writing != null) {
      writing.close();
    }
    if (reading != null) {
      reading.close();
    }
    List<Runnable> told = new ArrayList<>(listeners);
    listeners.clear();
    told.forEach(Runnable::run);
  }
}
