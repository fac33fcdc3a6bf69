package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.Capabilities;
import io.lightningdb.Isolation;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;

/*
 * JDBC has no name for snapshot isolation. It permits none of the things that REPEATABLE READ forbids,
 * and write skew, which SERIALIZABLE forbids; so that is what it is called here.
 */
/** Isolation levels as JDBC and as the engine has them. */
final class IsolationLevels {

  private IsolationLevels() {}

  /** Returns the weakest isolation there is that gives what {@code level} asks for. */
  static Isolation toEngine(int level, Capabilities capabilities) throws SQLException {
    return switch (level) {
      case Connection.TRANSACTION_READ_UNCOMMITTED,
          Connection.TRANSACTION_READ_COMMITTED,
          Connection.TRANSACTION_REPEATABLE_READ ->
          Isolation.SNAPSHOT;
      case Connection.TRANSACTION_SERIALIZABLE -> {
        if (!capabilities.isolations().contains(Isolation.SERIALIZABLE)) {
          throw SqlErrors.notSupported(
              "serializable transactions are not supported yet: transactions see a snapshot, which"
                  + " permits write skew; ask for REPEATABLE_READ to get them");
        }
        yield Isolation.SERIALIZABLE;
      }
      default -> throw SqlErrors.badArgument("there is no isolation level " + level);
    };
  }

  static int toJdbc(Isolation isolation) {
    return isolation == Isolation.SERIALIZABLE
        ? Connection.TRANSACTION_SERIALIZABLE
        : Connection.TRANSACTION_REPEATABLE_READ;
  }
}
