package io.lightningdb.internal.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that runs a class of the tests, with its output to be read here. */
public final class ChildJvm implements AutoCloseable {

  /** Where Java warns of the native code of libraries, it would be in the output. */
  private static final List<String> WITHOUT_WARNINGS =
      Runtime.version().feature() < 24
          ? List.of()
          : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts {@code main} of these tests' class path. */
  public static ChildJvm start(List<String> jvmOptions, Class<?> main, String... arguments) {
    List<String> all = new ArrayList<>(WITHOUT_WARNINGS);
    all.addAll(jvmOptions);
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    all.addAll(Arrays.asList(arguments));
    return start(all);
  }

  /** Starts whatever {@code arguments} of the {@code java} command say. */
  public static ChildJvm start(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    try {
      return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new AssertionError("cannot start " + command, e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Returns the next line of its output, or null at the end. */
  public String readLine() {
    try {
      return output.readLine();
    } catch (IOException e) {
      return null; // a killed process may leave its pipe broken
    }
  }

  /**
   * Ends it as {@code kill -9} does, and waits until it is gone. What it has put out by then can be
   * read.
   */
  public void kill() {
    // Not by the process, which would close its output as well.
    process.toHandle().destroyForcibly();
    waitFor();
  }

  /** Waits for its end and returns its exit value. */
  public int waitFor() {
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("a child process did not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the rest of its output. */
  public String readAll() {
    StringBuilder text = new StringBuilder();
    for (String line = readLine(); line != null; line = readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
