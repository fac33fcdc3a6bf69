package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import javax.sql.StatementEvent;
import javax.sql.StatementEventListener;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a pool keeps, and lends to one user after the other. Each has a logical
 * connection of his own, and finds the settings of a new one; closing it rolls back, closes its
 * statements, and tells the pool.
 */
public final class LightningPooledConnection implements PooledConnection {

  private final LightningConnection physical;
  private final AtomicReference<@Nullable LogicalConnection> lent = new AtomicReference<>();
  private final List<ConnectionEventListener> connectionListeners = new CopyOnWriteArrayList<>();
  private final List<StatementEventListener> statementListeners = new CopyOnWriteArrayList<>();

  public LightningPooledConnection(LightningConnection physical) {
    this.physical = physical;
  }

  /**
   * Lends the connection. There is one logical connection at a time: one that is still open is
   * closed, and the pool is not told.
   */
  @Override
  public Connection getConnection() throws SQLException {
    if (physical.isClosed()) {
      SQLException closed = SqlErrors.connectionClosed("the pooled connection is closed");
      tellOfError(closed);
      throw closed;
    }
    LogicalConnection next = new LogicalConnection(this, physical);
    LogicalConnection previous = lent.getAndSet(next);
    if (previous != null) {
      previous.end();
    }
    return next.connection();
  }

  /** Closes the connection for good. The pool, who calls this, is not told. */
  @Override
  public void close() throws SQLException {
    LogicalConnection last = lent.getAndSet(null);
    if (last != null) {
      last.markClosed();
    }
    physical.close();
  }

  /** Takes the connection back from a user who has closed his. */
  void returned(LogicalConnection from) {
    lent.compareAndSet(from, null);
    ConnectionEvent event = new ConnectionEvent(this);
    connectionListeners.forEach(listener -> listener.connectionClosed(event));
  }

  /** Tells the pool if the connection cannot be used any more after {@code failure}. */
  void failed(SQLException failure) {
    if (physical.isClosed()) {
      tellOfError(failure);
    }
  }

  private void tellOfError(SQLException failure) {
    ConnectionEvent event = new ConnectionEvent(this, failure);
    connectionListeners.forEach(listener -> listener.connectionErrorOccurred(event));
  }

  /** Tells the pool that the user has closed a prepared statement. */
  void closed(PreparedStatement statement) {
    StatementEvent event = new StatementEvent(this, statement);
    statementListeners.forEach(listener -> listener.statementClosed(event));
  }

  /** Tells the pool that a prepared statement cannot be used any more. */
  void failed(PreparedStatement statement, SQLException failure) {
    StatementEvent event = new StatementEvent(this, statement, failure);
    statementListeners.forEach(listener -> listener.statementErrorOccurred(event));
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    connectionListeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    connectionListeners.remove(listener);
  }

  @Override
  public void addStatementEventListener(StatementEventListener listener) {
    statementListeners.add(listener);
  }

  @Override
  public void removeStatementEventListener(StatementEventListener listener) {
    statementListeners.remove(listener);
  }
}
