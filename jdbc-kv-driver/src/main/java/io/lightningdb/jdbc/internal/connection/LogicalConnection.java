package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What a user of a pooled connection has while it is lent to him. */
final class LogicalConnection extends Delegation {

  private final LightningPooledConnection pooled;
  private final LightningConnection physical;
  private final Connection connection;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The physical statements that the user has not closed. */
  private final Set<Statement> statements = ConcurrentHashMap.newKeySet();

  LogicalConnection(LightningPooledConnection pooled, LightningConnection physical) {
    super(physical);
    this.pooled = pooled;
    this.physical = physical;
    this.connection = proxy(Connection.class);
  }

  /** Returns the connection as the user sees it. */
  Connection connection() {
    return connection;
  }

  LightningPooledConnection pooled() {
    return pooled;
  }

  @Override
  @Nullable Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "close" -> {
        close();
        return null;
      }
      case "isClosed" -> {
        return closed.get() || physical.isClosed();
      }
      case "toString" -> {
        return "logical " + physical;
      }
      default -> {}
    }
    if (closed.get()) {
      return answerClosed(method, arguments);
    }
    Object answer = pass(method, arguments);
    if (answer instanceof Statement statement) {
      statements.add(statement);
      return new LogicalStatement(this, statement).statement();
    }
    if (answer instanceof DatabaseMetaData metaData) {
      return new LogicalMetaData(metaData).proxy(DatabaseMetaData.class);
    }
    return answer;
  }

  /** Answers without asking the physical connection, which may be lent to somebody else by now. */
  private static @Nullable Object answerClosed(Method method, Object[] arguments)
      throws SQLException {
    switch (method.getName()) {
      case "isValid" -> {
        if (arguments[0] instanceof Integer timeout && timeout >= 0) {
          return false;
        }
        throw SqlErrors.badArgument("the time-out must not be negative, but is " + arguments[0]);
      }
      case "abort" -> {
        return null;
      }
      default -> throw isBack();
    }
  }

  private static SQLException isBack() {
    return SqlErrors.connectionClosed("the connection is closed: it is back in the pool");
  }

  /** Forgets a physical statement that the user has closed. */
  void closed(Statement statement) {
    statements.remove(statement);
  }

  @Override
  void failed(SQLException failure) {
    pooled.failed(failure);
  }

  /** Hears that a statement has failed that the user has not closed. */
  void failed(PreparedStatement statement, SQLException failure) {
    if (physical.isClosed()) {
      pooled.failed(statement, failure);
    }
  }

  private void close() throws SQLException {
    if (closed.compareAndSet(false, true)) {
      try {
        giveBack();
      } finally {
        pooled.returned(this);
      }
    }
  }

  /** Closes this for the user, because the connection is lent to somebody else. */
  void end() throws SQLException {
    if (closed.compareAndSet(false, true)) {
      giveBack();
    }
  }

  /** Closes this for the user, because the physical connection is about to be closed. */
  void markClosed() {
    closed.set(true);
  }

  private void giveBack() throws SQLException {
    if (physical.isClosed()) {
      return;
    }
    try {
      for (Statement statement : List.copyOf(statements)) {
        statement.close();
      }
      physical.reset();
    } catch (SQLException e) {
      pooled.failed(e);
      throw e;
    }
  }

  /** Metadata that name the logical connection as theirs. */
  private final class LogicalMetaData extends Delegation {

    LogicalMetaData(DatabaseMetaData metaData) {
      super(metaData);
    }

    @Override
    @Nullable Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (closed.get()) {
        throw isBack();
      }
      return method.getName().equals("getConnection") ? connection : pass(method, arguments);
    }

    @Override
    void failed(SQLException failure) {
      pooled.failed(failure);
    }
  }
}
