package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Directories;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.store.Contender;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Runs all cases and writes down what they measure. */
public final class Runner {

  /*
   * Repetitions are the outermost loop and contenders the innermost, so whatever slows the machine
   * for a while slows all contenders and not the one whose turn it is. Who goes first changes with
   * each repetition.
   *
   * Stores that are read are loaded once each, before the first repetition. All other files are
   * deleted when their case is over, and with them what the operating system had not written yet:
   * no case pays for the one before.
   */

  /** The name of the results' file in a run's directory. */
  public static final String RESULTS_FILE = "results.jsonl";

  private static final String STORES_DIRECTORY = "benchmarked-stores";

  private final Plan plan;
  private final List<Contender> contenders;
  private final List<Row> rows;
  private final Path directory;
  private final CaseLauncher launcher;
  private final Progress progress;

  /**
   * Makes a runner.
   *
   * @param directory where results, and meanwhile the stores, are kept; created if need be
   */
  public Runner(
      Plan plan,
      List<Contender> contenders,
      List<Row> rows,
      Path directory,
      CaseLauncher launcher,
      PrintWriter out) {
    this.plan = plan;
    this.contenders = List.copyOf(contenders);
    this.rows = List.copyOf(rows);
    this.directory = directory;
    this.launcher = launcher;
    this.progress = new Progress(out);
  }

  /** Runs everything and returns the results, which are in {@value #RESULTS_FILE} too. */
  public Results run() throws IOException {
    Path data = Directories.empty(Files.createDirectories(directory).resolve(STORES_DIRECTORY));
    Path file = directory.resolve(RESULTS_FILE);
    try (ResultsWriter results = new ResultsWriter(file)) {
      String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      results.write(new RunInfo(started, plan, MachineInfo.of(data)));
      List<Contender> present = probe(results, data);
      prepare(results, data, present);
      measure(results, data, present);
    } finally {
      Directories.delete(data);
    }
    return Results.read(file);
  }

  /** Returns the contenders that can take part here. */
  private List<Contender> probe(ResultsWriter results, Path data) {
    List<Contender> present = new ArrayList<>();
    for (Contender contender : contenders) {
      CaseOutcome outcome =
          launcher.launch(
              request(CaseRequest.Task.PROBE, contender, "", data), "probe-" + contender.id());
      String settings = contender.settings(plan);
      results.write(
          new ContenderInfo(contender.id(), outcome.version(), settings, outcome.failure()));
      if (outcome.failure() == null) {
        present.add(contender);
      } else {
        progress.note(contender.title() + " is skipped: " + outcome.failure());
      }
    }
    return present;
  }

  /** Loads the stores of those in {@code present} that will be read, and drops who fails. */
  private void prepare(ResultsWriter results, Path data, List<Contender> present) {
    List<Row> reading = rows.stream().filter(Row::readsLoadedStore).toList();
    for (Contender contender : List.copyOf(present)) {
      if (reading.stream().noneMatch(row -> row.isFor(contender))) {
        continue;
      }
      progress.note("loading " + contender.title() + " for the rows that read");
      Path loaded = Directories.empty(loaded(data, contender));
      CaseOutcome outcome =
          launcher.launch(
              request(CaseRequest.Task.PREPARE, contender, "", loaded),
              "prepare-" + contender.id());
      if (outcome.failure() == null) {
        Directories.sync(loaded);
      } else {
        present.remove(contender);
        progress.note(contender.title() + " failed: " + outcome.failure());
        for (Row row : reading) {
          results.write(new Failure(row.id(), contender.id(), 1, outcome.failure()));
        }
      }
    }
  }

  private void measure(ResultsWriter results, Path data, List<Contender> present) {
    List<Case> cases = cases(present);
    progress.begin(cases.size());
    for (Case each : cases) {
      measure(results, data, each);
    }
  }

  private List<Case> cases(List<Contender> present) {
    List<Case> cases = new ArrayList<>();
    List<Contender> order = new ArrayList<>(present);
    for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
      for (Row row : rows) {
        for (Contender contender : order) {
          if (row.isFor(contender)) {
            cases.add(new Case(row, contender, repetition));
          }
        }
      }
      Collections.rotate(order, -1);
    }
    return cases;
  }

  private void measure(ResultsWriter results, Path data, Case each) {
    Row row = each.row;
    Contender contender = each.contender;
    Path files =
        row.readsLoadedStore() ? loaded(data, contender) : Directories.empty(data.resolve("fresh"));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    CaseOutcome outcome =
        launcher.launch(
            request(CaseRequest.Task.MEASURE, contender, row.id(), files),
            row.id() + "-" + contender.id() + "-" + each.repetition);
    if (!row.readsLoadedStore()) {
      Directories.delete(files);
    }
    Measurement measurement = outcome.measurement();
    if (measurement != null) {
      results.write(new Sample(row.id(), contender.id(), each.repetition, load, measurement));
      progress.measured(each.repetition, row, contender, measurement);
    } else {
      String reason = outcome.failure() == null ? "it measured nothing" : outcome.failure();
      results.write(new Failure(row.id(), contender.id(), each.repetition, reason));
      progress.failed(each.repetition, row, contender, reason);
    }
  }

  private CaseRequest request(CaseRequest.Task task, Contender contender, String row, Path files) {
    return new CaseRequest(task, contender.id(), row, files.toAbsolutePath().toString(), plan);
  }

  private static Path loaded(Path data, Contender contender) {
    return data.resolve("loaded-" + contender.id());
  }

  private record Case(Row row, Contender contender, int repetition) {}
}
