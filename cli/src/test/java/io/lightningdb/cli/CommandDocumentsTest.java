package io.lightningdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the README and docs/operations.md say of the command line is so. */
class CommandDocumentsTest {

  private static final Path README = Path.of("..", "README.md");
  private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");
  private static final String LAUNCHER = "./lightning ";

  @TempDir private Path directory;

  /**
   * Returns the arguments of each command of the README but the demonstration, which has a test of
   * its own.
   */
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

  @Test
  void thePageNamesEveryCommandAndExitCode() throws IOException {
    String page = Files.readString(OPERATIONS);
    CommandLine main = new CommandLine(new Main());
    for (String command : main.getSubcommands().keySet()) {
      assertThat(page).containsPattern("`(\\./lightning )?" + command + "\\b");
    }
    main.getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach(
            (code, meaning) -> assertThat(page).contains("| " + code + " | " + meaning + " |"));
  }
}
