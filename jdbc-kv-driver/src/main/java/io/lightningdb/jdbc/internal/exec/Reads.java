package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.Reader;
import io.lightningdb.Snapshot;
import io.lightningdb.Transaction;
import org.jspecify.annotations.Nullable;

/** Where one execution of a statement reads. For one thread at a time. */
public interface Reads extends AutoCloseable {

  /** Returns where to make one single call: a get, or the opening of a cursor. */
  ReadView once(Keyspace keyspace);

  /** Returns where to make several calls; those of all keyspaces see the same moment. */
  ReadView view(Keyspace keyspace);

  /** Returns whether all reads see the same moment. */
  boolean isOneMoment();

  /** Gives back what the reads needed. */
  @Override
  void close();

  /** Reads in a transaction or a snapshot that somebody else ends. */
  static Reads in(Reader reader) {
    return new Reads() {
      @Override
      public ReadView once(Keyspace keyspace) {
        return reader.view(keyspace);
      }

      @Override
      public ReadView view(Keyspace keyspace) {
        return reader.view(keyspace);
      }

      @Override
      public boolean isOneMoment() {
        return !(reader instanceof Transaction transaction)
            || transaction.isolation() != Isolation.READ_COMMITTED;
      }

      @Override
      public void close() {}
    };
  }

  /** Reads what is committed when the statement runs. */
  static Reads latest(Database database) {
    return new Latest(database);
  }

  /** What is committed: as it is now for one call, and in a snapshot for several. */
  final class Latest implements Reads {

    private final Database database;
    private @Nullable Snapshot snapshot;

    private Latest(Database database) {
      this.database = database;
    }

    @Override
    public ReadView once(Keyspace keyspace) {
      Snapshot present = snapshot;
      return present == null ? keyspace : present.view(keyspace);
    }

    @Override
    public ReadView view(Keyspace keyspace) {
      Snapshot present = snapshot;
      if (present == null) {
        present = database.snapshot();
        snapshot = present;
      }
      return present.view(keyspace);
    }

    @Override
    public boolean isOneMoment() {
      return true;
    }

    @Override
    public void close() {
      Snapshot present = snapshot;
      snapshot = null;
      if (present != null) {
        present.close();
      }
    }
  }
}
