package io.lightningdb;

import org.junit.jupiter.api.Nested;

/** All suites, for one way of opening databases. */
abstract class ContractSuites extends HandleSuites {

  @Nested
  class OfKeyspace extends KeyspaceContract {
    @Override
    protected Database open() {
      return ContractSuites.this.open();
    }

    @Override
    protected void settle(Database database) {
      ContractSuites.this.settle(database);
    }
  }

  @Nested
  class OfReadView extends ReadViewContract {
    @Override
    protected Database open() {
      return ContractSuites.this.open();
    }

    @Override
    protected void settle(Database database) {
      ContractSuites.this.settle(database);
    }
  }

  @Nested
  class OfCursor extends CursorContract {
    @Override
    protected Database open() {
      return ContractSuites.this.open();
    }

    @Override
    protected void settle(Database database) {
      ContractSuites.this.settle(database);
    }
  }

  @Nested
  class OfExpiry extends ExpiryContract {
    @Override
    protected Database open() {
      return ContractSuites.this.open();
    }

    @Override
    protected void settle(Database database) {
      ContractSuites.this.settle(database);
    }
  }
}
