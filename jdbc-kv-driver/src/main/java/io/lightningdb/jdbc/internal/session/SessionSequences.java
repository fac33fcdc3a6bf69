package io.lightningdb.jdbc.internal.session;

import io.lightningdb.jdbc.internal.exec.Sequences;
import java.sql.SQLException;

/** The counters of an open database, for one of its sessions. */
final class SessionSequences implements Sequences {

  private final Session session;

  SessionSequences(Session session) {
    this.session = session;
  }

  @Override
  public long next(String sequence) throws SQLException {
    return session.shared().sequences().next(session.database(), sequence);
  }

  @Override
  public void used(String sequence, long number) throws SQLException {
    session.shared().sequences().used(session.database(), sequence, number);
  }
}
