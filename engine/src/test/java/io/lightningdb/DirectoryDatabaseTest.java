package io.lightningdb;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A database in a directory, whose entries go into trees as soon as they can, without a cache. */
class DirectoryDatabaseTest extends ContractSuites {

  private static final Options OPTIONS = Options.builder().cacheBytes(0).build();

  @TempDir private Path directory;

  @Override
  Database open() {
    return Lightning.open(directory, OPTIONS);
  }

  @Override
  void settle(Database db) {
    db.unwrap(LocalDatabase.class).flush();
  }
}
