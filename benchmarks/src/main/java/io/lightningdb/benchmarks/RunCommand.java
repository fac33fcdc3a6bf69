package io.lightningdb.benchmarks;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.report.Report;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.row.Rows;
import io.lightningdb.benchmarks.run.ForkedCases;
import io.lightningdb.benchmarks.run.Results;
import io.lightningdb.benchmarks.run.Runner;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs benchmarks and reports on them. */
@Command(
    name = "run",
    description = "Runs benchmarks, each case in a JVM of its own, and reports on them.",
    sortOptions = false)
final class RunCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--quick", description = "100,000 entries and short times: a first look.")
  private boolean quick;

  @Option(names = "--full", description = "1,000,000 entries: figures to publish.")
  private boolean full;

  @Option(
      names = "--store",
      paramLabel = "ID",
      completionCandidates = StoreIds.class,
      description = "Only this one; may be given more than once. One of ${COMPLETION-CANDIDATES}.")
  private List<String> stores = List.of();

  @Option(
      names = "--row",
      paramLabel = "ID",
      completionCandidates = RowIds.class,
      description = "Only this one; may be given more than once. One of ${COMPLETION-CANDIDATES}.")
  private List<String> rows = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where results, and meanwhile the stores, are kept. Default: ${DEFAULT-VALUE}. Must be on"
              + " the device that is to be measured.")
  private Path directory = Path.of("target", "benchmarks");

  @Option(names = "--entries", paramLabel = "N", description = "Another number of entries.")
  private @Nullable Long entries;

  @Option(names = "--value-bytes", paramLabel = "N", description = "Another length of values.")
  private @Nullable Integer valueBytes;

  @Option(names = "--repetitions", paramLabel = "N", description = "Another number of repetitions.")
  private @Nullable Integer repetitions;

  @Option(names = "--measure-millis", paramLabel = "MS", description = "Another time to measure.")
  private @Nullable Long measureMillis;

  @Option(names = "--warm-up-millis", paramLabel = "MS", description = "Another time to warm up.")
  private @Nullable Long warmUpMillis;

  @Option(names = "--heap-mib", paramLabel = "N", description = "Another -Xmx for the JVMs.")
  private @Nullable Integer heapMib;

  @Option(names = "--cache-mib", paramLabel = "N", description = "Another cache for the stores.")
  private @Nullable Integer cacheMib;

  @Option(names = "--seed", paramLabel = "N", description = "Another seed.")
  private @Nullable Long seed;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Runner runner;
    try {
      runner =
          new Runner(
              plan(),
              chosenContenders(),
              chosenRows(),
              directory,
              new ForkedCases(directory.resolve("cases"), Main.class.getName()),
              out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Results results = runner.run();
    new Report(results).write(directory);
    out.println("report: " + directory.resolve(Report.FILE));
    out.flush();
    boolean complete = results.failures().isEmpty() && !results.samples().isEmpty();
    return complete ? 0 : 1;
  }

  private List<Contender> chosenContenders() {
    return stores.isEmpty()
        ? Contenders.all()
        : stores.stream().distinct().map(Contenders::named).toList();
  }

  private List<Row> chosenRows() {
    return rows.isEmpty() ? Rows.all() : rows.stream().distinct().map(Rows::named).toList();
  }

  private Plan plan() {
    if (quick && full) {
      throw new IllegalArgumentException("--quick and --full exclude each other");
    }
    Plan base = full ? Plan.full() : Plan.quick();
    Plan plan =
        new Plan(
            base.name(),
            entries == null ? base.entries() : entries,
            base.keyBytes(),
            valueBytes == null ? base.valueBytes() : valueBytes,
            base.putsPerCommit(),
            warmUpMillis == null ? base.warmUpMillis() : warmUpMillis,
            measureMillis == null ? base.measureMillis() : measureMillis,
            repetitions == null ? base.repetitions() : repetitions,
            seed == null ? base.seed() : seed,
            heapMib == null ? base.heapMib() : heapMib,
            cacheMib == null ? base.cacheMib() : cacheMib);
    return plan.equals(base) ? base : plan.renamed(base.name() + ", changed");
  }

  private static final class StoreIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Contenders.all().stream().map(Contender::id).iterator();
    }
  }

  private static final class RowIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Rows.all().stream().map(Row::id).iterator();
    }
  }
}
