package io.lightningdb.benchmarks.run;

/** Carries requests out. */
public interface CaseLauncher {

  /**
   * Carries {@code request} out and returns how it went. Whatever goes wrong is in the outcome.
   *
   * @param name what its log is called
   */
  CaseOutcome launch(CaseRequest request, String name);
}
