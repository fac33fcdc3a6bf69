package io.lightningdb.benchmarks.report;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.row.Figure;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.run.Sample;
import io.lightningdb.benchmarks.store.Contender;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a contender reached in a row, over all repetitions: a line of a table.
 *
 * @param row the row
 * @param contender the contender
 * @param samples its repetitions; at least one
 */
record Line(Row row, Contender contender, List<Sample> samples) {

  Line {
    samples = List.copyOf(samples);
  }

  String label() {
    return row.label(contender);
  }

  /** Returns the figure in which contenders are compared. */
  Spread headline() {
    return spread(row.headline());
  }

  Spread p50() {
    return spread(measurement -> measurement.latency().p50());
  }

  Spread p99() {
    return spread(measurement -> measurement.latency().p99());
  }

  Spread p999() {
    return spread(measurement -> measurement.latency().p999());
  }

  Spread spread(Figure figure) {
    return spread(figure.of());
  }

  private Spread spread(ToDoubleFunction<Measurement> figure) {
    return Spread.of(samples, sample -> figure.applyAsDouble(sample.measurement()));
  }
}
