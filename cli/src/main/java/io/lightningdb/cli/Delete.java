package io.lightningdb.cli;

import io.lightningdb.Database;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a key. */
@Command(
    name = "delete",
    description = "Removes a key. Exit code 3 if it is not there.",
    mixinStandardHelpOptions = true)
final class Delete implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private DatabaseParameter database;
  @Mixin private Bytes bytes;

  @Parameters(index = "1", paramLabel = "KEYSPACE")
  private String keyspace;

  @Parameters(index = "2", paramLabel = "KEY")
  private String key;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Delete() {}

  @Override
  public Integer call() {
    try (Database db = database.open()) {
      if (db.keyspace(keyspace).getAndDelete(bytes.parse(key)) == null) {
        spec.commandLine().getErr().println("lightning: there is no key '" + key + "'");
        return Main.NOT_FOUND;
      }
      return 0;
    }
  }
}
