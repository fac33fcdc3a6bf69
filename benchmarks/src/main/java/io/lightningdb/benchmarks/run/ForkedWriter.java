package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.row.CaseContext;
import io.lightningdb.benchmarks.row.KilledWriter;
import io.lightningdb.benchmarks.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Writes in a JVM of its own and kills that, as {@code kill -9} does on POSIX systems. */
final class ForkedWriter implements KilledWriter {

  private static final long WRITING_MILLIS_MAX = 20 * 60_000;
  private static final long POLL_MILLIS = 5;

  private final String mainClass;

  ForkedWriter(String mainClass) {
    this.mainClass = mainClass;
  }

  @Override
  public void writeAndDie(CaseContext context) {
    Path directory = context.directory();
    Path requestFile = beside(directory, ".request.json");
    Path outcomeFile = beside(directory, ".outcome.json");
    Path log = beside(directory, ".log");
    CaseRequest request =
        new CaseRequest(
            CaseRequest.Task.WRITE,
            context.contender().id(),
            "",
            directory.toString(),
            context.plan());
    try {
      Json.write(requestFile, request);
      Process child =
          new ProcessBuilder(ChildJvm.command(mainClass, request, requestFile, outcomeFile))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        awaitWritten(child, outcomeFile, log);
      } finally {
        child.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a writer", e);
    }
  }

  private static Path beside(Path directory, String suffix) {
    return directory.resolveSibling(directory.getFileName() + suffix);
  }

  private static void awaitWritten(Process child, Path outcomeFile, Path log)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(WRITING_MILLIS_MAX);
    while (!Files.exists(outcomeFile)) {
      if (child.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new StoreException(
            "the writer ended by itself with exit code "
                + child.exitValue()
                + ": "
                + Files.readString(log));
      }
      if (deadline.passed()) {
        throw new StoreException("the writer was not done after 20 minutes");
      }
    }
  }
}
