package io.lightningdb.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Carries out each request in a JVM of its own, which uses this one's java and class path. */
public final class ForkedCases implements CaseLauncher {

  /*
   * Request and outcome go through files: native libraries write to the standard output when they
   * like. What a child prints is kept in a log.
   */
  private static final long MINUTES_MAX = 30;
  private static final int LOG_LINES_SHOWN = 5;

  private final Path directory;
  private final String mainClass;

  /**
   * Makes a launcher.
   *
   * @param directory where requests, outcomes and logs are kept
   * @param mainClass the class that is called with the files of a request and of its outcome
   */
  public ForkedCases(Path directory, String mainClass) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.mainClass = mainClass;
  }

  @Override
  public CaseOutcome launch(CaseRequest request, String name) {
    Path requestFile = directory.resolve(name + ".request.json");
    Path outcomeFile = directory.resolve(name + ".outcome.json");
    Path log = directory.resolve(name + ".log");
    try {
      Json.write(requestFile, request);
      Files.deleteIfExists(outcomeFile);
      Process child =
          new ProcessBuilder(ChildJvm.command(mainClass, request, requestFile, outcomeFile))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      String end = awaitOrStop(child);
      if (Files.exists(outcomeFile)) {
        return Json.read(outcomeFile, CaseOutcome.class);
      }
      return CaseOutcome.failed("the JVM " + end + tail(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of {@code child}, which ends with this JVM at the latest. */
  private static String awaitOrStop(Process child) {
    Thread stop = new Thread(child::destroyForcibly, "stop-child");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return await(child);
    } finally {
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  /** Waits for the end of {@code child} and returns in words how it came. */
  private static String await(Process child) {
    try {
      if (child.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
        return "ended with exit code " + child.exitValue();
      }
      child.destroyForcibly().waitFor();
      return "was stopped after " + MINUTES_MAX + " minutes";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      child.destroyForcibly();
      return "was stopped because the run was interrupted";
    }
  }

  private static String tail(Path log) throws IOException {
    // A log may hold anything, so bytes that are no text must not be an error here.
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
    return last.isEmpty() ? "" : ": " + String.join(" | ", last);
  }
}
