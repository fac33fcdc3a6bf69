package io.lightningdb.cli;

import io.lightningdb.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the keyspaces. */
@Command(
    name = "keyspaces",
    description = "Lists the names of all keyspaces, one a line.",
    mixinStandardHelpOptions = true)
final class Keyspaces implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private DatabaseParameter database;

  @Option(names = "--options", description = "Show the options of each keyspace too.")
  private boolean options;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Keyspaces() {}

  @Override
  public void run() {
    try (Database db = database.open()) {
      for (String name : db.keyspaceNames()) {
        spec.commandLine()
            .getOut()
            .println(options ? name + "  " + db.keyspace(name).options() : name);
      }
    }
  }
}
