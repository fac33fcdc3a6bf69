package io.lightningdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands in the README as they stand there, in another directory. */
class ReadmeCommandsTest {

  private static final Path README = Path.of("..", "README.md");
  private static final String LAUNCHER = "./lightning ";

  @TempDir private Path directory;

  /** Returns the arguments of each command but the demonstration, which has a test of its own. */
  private List<String[]> commands() throws IOException {
    List<String[]> commands = new ArrayList<>();
    for (String line : Files.readAllLines(README)) {
      if (line.startsWith(LAUNCHER) && !line.startsWith(LAUNCHER + "demo")) {
        String here = line.substring(LAUNCHER.length()).replace("data/", directory + "/");
        commands.add(here.split(" ", -1));
      }
    }
    return commands;
  }

  @Test
  void theCommandsOfTheReadmeRun() throws IOException {
    Terminal terminal = new Terminal();
    StringBuilder printed = new StringBuilder();
    List<String[]> commands = commands();
    assertThat(commands).hasSizeGreaterThan(4);
    for (String[] command : commands) {
      assertThat(terminal.run(command)).as(terminal.err()).isZero();
      printed.append(terminal.out());
    }
    assertThat(printed.toString().lines())
        .startsWith("red", "apple\tred")
        .anyMatch(line -> line.startsWith("all is well"));
  }
}
