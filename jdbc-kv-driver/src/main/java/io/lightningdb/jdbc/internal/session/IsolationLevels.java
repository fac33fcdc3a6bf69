package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Capabilities;
import io.lightningdb.Isolation;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/*
 * JDBC has no name for snapshot isolation. It permits none of the things that REPEATABLE READ forbids,
 * and write skew, which SERIALIZABLE forbids; so that is what it is called here.
 */
/** Isolation levels as JDBC and as the engine has them. */
public final class IsolationLevels {

  /** The level of new connections. */
  public static final Isolation DEFAULT = Isolation.SNAPSHOT;

  private IsolationLevels() {}

  /** Returns the weakest isolation there is that gives what {@code level} asks for. */
  public static Isolation toEngine(int level, Capabilities capabilities) throws SQLException {
    Isolation asked = asked(level);
    if (asked == null) {
      throw SqlErrors.badArgument("there is no isolation level " + level);
    }
    Isolation given = given(asked, capabilities);
    if (given == null) {
      throw SqlErrors.notSupported(
          "the store has no transactions as isolated as that; it has " + capabilities.isolations());
    }
    return given;
  }

  /** Returns whether {@link #toEngine} takes a level. */
  public static boolean isSupported(int level, Capabilities capabilities) {
    Isolation asked = asked(level);
    return asked != null && given(asked, capabilities) != null;
  }

  private static @Nullable Isolation asked(int level) {
    return switch (level) {
      case Connection.TRANSACTION_READ_UNCOMMITTED, Connection.TRANSACTION_READ_COMMITTED ->
          Isolation.READ_COMMITTED;
      case Connection.TRANSACTION_REPEATABLE_READ -> Isolation.SNAPSHOT;
      case Connection.TRANSACTION_SERIALIZABLE -> Isolation.SERIALIZABLE;
      default -> null;
    };
  }

  private static @Nullable Isolation given(Isolation asked, Capabilities capabilities) {
    for (Isolation isolation : Isolation.values()) {
      // Without locks nothing would keep one statement from undoing what another one committed.
      boolean safe = isolation != Isolation.READ_COMMITTED || capabilities.locks();
      if (isolation.compareTo(asked) >= 0
          && safe
          && capabilities.isolations().contains(isolation)) {
        return isolation;
      }
    }
    return null;
  }

  public static int toJdbc(Isolation isolation) {
    return switch (isolation) {
      case READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
      case SNAPSHOT -> Connection.TRANSACTION_REPEATABLE_READ;
      case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
    };
  }
}
