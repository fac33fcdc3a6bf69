package io.lightningdb.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {

  private final Terminal terminal = new Terminal();

  @Test
  void helpNamesEveryCommandAndExitCode() {
    assertThat(terminal.run("--help")).isZero();
    assertThat(terminal.out())
        .contains("info", "keyspaces", "get", "put", "delete", "scan", "check")
        .contains("4")
        .contains("the database is open somewhere else");
    for (String command : List.of("info", "keyspaces", "get", "put", "delete", "scan", "check")) {
      assertThat(terminal.run(command, "--help")).isZero();
      assertThat(terminal.out()).contains("DIRECTORY");
    }
  }

  @Test
  void theVersionIsTold() {
    assertThat(terminal.run("--version")).isZero();
    assertThat(terminal.out()).contains("Lightning").contains("Java");
  }

  @Test
  void aWrongCommandLineIsExplained() {
    assertThat(terminal.run()).isEqualTo(2);
    assertThat(terminal.err()).contains("a command is missing").contains("Usage");
    assertThat(terminal.run("fly")).isEqualTo(2);
    assertThat(terminal.err()).contains("fly");
    assertThat(terminal.run("get")).isEqualTo(2);
    assertThat(terminal.err()).contains("DIRECTORY");
  }

  @Test
  void theCommandLineUsesThePublicApiOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lightningdb.internal..")
        .check(new ClassFileImporter().importPackages("io.lightningdb.cli"));
  }
}
