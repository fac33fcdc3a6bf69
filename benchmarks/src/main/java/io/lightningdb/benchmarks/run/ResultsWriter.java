package io.lightningdb.benchmarks.run;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes results as JSON lines, each as soon as it is known. */
final class ResultsWriter implements AutoCloseable {

  private final Writer out;

  ResultsWriter(Path file) throws IOException {
    out = Files.newBufferedWriter(file);
  }

  void write(RunInfo run) {
    write(Results.RUN, run);
  }

  void write(ContenderInfo contender) {
    write(Results.CONTENDER, contender);
  }

  void write(Sample sample) {
    write(Results.SAMPLE, sample);
  }

  void write(Failure failure) {
    write(Results.FAILURE, failure);
  }

  void write(RunEnd end) {
    write(Results.END, end);
  }

  private void write(String type, Object result) {
    JsonObject line = new JsonObject();
    line.addProperty(Results.TYPE, type);
    Json.tree(result).entrySet().forEach(each -> line.add(each.getKey(), each.getValue()));
    try {
      out.write(Json.line(line));
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
