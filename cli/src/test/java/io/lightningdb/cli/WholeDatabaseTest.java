package io.lightningdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Lightning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code info}, {@code keyspaces} and {@code check}. */
class WholeDatabaseTest {

  @TempDir private Path directory;
  private final Terminal terminal = new Terminal();

  @BeforeEach
  void create() {
    try (Database db = Lightning.open(directory)) {
      db.createKeyspace("one").put(new byte[] {1}, new byte[1_000]);
      db.createKeyspace("two", KeyspaceOptions.builder().pageBytes(4096).build());
    }
  }

  @Test
  void keyspacesAreListed() {
    assertThat(terminal.run("keyspaces", directory.toString())).isZero();
    assertThat(terminal.out().lines()).containsExactly("one", "two");
    assertThat(terminal.run("keyspaces", "--options", directory.toString())).isZero();
    assertThat(terminal.out()).contains("pageBytes=4096");
  }

  @Test
  void sizesAreShown() {
    assertThat(terminal.run("info", directory.toString())).isZero();
    assertThat(terminal.out()).containsPattern("keyspaces +2").contains(directory.toString());
  }

  @Test
  void aSoundDatabaseIsSaidToBeSound() {
    assertThat(terminal.run("check", directory.toString())).isZero();
    assertThat(terminal.out()).contains("all is well: 2 keyspaces");
  }

  @Test
  void whatIsDeadGoes() {
    try (Database db = Lightning.open(directory)) {
      Keyspace one = db.keyspace("one");
      for (int i = 0; i < 1_000; i++) {
        one.put(new byte[] {(byte) i, (byte) (i >> 8)}, new byte[500]);
      }
    }
    try (Database db = Lightning.open(directory)) {
      Keyspace one = db.keyspace("one");
      for (int i = 0; i < 990; i++) {
        one.delete(new byte[] {(byte) i, (byte) (i >> 8)});
      }
    }
    assertThat(terminal.run("compact", "--quiet", directory.toString())).isZero();
    assertThat(terminal.out()).containsPattern("[\\d,]+ bytes, where there were [\\d,]+ before");
    assertThat(terminal.run("check", directory.toString())).isZero();
    try (Database db = Lightning.open(directory)) {
      assertThat(db.keyspace("one").get(new byte[] {(byte) 995, (byte) (995 >> 8)})).hasSize(500);
    }
  }

  @Test
  void damageIsNamed() throws IOException {
    Path tree;
    try (Stream<Path> files = Files.list(directory)) {
      tree = files.filter(file -> file.toString().endsWith(".tree")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(tree);
    bytes[100] ^= 1;
    Files.write(tree, bytes);
    assertThat(terminal.run("check", directory.toString())).isEqualTo(5);
    assertThat(terminal.err())
        .contains("keyspace 'one'")
        .contains(tree.getFileName().toString())
        .contains("checksum");
  }

  @Test
  void aDatabaseThatIsOpenElsewhereIsNotTouched() {
    try (Database db = Lightning.open(directory)) {
      assertThat(terminal.run("check", directory.toString())).isEqualTo(4);
      assertThat(terminal.err()).contains("is open in this process");
      assertThat(db.isOpen()).isTrue();
    }
  }
}
