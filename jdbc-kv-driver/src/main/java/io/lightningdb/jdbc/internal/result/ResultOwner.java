package io.lightningdb.jdbc.internal.result;

import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Who gave a result set: a statement, or nobody who cares. */
public interface ResultOwner {

  /** An owner of rows that are there already and need nobody. */
  ResultOwner NONE =
      new ResultOwner() {
        @Override
        public @Nullable Statement statement() {
          return null;
        }

        @Override
        public boolean isClosed() {
          return false;
        }

        @Override
        public void begin() {}

        @Override
        public void end() {}

        @Override
        public SQLException failure(RuntimeException e) {
          throw e;
        }

        @Override
        public void closed(LightningResultSet result) {}
      };

  @Nullable Statement statement();

  /** Returns whether the owner was closed, and with it what it gave. */
  boolean isClosed();

  /** Called before rows are moved; {@link #end} follows. */
  void begin() throws SQLException;

  void end();

  /** Returns what to throw in the place of what the engine threw. */
  SQLException failure(RuntimeException e);

  /** Called once when the result set is closed, between {@link #begin} and {@link #end} or not. */
  void closed(LightningResultSet result);
}
