package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * How a child JVM has fared.
 *
 * @param failure what went wrong; null if nothing did
 * @param version the contender's version, where that was asked for
 * @param measurement what was measured, where a row was
 */
public record CaseOutcome(
    @Nullable String failure, @Nullable String version, @Nullable Measurement measurement) {

  static CaseOutcome done() {
    return new CaseOutcome(null, null, null);
  }

  static CaseOutcome failed(String failure) {
    return new CaseOutcome(failure, null, null);
  }

  static CaseOutcome probed(String version) {
    return new CaseOutcome(null, version, null);
  }

  static CaseOutcome measured(Measurement measurement) {
    return new CaseOutcome(null, null, measurement);
  }
}
