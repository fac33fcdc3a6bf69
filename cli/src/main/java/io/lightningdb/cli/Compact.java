package io.lightningdb.cli;

import io.lightningdb.Database;
import io.lightningdb.DatabaseStatistics;
import io.lightningdb.LocalDatabase;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings a database into its smallest form. */
@Command(
    name = "compact",
    description = {
      "Brings a database into its smallest form: what was replaced or deleted goes, and pages are"
          + " full.",
      "Writes everything anew, for which it needs some space beside what there is."
    },
    mixinStandardHelpOptions = true)
final class Compact implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private DatabaseParameter database;

  @Option(
      names = "--quiet",
      description = "Do not show how far it is; nor is it shown where there is no terminal.")
  private boolean quiet;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Compact() {}

  @Override
  public void run() {
    try (Database db = database.open()) {
      LocalDatabase local = db.unwrap(LocalDatabase.class);
      local.flush();
      long before = local.statistics().treeBytes();
      if (quiet || !Ansi.AUTO.enabled()) {
        local.compact();
      } else {
        compactVisibly(local);
      }
      DatabaseStatistics after = local.statistics();
      spec.commandLine()
          .getOut()
          .printf("%,d bytes, where there were %,d before%n", after.treeBytes(), before);
    }
  }

  private static void compactVisibly(LocalDatabase local) {
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("compacting")
            .setUnit(" MiB", 1024L * 1024)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(100)
            .build()) {
      local.compact(
          (done, total) -> {
            bar.maxHint(total);
            bar.stepTo(done);
          });
    }
  }
}
