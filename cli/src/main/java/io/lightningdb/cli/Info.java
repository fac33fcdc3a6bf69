package io.lightningdb.cli;

import io.lightningdb.Database;
import io.lightningdb.DatabaseStatistics;
import io.lightningdb.LocalDatabase;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a database consists of. */
@Command(
    name = "info",
    description = "Shows what a database consists of.",
    mixinStandardHelpOptions = true)
final class Info implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private DatabaseParameter database;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Info() {}

  @Override
  public void run() {
    try (Database db = database.open()) {
      DatabaseStatistics statistics = db.unwrap(LocalDatabase.class).statistics();
      PrintWriter out = spec.commandLine().getOut();
      out.printf("directory        %s%n", database.directory().toAbsolutePath().normalize());
      out.printf("keyspaces        %,d%n", statistics.keyspaces());
      out.printf("tree files       %,d bytes%n", statistics.treeBytes());
      out.printf("  of these live  %,d bytes%n", statistics.treeLiveBytes());
      out.printf("log files        %,d bytes%n", statistics.logBytes());
      out.printf("not yet in trees %,d bytes of memory%n", statistics.memory().memtableBytes());
    }
  }
}
