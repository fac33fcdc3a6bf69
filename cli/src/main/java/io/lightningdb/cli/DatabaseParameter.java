package io.lightningdb.cli;

import io.lightningdb.Database;
import io.lightningdb.Lightning;
import io.lightningdb.Options;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The directory of the database, the first parameter of every command. */
final class DatabaseParameter {

  @Parameters(index = "0", paramLabel = "DIRECTORY", description = "The database's directory.")
  private Path directory;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DatabaseParameter() {}

  Path directory() {
    return directory;
  }

  /** Opens the database, which has to be there. */
  Database open() {
    return open(false);
  }

  /** Opens the database, creating it if that is asked for. */
  Database open(boolean create) {
    return Lightning.open(directory, Options.builder().createIfMissing(create).build());
  }
}
