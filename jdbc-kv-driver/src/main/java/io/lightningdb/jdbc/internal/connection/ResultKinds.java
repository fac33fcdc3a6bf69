package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.session.Warnings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;

/*
 * Where a program asks for more than there is, it gets the nearest there is and a warning, as the
 * specification has it (docs/decisions/0055). An exception would cost it a pooled connection.
 */
/** The kinds of result sets that a program can ask for. */
final class ResultKinds {

  /** What ODBC calls an option whose value was changed. */
  private static final String OPTION_CHANGED = "01S02";

  private ResultKinds() {}

  /**
   * Warns if there are no such result sets.
   *
   * @throws SQLException if the numbers are none of {@link ResultSet}'s
   */
  static void check(int type, int concurrency, Warnings warnings) throws SQLException {
    switch (type) {
      case ResultSet.TYPE_FORWARD_ONLY -> {}
      case ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.TYPE_SCROLL_SENSITIVE ->
          warnings.add(changed("there are no scrollable result sets: they go forward only"));
      default -> throw SqlErrors.badArgument("there is no type of result set " + type);
    }
    switch (concurrency) {
      case ResultSet.CONCUR_READ_ONLY -> {}
      case ResultSet.CONCUR_UPDATABLE ->
          warnings.add(changed("there are no updatable result sets: they are read-only"));
      default -> throw SqlErrors.badArgument("there is no concurrency " + concurrency);
    }
  }

  /** Warns if result sets cannot be held like that. */
  static void checkHoldability(int holdability, Warnings warnings) throws SQLException {
    switch (holdability) {
      case ResultSet.CLOSE_CURSORS_AT_COMMIT -> {}
      case ResultSet.HOLD_CURSORS_OVER_COMMIT ->
          warnings.add(changed("result sets are not held: they end with their transaction"));
      default -> throw SqlErrors.badArgument("there is no holdability " + holdability);
    }
  }

  /** Returns a warning that something else is given than was asked for. */
  static SQLWarning changed(String message) {
    return new SQLWarning(message, OPTION_CHANGED);
  }
}
