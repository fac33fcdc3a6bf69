package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.row.CaseContext;
import io.lightningdb.benchmarks.row.Rows;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Carries requests out in this JVM. */
public final class Cases {

  private final String mainClass;

  /**
   * Makes an executor.
   *
   * @param mainClass the class that is called in the JVMs of those that are killed
   */
  public Cases(String mainClass) {
    this.mainClass = mainClass;
  }

  /** Carries {@code request} out. What goes wrong is in the outcome, and its trace on the log. */
  @SuppressWarnings("PrintStackTrace") // the standard error of a child JVM is the log of its case
  public CaseOutcome execute(CaseRequest request) {
    try {
      return carryOut(request);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      e.printStackTrace();
      return CaseOutcome.failed(e.toString());
    }
  }

  /**
   * Writes what {@code request} asks for, puts down in {@code outcomeFile} that it is written, and
   * waits to be killed. Returns only if whoever is to do that is gone.
   */
  public void writeAndWait(CaseRequest request, Path outcomeFile) {
    Rows.write(
        context(request),
        () -> {
          try {
            Json.write(outcomeFile, CaseOutcome.done());
            while (System.in.read() >= 0) {
              // Nobody writes to it. Its end is that of the parent.
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private CaseOutcome carryOut(CaseRequest request) {
    CaseContext context = context(request);
    return switch (request.task()) {
      case PROBE -> CaseOutcome.probed(context.contender().version());
      case PREPARE -> {
        Rows.prepare(context);
        yield CaseOutcome.done();
      }
      case MEASURE -> CaseOutcome.measured(Rows.named(request.row()).measure(context));
      case WRITE -> throw new IllegalArgumentException("who writes has to be killed");
    };
  }

  private CaseContext context(CaseRequest request) {
    Contender contender = Contenders.named(request.contender());
    contender.load();
    return new CaseContext(
        contender, Path.of(request.directory()), request.plan(), new ForkedWriter(mainClass));
  }
}
