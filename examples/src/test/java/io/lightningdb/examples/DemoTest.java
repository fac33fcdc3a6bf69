package io.lightningdb.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoTest {

  @Test
  void theDataIsWhole() throws Exception {
    assertThat(Cities.read())
        .hasSize(171_075)
        .allSatisfy(
            city -> {
              assertThat(city.country()).hasSize(2);
              assertThat(city.name()).isNotBlank();
              assertThat(city.latitude()).isBetween(-90.0, 90.0);
              assertThat(city.longitude()).isBetween(-180.0, 180.0);
            });
  }

  @Test
  @Timeout(300)
  void theDemonstrationRunsAndFindsWhatItShould(@TempDir Path directory) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int exitCode =
        new CommandLine(new Demo(new PrintStream(printed, true, StandardCharsets.UTF_8)))
            .execute("--directory", directory.resolve("demo").toString(), "--kills", "2");
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as(text).isZero();
    assertThat(text)
        .contains("171,075 rows in 172 transactions")
        .contains("Reykjavík, Capital Region")
        .contains("171075")
        .contains("an index of 171,075 entries")
        .contains("2,000 of its entries are there")
        .contains("171,075 cities read out of it, the same as before")
        .contains("all is well")
        .contains("kill 2:")
        .contains("none lost, none by half");
  }

  @Test
  void aWrongCommandLineIsExplained() {
    CommandLine demo = new CommandLine(new Demo(System.out));
    assertThat(demo.execute("--kills", "-1")).isEqualTo(2);
    assertThat(demo.execute("--kills", "many")).isEqualTo(2);
    assertThat(demo.execute("--help")).isZero();
  }
}
