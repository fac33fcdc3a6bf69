package io.lightningdb.jdbc.internal.session;

import io.lightningdb.jdbc.internal.function.FunctionContext;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** What functions may ask while a statement runs. For one thread at a time. */
final class StatementContext implements FunctionContext {

  private final Session session;
  private final String user;
  private @Nullable OffsetDateTime now;

  StatementContext(Session session, String user) {
    this.session = session;
    this.user = user;
  }

  @Override
  public OffsetDateTime now() {
    OffsetDateTime known = now;
    if (known == null) {
      known = OffsetDateTime.now(ZoneId.systemDefault());
      now = known;
    }
    return known;
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public String database() {
    return session.shared().place();
  }
}
