package io.lightningdb.jdbc.internal.connection;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of a logical connection. */
final class LogicalStatement extends Delegation {

  private final LogicalConnection connection;
  private final Statement physical;
  private final Statement statement;
  private volatile boolean closed;

  LogicalStatement(LogicalConnection connection, Statement physical) {
    super(physical);
    this.connection = connection;
    this.physical = physical;
    this.statement = proxy(type(physical));
  }

  private static Class<? extends Statement> type(Statement physical) {
    if (physical instanceof CallableStatement) {
      return CallableStatement.class;
    }
    return physical instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
  }

  /** Returns the statement as the user sees it. */
  Statement statement() {
    return statement;
  }

  @Override
  @Nullable Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("close")) {
      close();
      return null;
    }
    Object answer = pass(method, arguments);
    if (method.getName().equals("getConnection")) {
      return connection.connection();
    }
    return answer instanceof ResultSet result
        ? new LogicalResultSet(result).proxy(ResultSet.class)
        : answer;
  }

  private void close() throws SQLException {
    boolean first = !closed && !physical.isClosed();
    closed = true;
    physical.close();
    connection.closed(physical);
    if (first && statement instanceof PreparedStatement prepared) {
      connection.pooled().closed(prepared);
    }
  }

  @Override
  void failed(SQLException failure) {
    connection.failed(failure);
    if (!closed && statement instanceof PreparedStatement prepared) {
      connection.failed(prepared, failure);
    }
  }

  /** A result set of a logical statement. */
  private final class LogicalResultSet extends Delegation {

    LogicalResultSet(ResultSet physical) {
      super(physical);
    }

    @Override
    @Nullable Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
      Object answer = pass(method, arguments);
      return method.getName().equals("getStatement") ? statement : answer;
    }

    @Override
    void failed(SQLException failure) {
      connection.failed(failure);
    }
  }
}
