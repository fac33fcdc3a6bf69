package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.store.Contender;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells how far a run has come, a line for each case. */
final class Progress {

  private final PrintWriter out;
  private int cases;
  private int done;
  private long startedNanos;

  Progress(PrintWriter out) {
    this.out = out;
  }

  void note(String text) {
    out.println(text);
    out.flush();
  }

  /** Begins to count {@code caseCount} cases. */
  void begin(int caseCount) {
    cases = caseCount;
    done = 0;
    startedNanos = System.nanoTime();
    note(caseCount + " cases to measure");
  }

  void measured(int repetition, Row row, Contender contender, Measurement measurement) {
    step(
        repetition,
        row,
        contender,
        String.format(
            Locale.ROOT,
            "%,12.0f /s   p99 %,10.1f us",
            measurement.perSecond(),
            measurement.latency().p99()));
  }

  void failed(int repetition, Row row, Contender contender, String reason) {
    step(repetition, row, contender, "FAILED: " + reason);
  }

  private void step(int repetition, Row row, Contender contender, String text) {
    done++;
    double minutes = (System.nanoTime() - startedNanos) / 60e9;
    double minutesLeft = minutes / done * (cases - done);
    note(
        String.format(
            Locale.ROOT,
            "[%3d/%d]  repetition %d  %-16s %-10s %s   %.1f min left",
            done,
            cases,
            repetition,
            row.id(),
            contender.id(),
            text,
            minutesLeft));
  }
}
