package io.lightningdb.cli;

import io.lightningdb.Database;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a value. */
@Command(
    name = "get",
    description = "Prints the value of a key. Exit code 3 if there is none.",
    mixinStandardHelpOptions = true)
final class Get implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private DatabaseParameter database;
  @Mixin private Bytes bytes;

  @Parameters(index = "1", paramLabel = "KEYSPACE")
  private String keyspace;

  @Parameters(index = "2", paramLabel = "KEY")
  private String key;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Get() {}

  @Override
  public Integer call() {
    try (Database db = database.open()) {
      byte[] value = db.keyspace(keyspace).get(bytes.parse(key));
      if (value == null) {
        spec.commandLine().getErr().println("lightning: there is no key '" + key + "'");
        return Main.NOT_FOUND;
      }
      spec.commandLine().getOut().println(bytes.show(value));
      return 0;
    }
  }
}
