package io.lightningdb.benchmarks.report;

import io.lightningdb.benchmarks.row.Figure;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.run.Failure;
import io.lightningdb.benchmarks.store.Contenders;
import java.util.ArrayList;
import java.util.List;

/** Writes sections as tables in Markdown. */
final class Tables {

  private Tables() {}

  /** Returns the table of {@code section}, what it shows in words, and what failed. */
  static String of(Section section) {
    StringBuilder text = new StringBuilder();
    if (!section.lines().isEmpty()) {
      Row row = section.row();
      text.append(table(section)).append('\n');
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

  private static String table(Section section) {
    List<Figure> columns = section.row().columns();
    List<String> head = new ArrayList<>();
    head.add("");
    head.add(section.row().headline().title());
    head.add("against " + section.row().reference().title());
    columns.forEach(column -> head.add(column.title()));
    StringBuilder table = new StringBuilder();
    table.append(markdown(head));
    table.append("| --- |").append(" ---: |".repeat(head.size() - 1)).append('\n');
    section.lines().forEach(line -> table.append(markdown(cells(section, line, columns))));
    return table.toString();
  }

  private static List<String> cells(Section section, Line line, List<Figure> columns) {
    List<String> cells = new ArrayList<>();
    cells.add(line.label());
    cells.add(Numbers.spread(line.headline()));
    cells.add(
        section
            .reference(line)
            .map(first -> line.headline().median() / first.headline().median())
            .map(ratio -> Numbers.three(ratio) + " ×")
            .orElse(""));
    columns.forEach(column -> cells.add(Numbers.spread(line.spread(column))));
    return cells;
  }

  private static String markdown(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
