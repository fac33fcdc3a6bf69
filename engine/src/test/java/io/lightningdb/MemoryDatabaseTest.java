package io.lightningdb;

/** A database in memory, whose entries are still in memtables. */
class MemoryDatabaseTest extends ContractSuites {

  @Override
  Database open() {
    return Lightning.openInMemory();
  }
}
