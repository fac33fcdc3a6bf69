package io.lightningdb.benchmarks.report;

import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.row.Rows;
import io.lightningdb.benchmarks.run.Failure;
import io.lightningdb.benchmarks.run.Results;
import io.lightningdb.benchmarks.run.Sample;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is shown in one table and its plots: a row, and those that belong beside it.
 *
 * @param row the row that gives the heading
 * @param lines the lines, in the order of rows and contenders
 * @param failures the cases of these rows that failed
 */
record Section(Row row, List<Line> lines, List<Failure> failures) {

  Section {
    lines = List.copyOf(lines);
    failures = List.copyOf(failures);
  }

  /** Returns the sections that {@code results} have anything to show in. */
  static List<Section> of(Results results) {
    return Rows.all().stream()
        .filter(row -> row.section().equals(row.id()))
        .map(row -> of(row, results))
        .filter(section -> !section.lines.isEmpty() || !section.failures.isEmpty())
        .toList();
  }

  private static Section of(Row heading, Results results) {
    List<Line> lines = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Row row : Rows.all()) {
      if (row.section().equals(heading.id())) {
        Contenders.all().forEach(contender -> line(row, contender, results).ifPresent(lines::add));
        results.failures().stream()
            .filter(failure -> failure.row().equals(row.id()))
            .forEach(failures::add);
      }
    }
    return new Section(heading, lines, failures);
  }

  private static Optional<Line> line(Row row, Contender contender, Results results) {
    List<Sample> samples =
        results.samples().stream()
            .filter(sample -> sample.row().equals(row.id()))
            .filter(sample -> sample.contender().equals(contender.id()))
            .toList();
    return samples.isEmpty() ? Optional.empty() : Optional.of(new Line(row, contender, samples));
  }

  /**
   * Returns the line of whom a row compares with in the row of {@code line}, or else in the
   * section's.
   */
  Optional<Line> reference(Line line) {
    return reference(line.row()).or(() -> reference(row));
  }

  private Optional<Line> reference(Row inRow) {
    String reference = inRow.reference().id();
    return lines.stream()
        .filter(line -> line.row().equals(inRow) && line.contender().id().equals(reference))
        .findFirst();
  }
}
