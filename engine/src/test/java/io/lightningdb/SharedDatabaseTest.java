package io.lightningdb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A handle of a database that somebody else keeps open too. */
class SharedDatabaseTest extends HandleSuites {

  @TempDir private Path directory;
  private Database keeper;

  @BeforeEach
  void keepOpen() {
    keeper = share();
  }

  @AfterEach
  void letGo() {
    keeper.close();
  }

  private Database share() {
    return Lightning.share("lightning:" + directory, Options.defaults());
  }

  @Override
  Database open() {
    return share();
  }
}
