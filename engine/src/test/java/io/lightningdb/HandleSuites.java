package io.lightningdb;

import org.junit.jupiter.api.Nested;

/** The suites of what a user holds of a database, for one way of opening it. */
abstract class HandleSuites {

  /** Opens a database without keyspaces, for one test. */
  abstract Database open();

  /** Brings what was committed to where it stays. */
  void settle(Database db) {}

  @Nested
  class OfDatabase extends DatabaseContract {
    @Override
    protected Database open() {
      return HandleSuites.this.open();
    }

    @Override
    protected void settle(Database database) {
      HandleSuites.this.settle(database);
    }
  }

  @Nested
  class OfSnapshot extends SnapshotContract {
    @Override
    protected Database open() {
      return HandleSuites.this.open();
    }

    @Override
    protected void settle(Database database) {
      HandleSuites.this.settle(database);
    }
  }

  @Nested
  class OfTransaction extends TransactionContract {
    @Override
    protected Database open() {
      return HandleSuites.this.open();
    }

    @Override
    protected void settle(Database database) {
      HandleSuites.this.settle(database);
    }
  }

  @Nested
  class OfLocks extends LockContract {
    @Override
    protected Database open() {
      return HandleSuites.this.open();
    }

    @Override
    protected void settle(Database database) {
      HandleSuites.this.settle(database);
    }
  }
}
