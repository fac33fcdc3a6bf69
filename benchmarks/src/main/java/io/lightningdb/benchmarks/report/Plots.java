package io.lightningdb.benchmarks.report;

import io.lightningdb.benchmarks.row.Figure;
import java.awt.Color;
import java.awt.Dimension;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.w3c.dom.Document;

/** Draws sections as SVG. */
final class Plots {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 340;
  private static final String SVG = "http://www.w3.org/2000/svg";

  /** Digits after the point of coordinates: a tenth of a pixel is finer than anybody sees. */
  private static final int PRECISION = 1;

  private Plots() {}

  /** Draws the headline: the median as a bar, the smallest and the largest as marks. */
  static void headline(Section section, Path file) throws IOException {
    CategoryChart chart = chart(section, section.row().headline().title());
    chart.getStyler().setOverlapped(true);
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    chart.getStyler().setYAxisMin(0.0);
    add(chart, section, "median", line -> line.headline().median(), CategorySeriesRenderStyle.Bar);
    add(chart, section, "least", line -> line.headline().min(), CategorySeriesRenderStyle.Scatter);
    add(chart, section, "most", line -> line.headline().max(), CategorySeriesRenderStyle.Scatter);
    write(chart, file);
  }

  /** Draws {@code figure} over the points of the section's rows, a line for each contender. */
  static void growth(Section section, Figure figure, Path file) throws IOException {
    CategoryChart chart = chart(section, figure.title());
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    chart.getStyler().setYAxisMin(0.0);
    Map<String, List<Line>> byContender = new LinkedHashMap<>();
    for (Line line : section.lines()) {
      byContender.computeIfAbsent(line.contender().title(), title -> new ArrayList<>()).add(line);
    }
    List<String> points =
        section.lines().stream().map(line -> line.row().point()).distinct().toList();
    byContender.forEach(
        (title, lines) ->
            chart
                .addSeries(title, points, at(points, lines, figure))
                .setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Line));
    write(chart, file);
  }

  /** Returns the medians at all {@code points}, with zeros where nothing was measured. */
  private static List<Double> at(List<String> points, List<Line> lines, Figure figure) {
    Map<String, Double> medians = new HashMap<>();
    lines.forEach(line -> medians.put(line.row().point(), line.spread(figure).median()));
    List<Double> figures = new ArrayList<>();
    points.forEach(point -> figures.add(medians.getOrDefault(point, 0.0)));
    return figures;
  }

  /** Draws the medians of the latencies' percentiles on a logarithmic scale. */
  static void latency(Section section, Path file) throws IOException {
    CategoryChart chart = chart(section, "µs for " + section.row().timedCall());
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    // A bar needs an end to stand on, and a logarithmic scale has no zero.
    double least =
        section.lines().stream().mapToDouble(line -> line.p50().median()).min().orElse(1);
    chart
        .getStyler()
        .setYAxisMin(Math.pow(10, Math.floor(Math.log10(Math.max(least, 0.001)) - 0.3)));
    CategorySeriesRenderStyle bar = CategorySeriesRenderStyle.Bar;
    add(chart, section, "p50", line -> line.p50().median(), bar);
    add(chart, section, "p99", line -> line.p99().median(), bar);
    add(chart, section, "p99.9", line -> line.p999().median(), bar);
    write(chart, file);
  }

  private static CategoryChart chart(Section section, String axis) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(section.row().heading())
            .yAxisTitle(axis)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    return chart;
  }

  private static void add(
      CategoryChart chart,
      Section section,
      String name,
      Function<Line, Double> figure,
      CategorySeriesRenderStyle style) {
    List<String> labels = section.lines().stream().map(Line::label).toList();
    List<Double> figures = section.lines().stream().map(figure).toList();
    chart.addSeries(name, labels, figures).setChartCategorySeriesRenderStyle(style);
  }

  private static void write(CategoryChart chart, Path file) throws IOException {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(emptyDocument());
    context.setPrecision(PRECISION);
    context.setComment(null);
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    chart.paint(graphics, WIDTH, HEIGHT);
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, true);
    }
  }

  private static Document emptyDocument() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this JVM cannot make XML documents", e);
    }
  }
}
