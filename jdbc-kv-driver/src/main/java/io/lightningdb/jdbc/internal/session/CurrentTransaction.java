package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.Reader;
import io.lightningdb.Snapshot;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that a connection is in while it does not commit automatically. It begins with
 * the first statement that needs it; on a read-only connection it is a snapshot. For one thread at
 * a time.
 */
final class CurrentTransaction {

  private final Database database;
  private @Nullable Transaction transaction;
  private @Nullable Snapshot snapshot;
  private long bytesWritten;

  /** What to tell when it ends. */
  private final Set<Runnable> listeners = Collections.newSetFromMap(new IdentityHashMap<>());

  CurrentTransaction(Database database) {
    this.database = database;
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
      reading = database.snapshot();
      snapshot = reading;
    }
    return reading;
  }

  /** Returns where a statement writes. */
  Transaction writer(Isolation isolation) {
    Transaction writing = transaction;
    if (writing == null) {
      writing = database.begin(TransactionOptions.defaults().withIsolation(isolation));
      transaction = writing;
    }
    return writing;
  }

  /** Returns about how many bytes the transaction has written, and not less. */
  long bytesWritten() {
    return bytesWritten;
  }

  void addBytesWritten(long bytes) {
    bytesWritten += bytes;
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
