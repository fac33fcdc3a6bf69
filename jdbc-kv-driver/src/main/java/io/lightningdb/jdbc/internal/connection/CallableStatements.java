package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import org.jspecify.annotations.Nullable;

/*
 * CallableStatement adds more than a hundred methods to PreparedStatement, and the answer to all of them
 * is the same: so there is one answer, and no class with a hundred methods.
 */
/** Prepared statements for programs that want to have callable ones: without any out parameter. */
final class CallableStatements extends Delegation {

  private CallableStatements(PreparedStatement statement) {
    super(statement);
  }

  static CallableStatement of(PreparedStatement statement) {
    return new CallableStatements(statement).proxy(CallableStatement.class);
  }

  @Override
  @Nullable Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == CallableStatement.class) {
      throw SqlErrors.notSupported(
          method.getName()
              + ": there are no procedures, and so no parameters with names or results");
    }
    return pass(method, arguments);
  }
}
