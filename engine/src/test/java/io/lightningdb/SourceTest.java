package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be seen in the text of the engine only. */
class SourceTest {

  private static final Path SOURCES = Path.of("src/main/java");

  /** Returns the lines of code, not of comments, that have {@code pattern}. */
  private static List<String> linesWith(String pattern) throws IOException {
    Pattern compiled = Pattern.compile(pattern);
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        for (String line : Files.readAllLines(file)) {
          String code = line.replaceAll("//.*|^\\s*/?\\*.*", "");
          if (compiled.matcher(code).find()) {
            found.add(file.getFileName() + ": " + line.strip());
          }
        }
      }
    }
    return found;
  }

  @Test
  void theTextIsFound() throws IOException {
    assertThat(linesWith("\\bpublic final class Lightning\\b")).hasSize(1);
  }

  /** A monitor that is held pins a virtual thread to its carrier, and cannot be given up. */
  @Test
  void nothingIsSynchronized() throws IOException {
    assertThat(linesWith("\\bsynchronized\\b")).isEmpty();
  }

  @Test
  void nothingIsPrintedOrLeftToBeDone() throws IOException {
    assertThat(linesWith("System\\.(out|err)\\b|printStackTrace|TODO|FIXME")).isEmpty();
  }

  @Test
  void noThreadIsPutToSleepToWaitForAnother() throws IOException {
    assertThat(linesWith("Thread\\.sleep")).isEmpty();
  }
}
