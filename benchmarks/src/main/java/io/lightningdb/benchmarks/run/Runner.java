package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Directories;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.row.Rows;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
   *
   * When the time of a run is over its later repetitions end, but the first is always completed: so
   * each row has figures, and a report tells how many repetitions there were.
   */

  /** The name of the results' file in a run's directory. */
  public static final String RESULTS_FILE = "results.jsonl";

  private static final String STORES_DIRECTORY = "benchmarked-stores";
  private static final int SECONDS_PER_MINUTE = 60;

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

  /** Returns how long a run of {@code rows} takes at about, in minutes. */
  public static double budgetMinutes(Plan plan, List<Contender> contenders, List<Row> rows) {
    return budgetSeconds(plan, cases(plan, contenders, rows)) / 60;
  }

  /** Runs everything and returns the results, which are in {@value #RESULTS_FILE} too. */
  public Results run() throws IOException {
    long began = System.nanoTime();
    Path data = Directories.empty(Files.createDirectories(directory).resolve(STORES_DIRECTORY));
    Path file = directory.resolve(RESULTS_FILE);
    try (ResultsWriter results = new ResultsWriter(file)) {
      String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      results.write(new RunInfo(started, plan, MachineInfo.of(data)));
      List<Case> cases = cases(plan, probe(results, data), rows);
      double budgetSeconds = budgetSeconds(plan, cases);
      progress.budget(cases.size(), budgetSeconds, plan.minutesMax());
      List<Case> ready = prepare(results, data, cases);
      int measured = measure(results, data, ready, began);
      double minutes = (System.nanoTime() - began) / 60e9;
      results.write(new RunEnd(ready.size(), measured, budgetSeconds / 60, minutes));
      progress.end(ready.size(), measured, minutes);
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
              request(CaseRequest.Task.PROBE, contender, "", data, plan),
              "probe-" + contender.id());
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

  private static List<Case> cases(Plan plan, List<Contender> present, List<Row> rows) {
    List<Case> cases = new ArrayList<>();
    List<Contender> order = new ArrayList<>(present);
    for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
      for (Row row : rows) {
        for (Contender contender : order) {
          if (row.isFor(contender) && (repetition == 1 || !row.once())) {
            cases.add(new Case(row, contender, repetition, row.plan(plan)));
          }
        }
      }
      Collections.rotate(order, -1);
    }
    return cases;
  }

  private static Set<Case.Load> loads(Plan plan, List<Case> cases) {
    Set<Case.Load> loads = new LinkedHashSet<>();
    cases.stream().filter(Case::needsLoad).forEach(each -> loads.add(each.load(plan)));
    return loads;
  }

  private static double budgetSeconds(Plan plan, List<Case> cases) {
    return cases.stream().mapToDouble(Case::seconds).sum()
        + loads(plan, cases).stream().mapToDouble(load -> Rows.loadSeconds(load.plan())).sum();
  }

  /** Loads what {@code cases} read, and returns those that can be measured then. */
  private List<Case> prepare(ResultsWriter results, Path data, List<Case> cases) {
    List<Case> ready = new ArrayList<>(cases);
    for (Case.Load load : loads(plan, cases)) {
      progress.note("loading " + load.contender().title() + ": " + load.name());
      Path loaded = Directories.empty(data.resolve(load.name()));
      CaseOutcome outcome =
          launcher.launch(
              request(CaseRequest.Task.PREPARE, load.contender(), "", loaded, load.plan()),
              "prepare-" + load.name());
      String failure = outcome.failure();
      if (failure == null) {
        Directories.sync(loaded);
        continue;
      }
      progress.note(load.contender().title() + " failed: " + failure);
      List<Case> failed =
          ready.stream().filter(each -> each.needsLoad() && each.load(plan).equals(load)).toList();
      ready.removeAll(failed);
      for (Case each : failed) {
        results.write(
            new Failure(each.row().id(), each.contender().id(), each.repetition(), failure));
      }
    }
    return ready;
  }

  /** Measures until all is done or the time is over, and returns how many cases that were. */
  private int measure(ResultsWriter results, Path data, List<Case> cases, long began) {
    progress.begin(cases.size());
    int measured = 0;
    for (Case each : cases) {
      double seconds = (System.nanoTime() - began) / 1e9 + each.seconds();
      if (each.repetition() > 1 && seconds > plan.minutesMax() * SECONDS_PER_MINUTE) {
        break;
      }
      measure(results, data, each);
      measured++;
    }
    return measured;
  }

  private void measure(ResultsWriter results, Path data, Case each) {
    Row row = each.row();
    Path files = start(data, each);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    CaseOutcome outcome =
        launcher.launch(
            request(CaseRequest.Task.MEASURE, each.contender(), row.id(), files, each.plan()),
            each.name());
    if (row.start() != Row.Start.LOADED) {
      Directories.delete(files);
    }
    Measurement measurement = outcome.measurement();
    if (measurement != null) {
      results.write(
          new Sample(row.id(), each.contender().id(), each.repetition(), load, measurement));
      progress.measured(each, measurement);
    } else {
      String reason = outcome.failure() == null ? "it measured nothing" : outcome.failure();
      results.write(new Failure(row.id(), each.contender().id(), each.repetition(), reason));
      progress.failed(each, reason);
    }
  }

  /** Returns the directory that a case begins with. */
  private Path start(Path data, Case each) {
    Path fresh = data.resolve("fresh");
    return switch (each.row().start()) {
      case EMPTY -> Directories.empty(fresh);
      case LOADED -> data.resolve(each.load(plan).name());
      case COPY -> {
        Directories.empty(fresh);
        Directories.copy(data.resolve(each.load(plan).name()), fresh);
        Directories.sync(fresh);
        yield fresh;
      }
    };
  }

  private static CaseRequest request(
      CaseRequest.Task task, Contender contender, String row, Path files, Plan casePlan) {
    return new CaseRequest(task, contender.id(), row, files.toAbsolutePath().toString(), casePlan);
  }
}
