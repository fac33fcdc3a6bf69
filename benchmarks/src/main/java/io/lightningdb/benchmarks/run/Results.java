package io.lightningdb.benchmarks.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All results of a run.
 *
 * @param run the run
 * @param contenders who took part, or was to
 * @param samples what was measured
 * @param failures what failed
 * @param end how it ended; null if it did not come to an end
 */
public record Results(
    RunInfo run,
    List<ContenderInfo> contenders,
    List<Sample> samples,
    List<Failure> failures,
    @Nullable RunEnd end) {

  static final String TYPE = "type";
  static final String RUN = "run";
  static final String CONTENDER = "contender";
  static final String SAMPLE = "sample";
  static final String FAILURE = "failure";
  static final String END = "end";

  public Results {
    contenders = List.copyOf(contenders);
    samples = List.copyOf(samples);
    failures = List.copyOf(failures);
  }

  /**
   * Reads the JSON lines that a {@link ResultsWriter} wrote.
   *
   * @throws JsonParseException if the file holds something else
   */
  public static Results read(Path file) throws IOException {
    RunInfo run = null;
    RunEnd end = null;
    List<ContenderInfo> contenders = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String type = type(line);
      if (type == null) {
        throw new JsonParseException("a line of " + file + " tells no type: " + line);
      }
      switch (type) {
        case RUN -> run = Json.parse(line, RunInfo.class);
        case CONTENDER -> contenders.add(Json.parse(line, ContenderInfo.class));
        case SAMPLE -> samples.add(Json.parse(line, Sample.class));
        case END -> end = Json.parse(line, RunEnd.class);
        case FAILURE -> failures.add(Json.parse(line, Failure.class));
        default -> throw new JsonParseException("'" + type + "' in " + file + " is no known type");
      }
    }
    if (run == null) {
      throw new JsonParseException(file + " tells of no run");
    }
    return new Results(run, contenders, samples, failures, end);
  }

  private static @Nullable String type(String line) {
    JsonObject object = JsonParser.parseString(line).getAsJsonObject();
    JsonElement type = object.get(TYPE);
    return type == null ? null : type.getAsString();
  }
}
