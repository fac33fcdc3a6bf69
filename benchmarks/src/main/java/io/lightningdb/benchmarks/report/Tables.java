package io.lightningdb.benchmarks.report;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.run.Failure;
import io.lightningdb.benchmarks.store.Contenders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes sections as tables in Markdown. */
final class Tables {

  private Tables() {}

  /** Returns the table of {@code section}, what it shows in words, and what failed. */
  static String of(Section section) {
    StringBuilder text = new StringBuilder();
    if (!section.lines().isEmpty()) {
      Row row = section.row();
      boolean onDisk = section.lines().stream().anyMatch(line -> closed(line).isPresent());
      text.append(table(section, onDisk)).append('\n');
      text.append("Latencies are those of ").append(row.timedCall());
      section.lines().stream()
          .map(Line::row)
          .filter(each -> !each.timedCall().equals(row.timedCall()))
          .findFirst()
          .ifPresent(
              other -> text.append("; in the bare file's lines, of ").append(other.timedCall()));
      text.append(".\n");
    }
    for (Failure failure : section.failures()) {
      text.append("\nFAILED: ")
          .append(Contenders.named(failure.contender()).title())
          .append(", repetition ")
          .append(failure.repetition())
          .append(": ")
          .append(failure.reason())
          .append('\n');
    }
    return text.toString();
  }

  private static String table(Section section, boolean onDisk) {
    String operation = section.row().operation();
    List<String> head = new ArrayList<>();
    head.add("");
    head.add(section.row().operations() + " per second");
    head.add("against " + Contenders.all().get(0).title());
    head.add("p50 µs");
    head.add("p99 µs");
    head.add("p99.9 µs");
    head.add("CPU µs per " + operation);
    head.add("heap bytes per " + operation);
    if (onDisk) {
      head.add("MiB on disk");
      head.add("seconds to close");
    }
    StringBuilder table = new StringBuilder();
    table.append(markdown(head));
    table.append("| --- |").append(" ---: |".repeat(head.size() - 1)).append('\n');
    section.lines().forEach(line -> table.append(markdown(cells(section, line, onDisk))));
    return table.toString();
  }

  private static List<String> cells(Section section, Line line, boolean onDisk) {
    List<String> cells = new ArrayList<>();
    cells.add(line.label());
    cells.add(Numbers.spread(line.perSecond()));
    cells.add(
        section
            .reference()
            .map(first -> line.perSecond().median() / first.perSecond().median())
            .map(ratio -> Numbers.three(ratio) + " ×")
            .orElse(""));
    cells.add(Numbers.spread(line.p50()));
    cells.add(Numbers.spread(line.p99()));
    cells.add(Numbers.spread(line.p999()));
    cells.add(Numbers.three(line.spread(Measurement::cpuNanosPerOperation).median() / 1_000));
    cells.add(Numbers.three(line.spread(Measurement::allocatedBytesPerOperation).median()));
    if (onDisk) {
      cells.add(closed(line).map(closed -> Numbers.mib(closed.diskBytes)).orElse(""));
      cells.add(closed(line).map(closed -> Numbers.three(closed.seconds)).orElse(""));
    }
    return cells;
  }

  private static String markdown(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** Returns the medians of what closing took and left, if every repetition tells them. */
  private static Optional<Closed> closed(Line line) {
    List<Closed> all = new ArrayList<>();
    line.samples()
        .forEach(
            sample -> {
              Long diskBytes = sample.measurement().diskBytes();
              Double seconds = sample.measurement().closeSeconds();
              if (diskBytes != null && seconds != null) {
                all.add(new Closed(diskBytes, seconds));
              }
            });
    if (all.size() < line.samples().size()) {
      return Optional.empty();
    }
    return Optional.of(
        new Closed(
            Spread.of(all, Closed::diskBytes).median(), Spread.of(all, Closed::seconds).median()));
  }

  private record Closed(double diskBytes, double seconds) {}
}
