package io.lightningdb.cli;

import io.lightningdb.Database;
import io.lightningdb.DatabaseStatistics;
import io.lightningdb.LocalDatabase;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads a whole database and checks it. */
@Command(
    name = "check",
    description = {
      "Reads the whole database and checks checksums, order, references and counts.",
      "Prints every broken rule; exit code 5 if there is one."
    },
    mixinStandardHelpOptions = true)
final class Check implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private DatabaseParameter database;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Check() {}

  @Override
  public Integer call() {
    try (Database db = database.open()) {
      LocalDatabase local = db.unwrap(LocalDatabase.class);
      // So that what opening replayed from the log is checked too.
      local.flush();
      List<String> problems = local.verify();
      problems.forEach(problem -> spec.commandLine().getErr().println(problem));
      if (!problems.isEmpty()) {
        return Main.DAMAGED;
      }
      DatabaseStatistics statistics = local.statistics();
      spec.commandLine()
          .getOut()
          .printf(
              "all is well: %,d keyspaces in %,d bytes%n",
              statistics.keyspaces(), statistics.treeBytes());
      return 0;
    }
  }
}
