package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.Reader;
import io.lightningdb.Snapshot;

/** Where a statement reads. */
public interface Reads {

  /**
   * What a statement reads, and what has to be closed afterwards.
   *
   * @param view the view of a keyspace
   * @param release called once when it is no longer read
   */
  record Source(ReadView view, Runnable release) {}

  /** Returns where to make one single call: a get, or the opening of a cursor. */
  Source once(Keyspace keyspace);

  /** Returns where to make several calls that all see the same moment. */
  Source sameMoment(Keyspace keyspace);

  /** Reads in a transaction or a snapshot that somebody else ends. */
  static Reads in(Reader reader) {
    return new Reads() {
      @Override
      public Source once(Keyspace keyspace) {
        return sameMoment(keyspace);
      }

      @Override
      public Source sameMoment(Keyspace keyspace) {
        return new Source(reader.view(keyspace), () -> {});
      }
    };
  }

  /** Reads what is committed when the statement runs. */
  static Reads latest(Database database) {
    return new Reads() {
      @Override
      public Source once(Keyspace keyspace) {
        return new Source(keyspace, () -> {});
      }

      @Override
      public Source sameMoment(Keyspace keyspace) {
        Snapshot snapshot = database.snapshot();
        try {
          return new Source(snapshot.view(keyspace), snapshot::close);
        } catch (RuntimeException e) {
          snapshot.close();
          throw e;
        }
      }
    };
  }
}
