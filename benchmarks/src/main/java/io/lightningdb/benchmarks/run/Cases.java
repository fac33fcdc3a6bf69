package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.row.CaseContext;
import io.lightningdb.benchmarks.row.Rows;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import java.nio.file.Path;

/** Carries requests out in this JVM. */
public final class Cases {

  private Cases() {}

  /** Carries {@code request} out. What goes wrong is in the outcome, and its trace on the log. */
  @SuppressWarnings("PrintStackTrace") // the standard error of a child JVM is the log of its case
  public static CaseOutcome execute(CaseRequest request) {
    try {
      return carryOut(request);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      e.printStackTrace();
      return CaseOutcome.failed(e.toString());
    }
  }

  private static CaseOutcome carryOut(CaseRequest request) {
    Contender contender = Contenders.named(request.contender());
    contender.load();
    CaseContext context = new CaseContext(contender, Path.of(request.directory()), request.plan());
    return switch (request.task()) {
      case PROBE -> CaseOutcome.probed(contender.version());
      case PREPARE -> {
        Rows.prepare(context);
        yield CaseOutcome.done();
      }
      case MEASURE -> CaseOutcome.measured(Rows.named(request.row()).measure(context));
    };
  }
}
