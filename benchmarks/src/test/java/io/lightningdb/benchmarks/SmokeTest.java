package io.lightningdb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.report.Report;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.row.Rows;
import io.lightningdb.benchmarks.run.CaseLauncher;
import io.lightningdb.benchmarks.run.CaseOutcome;
import io.lightningdb.benchmarks.run.CaseRequest;
import io.lightningdb.benchmarks.run.Cases;
import io.lightningdb.benchmarks.run.ContenderInfo;
import io.lightningdb.benchmarks.run.ForkedCases;
import io.lightningdb.benchmarks.run.Results;
import io.lightningdb.benchmarks.run.Runner;
import io.lightningdb.benchmarks.run.Sample;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is measured, small, and everything is reported. */
final class SmokeTest {

  private static final Plan PLAN =
      Plan.quick().toBuilder()
          .name("smoke")
          .entries(1_000)
          .putsPerCommit(100)
          .warmUpMillis(1)
          .measureMillis(20)
          .overloadMillis(20)
          .servedMib(1)
          .servedMillis(20)
          .heapMib(256)
          .cacheMib(16)
          .build();

  private static final Cases CASES = new Cases(Main.class.getName());

  /** The document as it is in the repository; tests run in the directory of their module. */
  private static final Path DOCUMENT = Path.of("..", "docs", "benchmarks.md");

  private final Path directory;
  private final StringWriter progress = new StringWriter();

  SmokeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void everyRowIsMeasuredForEveryStoreAndReported() throws IOException {
    Results results = run(Contenders.all(), Rows.all(), (request, name) -> CASES.execute(request));
    new Report(results).write(directory);

    assertThat(results.failures()).isEmpty();
    assertThat(results.contenders()).hasSameSizeAs(Contenders.all());
    assertThat(measured(results)).containsExactlyInAnyOrderElementsOf(expected(results));
    String report = Files.readString(directory.resolve(Report.FILE));
    for (Row row : Rows.all()) {
      if (row.section().equals(row.id())) {
        assertThat(report).contains("## " + row.heading());
        assertThat(directory.resolve("plots").resolve(plot(row))).isNotEmptyFile();
        assertThat(directory.resolve("plots").resolve(row.id() + "-latency.svg")).isNotEmptyFile();
      }
    }
    assertThat(report).contains("not durable");
  }

  @Test
  void theDocumentHasAPlaceForEveryRow() throws IOException {
    Results results =
        run(
            List.of(
                Contenders.named("lightning"),
                Contenders.named("machine"),
                Contenders.named("lightning-cache")),
            Rows.all(),
            (request, name) -> CASES.execute(request));
    Path copy = Files.copy(DOCUMENT, directory.resolve("benchmarks.md"));
    new Report(results).fill(copy, true);

    assertThat(copy).content().contains("`smoke`").contains("bare file, 16/sync");
    assertThat(directory.resolve("benchmarks").resolve("scan.svg")).isNotEmptyFile();
  }

  @Test
  void aStoreThatCannotBeLoadedIsSkippedAndSaidToBe() throws IOException {
    CaseLauncher launcher =
        (request, name) ->
            request.contender().equals("rocksdb")
                ? new CaseOutcome("no librocksdbjni for this platform", null, null)
                : CASES.execute(request);
    Results results =
        run(
            List.of(Contenders.named("lightning"), Contenders.named("rocksdb")),
            List.of(Rows.named("scan")),
            launcher);
    new Report(results).write(directory);

    assertThat(results.samples()).extracting(Sample::contender).containsOnly("lightning");
    assertThat(directory.resolve(Report.FILE))
        .content()
        .contains("SKIPPED, it cannot be loaded here: no librocksdbjni for this platform");
    assertThat(progress.toString()).contains("RocksDB is skipped");
  }

  @Test
  void aCaseInAJvmOfItsOwnGivesItsMeasurementBack() throws IOException {
    ForkedCases forked = new ForkedCases(directory.resolve("cases"), Main.class.getName());
    Results results =
        run(List.of(Contenders.named("lightning")), List.of(Rows.named("commit-1")), forked);

    assertThat(results.failures()).isEmpty();
    assertThat(results.samples()).hasSize(PLAN.repetitions());
  }

  @Test
  void aJvmThatDiesIsAFailureThatTellsItsLastWords() throws IOException {
    ForkedCases forked = new ForkedCases(directory.resolve("cases"), "no.such.MainClass");
    CaseOutcome outcome =
        forked.launch(
            new CaseRequest(CaseRequest.Task.PROBE, "lightning", "", directory.toString(), PLAN),
            "dies");

    assertThat(outcome.failure()).contains("exit code 1").contains("no.such.MainClass");
  }

  private static String plot(Row row) {
    return row.point().isEmpty() ? row.id() + ".svg" : row.id() + "-gets-per-second.svg";
  }

  private Results run(List<Contender> contenders, List<Row> rows, CaseLauncher launcher)
      throws IOException {
    PrintWriter out = new PrintWriter(progress, true);
    return new Runner(PLAN, contenders, rows, directory, launcher, out).run();
  }

  private static List<String> measured(Results results) {
    return results.samples().stream()
        .map(sample -> name(sample.row(), sample.contender(), sample.repetition()))
        .toList();
  }

  /** Returns the names of all samples that there have to be of the contenders that were loaded. */
  private static List<String> expected(Results results) {
    List<String> names = new ArrayList<>();
    for (ContenderInfo info : results.contenders()) {
      for (Row row : Rows.all()) {
        if (info.skipped() == null && row.isFor(Contenders.named(info.contender()))) {
          for (int repetition = 1; repetition <= PLAN.repetitions(); repetition++) {
            names.add(name(row.id(), info.contender(), repetition));
          }
        }
      }
    }
    return names;
  }

  private static String name(String row, String contender, int repetition) {
    return row + " " + contender + " " + repetition;
  }
}
