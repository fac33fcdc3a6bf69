package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;

import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Makes the small database that {@link FormatTest} reads: all kinds of files, trees with inner
 * pages and a value that lies apart, a log with all kinds of frames behind what was flushed, used
 * again from an earlier life and torn at its end, as a process that was killed leaves it.
 *
 * <p>The one that is checked in is never made again: it stands for all databases of its format. Run
 * this for a new version of the formats, whose database gets a directory of its own beside the
 * others:
 *
 * <pre>
 * mvn -q -pl engine test-compile dependency:build-classpath -Dmdep.outputFile=target/path
 * java -cp "engine/target/test-classes:engine/target/classes:$(cat engine/target/path)" \
 *     io.lightningdb.internal.db.FormatDatabase DIRECTORY
 * </pre>
 */
final class FormatDatabase {

  private static final Options SMALL =
      Options.builder()
          .memtableBytes(64 * 1024)
          .logSegmentBytes(4 * 1024)
          .treeSegmentBytes(16 * 1024)
          .cacheBytes(0)
          .build();

  private static final String NEVER_PROMISED = "never promised";

  private FormatDatabase() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    for (Map.Entry<String, byte[]> file : make().entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  private static Map<String, byte[]> make() {
    SimulatedDisk disk = new SimulatedDisk();
    InlineScheduler scheduler = new InlineScheduler();
    LocalDatabase db = Databases.open(disk, SMALL, scheduler);
    fill(db);
    db.flush();
    // From here on nothing is flushed, and nothing is closed: the process is killed.
    scheduler.close();
    writeTail(db);
    Map<String, byte[]> files = disk.files();
    tear(files);
    return files;
  }

  private static void fill(LocalDatabase db) {
    Keyspace words =
        db.createKeyspace(
            "words",
            KeyspaceOptions.builder().pageBytes(512).attribute("language", "none").build());
    for (int i = 0; i < 500; i++) {
      words.put(bytes("word/%03d".formatted(i)), bytes("meaning of " + i));
    }
    Keyspace squares = db.createKeyspace("squares");
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < 40; i++) {
      batch.put(squares, number(i), number(i * i));
    }
    db.write(batch.put(squares, number(-1), new byte[6_000]));
    db.createKeyspace("empty");
    db.createKeyspace("doomed").put(bytes("key"), bytes("value"));
    db.createKeyspace("old name").put(new byte[0], bytes("of the empty key"));
    db.flush();
    // Enough for the log to come to a file that it uses again, not for a whole new tree.
    for (int i = 0; i < 50; i++) {
      words.delete(bytes("word/%03d".formatted(i)));
      squares.put(number(i % 5), new byte[i]);
    }
  }

  /** Writes one frame of each type at least. */
  private static void writeTail(LocalDatabase db) {
    Keyspace words = db.keyspace("words");
    Keyspace squares = db.keyspace("squares");
    words.put(bytes("word/001"), bytes("another meaning"));
    words.delete(bytes("word/002"));
    db.createKeyspace("late").put(bytes("in"), bytes("the log"));
    db.dropKeyspace("doomed");
    db.write(new WriteBatch().put(words, bytes("a"), bytes("b")).delete(squares, number(1)));
    db.renameKeyspace("old name", "new name");
    db.transact(
        transaction -> {
          transaction.put(words, bytes("zebra"), bytes("last"));
          transaction.put(squares, number(1_000), number(1_000_000));
        });
    words.withDurability(Durability.FLUSHED).put(bytes("torn"), bytes(NEVER_PROMISED));
  }

  /** Takes a part of the last frame away. */
  private static void tear(Map<String, byte[]> files) {
    for (byte[] file : files.values()) {
      int last = Databases.text(file).indexOf(NEVER_PROMISED);
      if (last >= 0) {
        Arrays.fill(file, last + 5, last + NEVER_PROMISED.length(), (byte) 0);
        return;
      }
    }
    throw new AssertionError("the last commit is in no file");
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
