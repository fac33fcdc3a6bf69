package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Looks at the SQLSTATEs and classes of exceptions. */
final class SqlStates {

  private SqlStates() {}

  /** Asserts that {@code code} fails with an exception of exactly this state and class. */
  static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String state, Class<? extends SQLException> type, ThrowingCallable code) {
    Throwable thrown = catchThrowable(code);
    assertThat(thrown).isInstanceOf(SQLException.class);
    SQLException e = (SQLException) thrown;
    assertThat(e.getSQLState()).as("state of %s", e).isEqualTo(state);
    assertThat(thrown).isInstanceOf(type);
    assertThat(e.getErrorCode()).isZero();
    return Assertions.assertThat(thrown);
  }

  static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String state, ThrowingCallable code) {
    return assertFails(state, SQLException.class, code);
  }
}
