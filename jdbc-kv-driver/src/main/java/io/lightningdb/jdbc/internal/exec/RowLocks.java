package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Keyspace;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Locks rows before they are changed, or because the statement asks for it. */
public interface RowLocks {

  /** Stands for a row that is left out because somebody else has locked it. */
  byte[] SKIPPED = new byte[0];

  /**
   * Returns whether keys are really locked. Otherwise it is only found out whether somebody else
   * has changed them.
   */
  boolean isLocking();

  /**
   * Locks a key until the transaction ends.
   *
   * @param read the value that was read; null if nothing was
   * @return the value it has now; null if there is none; {@link #SKIPPED} itself if it is left out
   * @throws SQLException if it cannot be locked, or somebody else has changed it
   */
  byte @Nullable [] lock(Keyspace keyspace, byte[] key, byte @Nullable [] read) throws SQLException;

  /**
   * Returns whether keys are locked before rows are inserted, because the commit would not find out
   * that somebody else has inserted the same.
   */
  boolean guardInserts();
}
