package io.lightningdb.benchmarks;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.PlanBuilder;
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
import java.util.function.Consumer;
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

  /** Whose growth is shown: others would take a day. */
  private static final List<String> GROWN =
      List.of("lightning", "lightning-lsm", "rocksdb", "lmdb");

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--quick", description = "100,000 entries and short times: a first look.")
  private boolean quick;

  @Option(names = "--full", description = "1,000,000 entries: figures to publish.")
  private boolean full;

  @Option(
      names = "--growth",
      description =
          "Only the rows of growth, with 1, 10 and 50 times as many entries, for Lightning, RocksDB"
              + " and LMDB. With --full it takes hours and needs 60 GB.")
  private boolean growth;

  @Option(
      names = "--sql",
      description =
          "Only the rows of SQL: Lightning's JDBC driver beside other embedded databases.")
  private boolean sql;

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

  @Option(
      names = "--load-millis",
      paramLabel = "MS",
      description = "Another time after which a measured load is stopped.")
  private @Nullable Long loadMillisMax;

  @Option(
      names = "--overload-millis",
      paramLabel = "MS",
      description = "Another time for the row of sustained overload.")
  private @Nullable Long overloadMillis;

  @Option(
      names = "--served-mib",
      paramLabel = "N",
      description = "Another size of the database that is served from a small heap.")
  private @Nullable Integer servedMib;

  @Option(
      names = "--served-millis",
      paramLabel = "MS",
      description = "Another time for which it is served.")
  private @Nullable Long servedMillis;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Another time after which no repetition but the first goes on.")
  private @Nullable Integer minutesMax;

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
    if (stores.isEmpty()) {
      return growth ? GROWN.stream().map(Contenders::named).toList() : Contenders.all();
    }
    return stores.stream().distinct().map(Contenders::named).toList();
  }

  private List<Row> chosenRows() {
    if (rows.isEmpty()) {
      return sql ? Rows.sql() : growth ? Rows.growth() : Rows.usual();
    }
    return rows.stream().distinct().map(Rows::named).toList();
  }

  private Plan plan() {
    if (quick && full) {
      throw new IllegalArgumentException("--quick and --full exclude each other");
    }
    Plan base = full ? Plan.full() : Plan.quick();
    PlanBuilder builder = base.toBuilder();
    set(entries, builder::entries);
    set(valueBytes, builder::valueBytes);
    set(warmUpMillis, builder::warmUpMillis);
    set(measureMillis, builder::measureMillis);
    set(loadMillisMax, builder::loadMillisMax);
    set(overloadMillis, builder::overloadMillis);
    set(servedMib, builder::servedMib);
    set(servedMillis, builder::servedMillis);
    set(minutesMax, builder::minutesMax);
    set(repetitions, builder::repetitions);
    set(seed, builder::seed);
    set(heapMib, builder::heapMib);
    set(cacheMib, builder::cacheMib);
    Plan plan = builder.build();
    return plan.equals(base) ? base : builder.name(base.name() + ", changed").build();
  }

  private static <T> void set(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
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
