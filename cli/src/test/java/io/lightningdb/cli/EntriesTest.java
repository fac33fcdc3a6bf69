package io.lightningdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code put}, {@code get}, {@code delete} and {@code scan}. */
class EntriesTest {

  @TempDir private Path directory;
  private final Terminal terminal = new Terminal();

  private int run(String command, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = command;
    all[1] = directory.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return terminal.run(all);
  }

  @Test
  void whatIsPutCanBeGotAndDeleted() {
    assertThat(run("put", "--create", "users", "anna", "Anna Äpfel")).isZero();
    assertThat(run("get", "users", "anna")).isZero();
    assertThat(terminal.out()).isEqualToIgnoringNewLines("Anna Äpfel");
    assertThat(run("delete", "users", "anna")).isZero();
    assertThat(run("get", "users", "anna")).isEqualTo(3);
    assertThat(terminal.err()).contains("no key 'anna'");
    assertThat(run("delete", "users", "anna")).isEqualTo(3);
  }

  @Test
  void bytesAreReadAndShownInHex() {
    assertThat(run("put", "--create", "--hex", "k", "00ff", "0a")).isZero();
    assertThat(run("get", "--hex", "k", "00ff")).isZero();
    assertThat(terminal.out()).isEqualToIgnoringNewLines("0a");
    assertThat(run("scan", "k")).isZero();
    assertThat(terminal.out()).isEqualToIgnoringNewLines("0x00ff\t0x0a");
    assertThat(run("get", "--hex", "k", "xyz")).isNotZero();
    assertThat(terminal.err()).contains("'xyz' is not in hex");
  }

  @Test
  void aScanShowsTheRangeAskedFor() {
    for (int i = 10; i < 30; i++) {
      run("put", "--create", "k", "key" + i, "v" + i);
    }
    assertThat(run("scan", "k", "--from", "key12", "--to", "key15")).isZero();
    assertThat(terminal.out().lines()).containsExactly("key12\tv12", "key13\tv13", "key14\tv14");
    assertThat(run("scan", "k", "--prefix", "key2", "--reverse", "--limit", "2")).isZero();
    assertThat(terminal.out().lines()).containsExactly("key29\tv29", "key28\tv28");
    assertThat(terminal.err()).contains("there are more");
    assertThat(run("scan", "k", "--limit", "0")).isZero();
    assertThat(terminal.out().lines()).hasSize(20);
    assertThat(run("scan", "k", "--limit", "-1")).isEqualTo(2);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThat(run("get", "users", "anna")).isEqualTo(3);
    assertThat(terminal.err()).contains("no database in " + directory);
    run("put", "--create", "users", "anna", "1");
    assertThat(run("get", "people", "anna")).isEqualTo(3);
    assertThat(terminal.err()).contains("no keyspace 'people'").contains("[users]");
    assertThat(run("put", "people", "anna", "1")).isEqualTo(3);
  }
}
