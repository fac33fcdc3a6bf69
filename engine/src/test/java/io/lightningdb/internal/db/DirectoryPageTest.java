package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.Database;
import io.lightningdb.DatabaseLockedException;
import io.lightningdb.FormatException;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.DirectoryLock;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does to a directory what {@code docs/design/directory.md} speaks of. */
class DirectoryPageTest {

  private static final Pattern HOLDER =
      Pattern.compile("process [0-9]+( on \\S+)?(, started [-0-9T:]+Z)?, since [-0-9T:]+Z");

  @TempDir private Path directory;

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void namesHaveANumberOfSixDigitsOrMore() {
    assertThat(FileKind.LOG.fileName(2)).isEqualTo("000002.log");
    assertThat(FileKind.TREE.fileName(4)).isEqualTo("000004.tree");
    assertThat(FileKind.MANIFEST.fileName(1_234_567)).isEqualTo("1234567.manifest");
    assertThat(FileKind.of("1234567.manifest")).contains(FileKind.MANIFEST);
    for (String other : List.of("2.log", "0000002.log", "000002.LOG", "a00002.log", ".log")) {
      assertThat(FileKind.of(other)).as(other).isEmpty();
    }
  }

  @Test
  void aDirectoryThatIsMissingOrEmptyBecomesADatabase() throws IOException {
    Lightning.open(directory.resolve("below").resolve("it")).close();
    Path left = Files.createDirectory(directory.resolve("left"));
    Files.writeString(left.resolve(DirectoryLock.FILE_NAME), "whoever");
    Files.writeString(left.resolve("000001.manifest.tmp"), "half a manifest");
    Lightning.open(left).close();
    assertThat(list(left))
        .contains(DirectoryLock.FILE_NAME)
        .noneMatch(name -> name.endsWith("tmp"));
  }

  @Test
  void withoutAManifestThereIsNoDatabase() throws IOException {
    for (String name : List.of("000002.log", "000004.tree")) {
      Path incomplete = Files.createDirectory(directory.resolve("with " + name));
      Files.createFile(incomplete.resolve(name));
      assertThatThrownBy(() -> Lightning.open(incomplete))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(name + " but no manifest");
      assertThat(list(incomplete)).containsExactly(name);
    }
    Files.createDirectory(directory.resolve("lost+found"));
    assertThatThrownBy(() -> Lightning.open(directory))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("lost+found");
    assertThat(list(directory)).doesNotContain(DirectoryLock.FILE_NAME);
  }

  @Test
  void filesOfOtherNamesAreLeftAlone() throws IOException {
    Lightning.open(directory).close();
    List<String> others = List.of("2.log", "000004.tree.old", "notes.txt");
    for (String other : others) {
      Files.writeString(directory.resolve(other), other);
    }
    Lightning.open(directory).close();
    for (String other : others) {
      assertThat(directory.resolve(other)).hasContent(other);
    }
  }

  @Test
  void whatCannotBeDeletedStopsNothingAndIsDeletedLater() {
    SimulatedDisk disk = new SimulatedDisk();
    Databases.open(disk, Options.defaults()).close();
    Map<String, byte[]> files = disk.files();
    files.put("000099.tree", new byte[10]);
    SimulatedDisk stubborn = SimulatedDisk.of(files);
    stubborn.observe(
        operation -> {
          if (operation.kind() == Kind.DELETE) {
            throw new IOException("in use");
          }
        });
    try (LocalDatabase db = Databases.open(stubborn, Options.defaults())) {
      assertThat(db.verify()).isEmpty();
      assertThat(stubborn.files()).containsKey("000099.tree");
    }
    stubborn.observe(operation -> {});
    Databases.open(stubborn, Options.defaults()).close();
    assertThat(stubborn.files()).doesNotContainKey("000099.tree");
  }

  @Test
  void theLockFileSaysWhoHoldsIt() throws IOException {
    List<String> example = DesignPage.read("directory.md").block("example: LOCK");
    assertThat(example).singleElement().asString().matches(HOLDER);
    Path file = directory.resolve(DirectoryLock.FILE_NAME);
    try (Database db = Lightning.open(directory)) {
      assertThat(db.isOpen()).isTrue();
      assertThat(System.getProperties())
          .containsKey("io.lightningdb.open:" + directory.toRealPath());
      assertThatThrownBy(() -> Lightning.open(directory))
          .isInstanceOf(DatabaseLockedException.class);
    }
    assertThat(Files.readString(file))
        .matches(HOLDER)
        .startsWith("process " + ProcessHandle.current().pid());
    Files.writeString(file, "nonsense");
    Lightning.open(directory).close();
    Files.delete(file);
    Lightning.open(directory).close();
    assertThat(Files.readString(file)).matches(HOLDER);
  }
}
