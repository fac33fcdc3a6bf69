package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.row.Figure;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells how far a run has come, a line for each case. */
final class Progress {

  private final PrintWriter out;
  private int cases;
  private int done;
  private long startedNanos;
  private long lastNanos;

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
    lastNanos = startedNanos;
  }

  /** Tells how long {@code caseCount} cases and their loads are thought to take. */
  void budget(int caseCount, double seconds, int minutesMax) {
    note(
        String.format(
            Locale.ROOT,
            "%d cases to measure, in about %.1f minutes; repetitions end after %d minutes",
            caseCount,
            seconds / 60,
            minutesMax));
  }

  /** Tells how long it took. */
  void end(int caseCount, int measured, double minutes) {
    note(
        String.format(
            Locale.ROOT, "measured %d of %d cases in %.1f minutes", measured, caseCount, minutes));
  }

  void measured(Case measured, Measurement measurement) {
    Figure headline = measured.row().headline();
    step(
        measured,
        String.format(
            Locale.ROOT,
            "%,12.1f %s, p99 %,.1f us",
            headline.of().applyAsDouble(measurement),
            headline.title(),
            measurement.latency().p99()));
  }

  void failed(Case failed, String reason) {
    step(failed, "FAILED: " + reason);
  }

  private void step(Case each, String text) {
    done++;
    long now = System.nanoTime();
    double minutes = (now - startedNanos) / 60e9;
    double minutesLeft = minutes / done * (cases - done);
    double seconds = (now - lastNanos) / 1e9;
    lastNanos = now;
    note(
        String.format(
            Locale.ROOT,
            "[%3d/%d] %-15s %-13s %d  %s   (%.1f s of %.1f, %.1f min left)",
            done,
            cases,
            each.row().id(),
            each.contender().id(),
            each.repetition(),
            text,
            seconds,
            each.seconds(),
            minutesLeft));
  }
}
