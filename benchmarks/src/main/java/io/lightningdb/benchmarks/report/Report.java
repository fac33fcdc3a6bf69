package io.lightningdb.benchmarks.report;

import io.lightningdb.benchmarks.row.Figure;
import io.lightningdb.benchmarks.run.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Shows the results of a run as text and pictures. */
public final class Report {

  /** The name of the report in a run's directory. */
  public static final String FILE = "report.md";

  private static final String RUN_BLOCK = "run";
  private static final String CONTENDERS_BLOCK = "stores";

  private final Results results;
  private final List<Section> sections;

  /** Makes a report of {@code results}. */
  public Report(Results results) {
    this.results = results;
    this.sections = Section.of(results);
  }

  /**
   * Writes {@value #FILE} into {@code directory}, with plots of the headline and of latencies for
   * each section.
   */
  public void write(Path directory) throws IOException {
    Path plots = Files.createDirectories(directory.resolve("plots"));
    StringBuilder text = new StringBuilder("# Benchmarks\n\n");
    text.append(RunText.run(results)).append("\n## Stores\n\n").append(RunText.contenders(results));
    for (Section section : sections) {
      text.append("## ").append(section.row().heading()).append("\n\n");
      text.append(Tables.of(section)).append('\n');
      if (!section.lines().isEmpty()) {
        for (Figure figure : plotted(section)) {
          String file = fileName(section, figure);
          plot(section, figure, plots.resolve(file));
          text.append(image(figure.title(), "plots/" + file));
        }
        String latency = section.row().id() + "-latency.svg";
        Plots.latency(section, plots.resolve(latency));
        text.append(image("latency", "plots/" + latency)).append('\n');
      }
    }
    Files.writeString(directory.resolve(FILE), text.toString());
  }

  /**
   * Fills the blocks of {@code document} that this run has figures for.
   *
   * @param withPlots whether the plots of throughput are to be shown there too; they are written to
   *     a directory beside the document that is called as it is
   * @throws IllegalArgumentException if the document has no block for a section of this run
   */
  public void fill(Path document, boolean withPlots) throws IOException {
    Map<String, String> blocks = new LinkedHashMap<>();
    blocks.put(RUN_BLOCK, RunText.run(results));
    blocks.put(CONTENDERS_BLOCK, RunText.contenders(results));
    for (Section section : sections) {
      String text = Tables.of(section);
      if (withPlots && !section.lines().isEmpty()) {
        text += "\n" + plotBeside(document, section);
      }
      blocks.put(section.row().id(), text);
    }
    Files.writeString(document, FigureBlocks.fill(Files.readString(document), blocks));
  }

  private static String plotBeside(Path document, Section section) throws IOException {
    String directory = document.getFileName().toString().replaceFirst("\\.md$", "");
    Path plots = Files.createDirectories(document.resolveSibling(directory));
    StringBuilder images = new StringBuilder();
    for (Figure figure : plotted(section)) {
      String file = fileName(section, figure);
      plot(section, figure, plots.resolve(file));
      images.append(image(figure.title(), directory + "/" + file));
    }
    return images.toString();
  }

  /** Returns what is drawn: the headline, and of rows that grow all their figures. */
  private static List<Figure> plotted(Section section) {
    Figure headline = section.row().headline();
    if (!grows(section)) {
      return List.of(headline);
    }
    return Stream.concat(Stream.of(headline), section.row().columns().stream()).toList();
  }

  private static boolean grows(Section section) {
    return !section.row().point().isEmpty();
  }

  private static String fileName(Section section, Figure figure) {
    String id = section.row().id();
    return grows(section)
        ? id + "-" + figure.title().replaceAll("[^A-Za-z0-9]+", "-") + ".svg"
        : id + ".svg";
  }

  private static void plot(Section section, Figure figure, Path file) throws IOException {
    if (grows(section)) {
      Plots.growth(section, figure, file);
    } else {
      Plots.headline(section, file);
    }
  }

  private static String image(String text, String file) {
    return "![" + text + "](" + file + ")\n";
  }
}
