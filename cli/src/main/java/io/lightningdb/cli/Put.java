package io.lightningdb.cli;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a value. */
@Command(
    name = "put",
    description = "Sets the value of a key. It is on the device when the command ends.",
    mixinStandardHelpOptions = true)
final class Put implements Runnable {

  @Mixin private DatabaseParameter database;
  @Mixin private Bytes bytes;

  @Parameters(index = "1", paramLabel = "KEYSPACE")
  private String keyspace;

  @Parameters(index = "2", paramLabel = "KEY")
  private String key;

  @Parameters(index = "3", paramLabel = "VALUE")
  private String value;

  @Option(names = "--create", description = "Create the database and the keyspace if need be.")
  private boolean create;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Put() {}

  @Override
  public void run() {
    try (Database db = database.open(create)) {
      Keyspace target =
          create ? db.openKeyspace(keyspace, KeyspaceOptions.defaults()) : db.keyspace(keyspace);
      target.put(bytes.parse(key), bytes.parse(value));
    }
  }
}
