package io.lightningdb.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the programs in the README as they stand there. */
@Timeout(120)
class ReadmeTest {

  private static final Path README = Path.of("..", "README.md");
  private static final Pattern PROGRAM =
      Pattern.compile("```java\\R// (\\w+)\\R(.*?)```", Pattern.DOTALL);
  private static final int LINES_MAX = 9;

  @TempDir private Path directory;

  private static String program(String name) throws IOException {
    Matcher matcher = PROGRAM.matcher(Files.readString(README));
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return matcher.group(2);
      }
    }
    throw new AssertionError("the README has no program '" + name + "'");
  }

  private List<String> run(String name) throws IOException, InterruptedException {
    String program = program(name);
    String source =
        """
        import io.lightningdb.*;
        import java.io.InputStream;
        import java.net.URI;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.sql.*;
        import java.time.Duration;
        import java.time.Instant;
        import javax.cache.*;
        import javax.cache.configuration.MutableConfiguration;

        public class Program {
          public static void main(String[] arguments) throws Exception {
        %s
          }
        }
        """
            .formatted(program);
    Path file = Files.writeString(directory.resolve("Program.java"), source);
    String classPath = System.getProperty("java.class.path");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "--release", "17", file.toString());
    assertThat(compiled).as("compiling %s", source).isZero();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                directory + System.getProperty("path.separator") + classPath,
                "Program")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().filter(ReadmeTest::isOfTheProgram).toList();
  }

  /** From Java 24 on the virtual machine warns of native code in libraries. */
  private static boolean isOfTheProgram(String line) {
    return !line.startsWith("SLF4J") && !line.startsWith("WARNING") && !line.isBlank();
  }

  @Test
  void theJcacheProgramRuns() throws IOException, InterruptedException {
    assertThat(run("jcache")).containsExactly("3");
    assertThat(program("jcache").lines().count()).isLessThanOrEqualTo(LINES_MAX);
  }

  @Test
  void theJdbcProgramRuns() throws IOException, InterruptedException {
    assertThat(run("jdbc")).containsExactly("apples 129", "apricots 399");
    assertThat(program("jdbc").lines().count()).isLessThanOrEqualTo(LINES_MAX);
  }

  @Test
  void theEngineProgramRuns() throws IOException, InterruptedException {
    assertThat(run("engine")).containsExactly("anna is Anna Apple", "bert is Bert Berry");
    assertThat(program("engine").lines().count()).isLessThanOrEqualTo(LINES_MAX);
  }

  @Test
  void theProgramWithEntriesThatExpireRuns() throws IOException, InterruptedException {
    assertThat(run("expiry")).containsExactly("null");
    assertThat(program("expiry").lines().count()).isLessThanOrEqualTo(LINES_MAX);
  }

  @Test
  void theProgramWithStreamsRuns() throws IOException, InterruptedException {
    byte[] film = new byte[5 << 20];
    new Random(1).nextBytes(film);
    Files.write(directory.resolve("film.mp4"), film);
    assertThat(run("streams")).isEmpty();
    assertThat(directory.resolve("copy.mp4")).hasBinaryContent(film);
    assertThat(program("streams").lines().count()).isLessThanOrEqualTo(LINES_MAX);
  }

  @Test
  void theProgramThatLoadsRuns() throws IOException, InterruptedException {
    assertThat(run("load")).containsExactly("998001");
    assertThat(program("load").lines().count()).isLessThanOrEqualTo(LINES_MAX);
  }

  @Test
  void theLinksOfTheReadmeLeadSomewhere() throws IOException {
    Matcher links = Pattern.compile("\\]\\(([^)h#][^)]*)\\)").matcher(Files.readString(README));
    int found = 0;
    while (links.find()) {
      String file = links.group(1).replaceFirst("#.*", "");
      assertThat(README.resolveSibling(file)).exists();
      found++;
    }
    assertThat(found).isGreaterThan(4);
  }
}
