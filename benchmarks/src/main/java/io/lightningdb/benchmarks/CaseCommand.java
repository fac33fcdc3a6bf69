package io.lightningdb.benchmarks;

import io.lightningdb.benchmarks.run.CaseRequest;
import io.lightningdb.benchmarks.run.Cases;
import io.lightningdb.benchmarks.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Carries out one request: what a run calls in the JVMs that it starts. */
@Command(name = "case", hidden = true, description = "Carries out one request of a run.")
final class CaseCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "REQUEST", description = "The file of the request.")
  private Path requestFile = Path.of("");

  @Parameters(index = "1", paramLabel = "OUTCOME", description = "The file for the outcome.")
  private Path outcomeFile = Path.of("");

  @Override
  public Integer call() throws IOException {
    CaseRequest request = Json.read(requestFile, CaseRequest.class);
    Cases cases = new Cases(Main.class.getName());
    if (request.task() == CaseRequest.Task.WRITE) {
      cases.writeAndWait(request, outcomeFile);
    } else {
      Json.write(outcomeFile, cases.execute(request));
    }
    return 0;
  }
}
