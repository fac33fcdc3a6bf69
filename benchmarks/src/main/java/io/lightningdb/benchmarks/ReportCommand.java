package io.lightningdb.benchmarks;

import io.lightningdb.benchmarks.report.Report;
import io.lightningdb.benchmarks.run.Results;
import io.lightningdb.benchmarks.run.Runner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes tables and plots anew out of what a run measured. */
@Command(
    name = "report",
    description = "Makes tables and plots anew out of the JSON lines of a run.",
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run's directory. Default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("target", "benchmarks");

  @Option(
      names = "--docs",
      paramLabel = "FILE",
      description = "A document whose generated blocks are filled too: docs/benchmarks.md.")
  private @Nullable Path document;

  @Option(
      names = "--plots",
      description = "Show plots in that document too, in a directory beside it.")
  private boolean plots;

  @Override
  public Integer call() throws IOException {
    Report report = new Report(Results.read(directory.resolve(Runner.RESULTS_FILE)));
    report.write(directory);
    if (document != null) {
      report.fill(document, plots);
    }
    return 0;
  }
}
