package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.FormatDatabase.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Durability;
import io.lightningdb.FormatException;
import io.lightningdb.Keyspace;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageException;
import io.lightningdb.internal.testing.FileHeaders;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads a database of the first version of all formats, which {@link FormatDatabase} made once.
 *
 * <p>The formats are fixed: every later version of Lightning reads this database as it is here, so
 * a test that fails means that the code is wrong. A new version of a format comes with a database
 * of its own, and leaves this one alone.
 */
class FormatTest {

  private static final String LOG = "000015.log";
  private static final String TREE = "000018.tree";
  private static final String MANIFEST = "000001.manifest";

  @TempDir private Path directory;

  private static List<Path> checkedIn() throws IOException {
    try {
      Path source = Path.of(FormatTest.class.getResource("format-1/" + MANIFEST).toURI());
      try (Stream<Path> files = Files.list(source.getParent())) {
        return files.sorted().toList();
      }
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private void copy() throws IOException {
    for (Path file : checkedIn()) {
      Files.copy(file, directory.resolve(file.getFileName().toString()));
    }
  }

  private LocalDatabase open() {
    Options options = Options.builder().createIfMissing(false).build();
    return Lightning.open(directory, options).unwrap(LocalDatabase.class);
  }

  @Test
  void itsBytesAreThoseThatWereCheckedIn() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Path file : checkedIn()) {
      digest.update(Databases.bytes(file.getFileName().toString()));
      digest.update(Files.readAllBytes(file));
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("b619f382a12b8b911193c1a9efd7e01a5d6e76056658127dc13b456eb633f536");
  }

  /** What is in it, told once more and in another way than the program that made it does. */
  private static Map<String, SortedMap<String, String>> contents() {
    SortedMap<String, String> words = new TreeMap<>();
    for (int i = 50; i < 500; i++) {
      words.put((i < 100 ? "word/0" : "word/") + i, "meaning of " + i);
    }
    words.put("word/001", "another meaning");
    words.put("a", "b");
    words.put("zebra", "last");
    SortedMap<String, String> squares = new TreeMap<>();
    squares.put("\u00ff\u00ff\u00ff\u00ff", "\0".repeat(6_000));
    squares.put("\0\0\0\0", "\0".repeat(45));
    squares.put("\0\0\0\2", "\0".repeat(47));
    squares.put("\0\0\0\3", "\0".repeat(48));
    squares.put("\0\0\0\4", "\0".repeat(49));
    for (int i = 5; i < 40; i++) {
      squares.put("\0\0\0" + (char) i, "\0\0" + (char) (i * i / 256) + (char) (i * i % 256));
    }
    squares.put("\0\0\3\u00e8", "\0\17\102\100");
    Map<String, SortedMap<String, String>> contents = new TreeMap<>();
    contents.put("words", words);
    Databases.putAttributes(contents, "words", Map.of("language", "none"));
    contents.put("squares", squares);
    contents.put("empty", new TreeMap<>());
    contents.put("late", new TreeMap<>(Map.of("in", "the log")));
    contents.put("new name", new TreeMap<>(Map.of("", "of the empty key")));
    return contents;
  }

  @Test
  void itReadsWhatWasWritten() throws IOException {
    copy();
    try (LocalDatabase db = open()) {
      assertThat(Databases.contents(db)).isEqualTo(contents());
      assertThat(db.keyspace("words").get(Databases.bytes("torn"))).isNull();
      assertThat(db.keyspace("words").options().pageBytes()).isEqualTo(512);
      assertThat(db.keyspace("words").options().attributes()).isEqualTo(Map.of("language", "none"));
      assertThat(db.keyspace("late").options().pageBytes()).isEqualTo(8 * 1024);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void itCanBeWrittenToAndOpenedAgain() throws IOException {
    copy();
    Map<String, SortedMap<String, String>> contents = contents();
    try (LocalDatabase db = open()) {
      Keyspace words = db.keyspace("words").withDurability(Durability.FLUSHED);
      for (int i = 0; i < 500; i += 3) {
        String key = "word/%03d".formatted(i);
        words.put(Databases.bytes(key), Databases.bytes("new meaning"));
        contents.get("words").put(key, "new meaning");
      }
      db.flush();
      db.keyspace("squares").delete(number(-1));
      contents.get("squares").remove("\u00ff\u00ff\u00ff\u00ff");
      db.dropKeyspace("late");
      contents.remove("late");
      db.createKeyspace("next").put(new byte[] {1}, new byte[] {2});
      contents.put("next", new TreeMap<>(Map.of("\1", "\2")));
    }
    for (int opening = 0; opening < 2; opening++) {
      try (LocalDatabase db = open()) {
        assertThat(Databases.contents(db)).isEqualTo(contents);
        assertThat(db.verify()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LOG, MANIFEST})
  void aLogOrManifestOfANewerVersionIsRefused(String name) throws IOException {
    copy();
    Path file = directory.resolve(name);
    Files.write(file, FileHeaders.withVersion(Files.readAllBytes(file), 2));
    assertThatThrownBy(this::open)
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(name + " has format version 2")
        .hasMessageContaining("reads 1");
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  @Test
  void aTreeFileOfANewerVersionIsRefusedWhenItIsRead() throws IOException {
    copy();
    Path file = directory.resolve(TREE);
    Files.write(file, FileHeaders.withVersion(Files.readAllBytes(file), 2));
    LocalDatabase db = open();
    Keyspace words = db.keyspace("words");
    assertThatThrownBy(() -> words.get(Databases.bytes("word/100")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(TREE + " has format version 2")
        .hasMessageContaining("reads 1");
    // Its tail cannot be flushed into such a tree; it stays in the log.
    assertThatThrownBy(db::close)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(TREE + " has format version 2");
    assertThat(Threads.lightningThreads()).isEmpty();
  }
}
