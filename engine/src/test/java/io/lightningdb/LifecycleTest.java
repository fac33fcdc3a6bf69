package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.ChildJvm;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Opening, sharing and closing, and what each thing says when it is used too late. */
@Timeout(60)
class LifecycleTest {

  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2};

  @TempDir private Path directory;

  @Test
  void whatWasWrittenIsThereAfterClosingAndOpening() {
    try (Database db = Lightning.open(directory)) {
      db.createKeyspace("k").put(KEY, VALUE);
    }
    try (Database db = Lightning.open(directory)) {
      assertThat(db.keyspaceNames()).containsExactly("k");
      assertThat(db.keyspace("k").get(KEY)).isEqualTo(VALUE);
    }
  }

  @Test
  void everythingRefusesToBeUsedAfterTheDatabaseIsClosed() {
    Database db = Lightning.open(directory);
    Keyspace keyspace = db.createKeyspace("k");
    keyspace.put(KEY, VALUE);
    Snapshot snapshot = db.snapshot();
    ReadView view = snapshot.view(keyspace);
    Transaction transaction = db.begin();
    transaction.put(keyspace, KEY, VALUE);
    Cursor cursor = keyspace.cursor();
    Cursor ofTransaction = transaction.cursor(keyspace, KeyRange.all());
    assertThat(cursor.next()).isTrue();
    db.close();
    db.close();
    assertThat(db.isOpen()).isFalse();
    LocalDatabase local = db.unwrap(LocalDatabase.class);
    List<ThrowingCallable> uses =
        List.of(
            () -> db.keyspace("k"),
            () -> db.findKeyspace("k"),
            () -> db.createKeyspace("other"),
            () -> db.openKeyspace("other", KeyspaceOptions.defaults()),
            () -> db.dropKeyspace("k"),
            () -> db.renameKeyspace("k", "other"),
            () -> db.alterKeyspace("k", options -> options),
            db::keyspaceNames,
            () -> db.write(new WriteBatch().put(keyspace, KEY, VALUE)),
            db::begin,
            () -> db.transact(t -> {}),
            db::snapshot,
            db::sync,
            local::flush,
            local::verify,
            local::statistics,
            () -> keyspace.get(KEY),
            () -> keyspace.contains(KEY),
            () -> keyspace.getAll(List.of(KEY)),
            keyspace::cursor,
            () -> keyspace.put(KEY, VALUE),
            () -> keyspace.delete(KEY),
            () -> keyspace.putIfAbsent(KEY, VALUE),
            () -> keyspace.replace(KEY, VALUE),
            () -> keyspace.compareAndSet(KEY, VALUE, null),
            () -> keyspace.getAndPut(KEY, VALUE),
            () -> keyspace.getAndDelete(KEY),
            () -> snapshot.view(keyspace),
            () -> view.get(KEY),
            () -> view.contains(KEY),
            view::cursor,
            () -> transaction.get(keyspace, KEY),
            () -> transaction.put(keyspace, KEY, VALUE),
            () -> transaction.delete(keyspace, KEY),
            transaction::commit,
            cursor::next,
            cursor::previous,
            () -> cursor.seek(KEY),
            () -> cursor.seekFloor(KEY),
            cursor::key,
            cursor::value,
            ofTransaction::next);
    for (int i = 0; i < uses.size(); i++) {
      assertThatThrownBy(uses.get(i))
          .as("use number %d", i)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
    cursor.close();
    snapshot.close();
    transaction.rollback();
    transaction.close();
  }

  @Test
  void whatIsOverSaysSo() {
    try (Database db = Lightning.open(directory)) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(KEY, VALUE);
      Snapshot snapshot = db.snapshot();
      Cursor ofSnapshot = snapshot.cursor(keyspace, KeyRange.all());
      snapshot.close();
      assertThatThrownBy(ofSnapshot::next).hasMessageContaining("closed");
      Transaction transaction = db.begin();
      transaction.commit();
      assertThatThrownBy(() -> transaction.get(keyspace, KEY)).hasMessageContaining("over");
      Cursor cursor = keyspace.cursor();
      assertThatThrownBy(cursor::key).hasMessageContaining("on no entry");
      cursor.close();
      assertThatThrownBy(cursor::next).hasMessageContaining("closed");
      db.dropKeyspace("k");
      assertThatThrownBy(() -> keyspace.get(KEY)).hasMessageContaining("'k' has been dropped");
      assertThatThrownBy(() -> keyspace.put(KEY, VALUE)).hasMessageContaining("dropped");
    }
  }

  @Test
  void badArgumentsAreNamed() {
    try (Database db = Lightning.open(directory);
        Database other = Lightning.openInMemory()) {
      Keyspace keyspace = db.createKeyspace("k");
      Keyspace foreign = other.createKeyspace("foreign");
      assertThatThrownBy(() -> keyspace.put(null, VALUE))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("key");
      assertThatThrownBy(() -> keyspace.put(KEY, (byte[]) null))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("value");
      assertThatThrownBy(() -> keyspace.get(null)).isInstanceOf(NullPointerException.class);
      byte[] longKey = new byte[Limits.KEY_BYTES_MAX + 1];
      assertThatThrownBy(() -> keyspace.put(longKey, VALUE))
          .isInstanceOf(LimitException.class)
          .hasMessageContaining("65537")
          .hasMessageContaining("65536");
      assertThatThrownBy(() -> keyspace.get(longKey)).isInstanceOf(LimitException.class);
      assertThatThrownBy(() -> db.write(new WriteBatch().put(keyspace, longKey, VALUE)))
          .isInstanceOf(LimitException.class);
      assertThatThrownBy(() -> db.keyspace("nobody"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nobody")
          .hasMessageContaining("[k]");
      assertThatThrownBy(() -> db.dropKeyspace("nobody"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.createKeyspace("k"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'k' already");
      assertThatThrownBy(() -> db.createKeyspace("")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.createKeyspace("n".repeat(1025)))
          .isInstanceOf(LimitException.class)
          .hasMessageContaining("1024");
      assertThatThrownBy(() -> db.createKeyspace("\ud800"))
          .isInstanceOf(IllegalArgumentException.class);
      db.createKeyspace("other");
      assertThatThrownBy(() -> db.renameKeyspace("k", "other"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'other' already");
      assertThatThrownBy(() -> db.write(new WriteBatch().put(foreign, KEY, VALUE)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'foreign' belongs to another database");
      assertThatThrownBy(() -> db.unwrap(String.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("java.lang.String");
    }
  }

  @Test
  void keysMayBeEmptyAndAsLongAsTheLimit() {
    byte[] longest = new byte[Limits.KEY_BYTES_MAX];
    longest[9] = 7;
    try (Database db = Lightning.open(directory)) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(new byte[0], VALUE);
      keyspace.put(longest, new byte[0]);
    }
    try (Database db = Lightning.open(directory)) {
      assertThat(db.keyspace("k").get(new byte[0])).isEqualTo(VALUE);
      assertThat(db.keyspace("k").get(longest)).isEmpty();
    }
  }

  @Test
  void aDirectoryThatIsNoneIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "text");
    assertThatThrownBy(() -> Lightning.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + " is not a directory");
    assertThat(file).hasContent("text");
    assertThatThrownBy(() -> Lightning.open(file.resolve("below")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("below");
  }

  @Test
  void anotherProgramsFilesAreLeftAlone() throws IOException {
    Files.writeString(directory.resolve("letter.txt"), "Dear all");
    assertThatThrownBy(() -> Lightning.open(directory))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("letter.txt");
    assertThat(listFiles(directory)).containsExactly("letter.txt");
  }

  /** Other stores have files whose names could be those of log segments, and a file called LOCK. */
  @Test
  void anotherStoresFilesAreLeftAloneEvenIfTheirNamesAreLikeOurs() throws IOException {
    for (String name : List.of("000004.log", "000003.tree", "CURRENT", "LOCK")) {
      Files.writeString(directory.resolve(name), "theirs");
    }
    assertThatThrownBy(() -> Lightning.open(directory))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("not Lightning's (CURRENT)");
    for (String name : listFiles(directory)) {
      assertThat(directory.resolve(name)).hasContent("theirs");
    }
  }

  @Test
  void noDatabaseIsCreatedAgainstTheOptions() {
    Options options = Options.builder().createIfMissing(false).build();
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> Lightning.open(missing, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no database in " + missing);
    assertThat(missing).doesNotExist();
    assertThatThrownBy(() -> Lightning.open(directory, options))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(listFiles(directory)).isEmpty();
  }

  @Test
  void aDatabaseOfANewerFormatIsRefusedAndLeftAlone() throws IOException {
    Lightning.open(directory).close();
    Path manifest;
    try (Stream<Path> files = Files.list(directory)) {
      manifest = files.filter(file -> file.toString().endsWith(".manifest")).findFirst().get();
    }
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[9]++; // the version, and with it the checksum of the header
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, 60);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8;
    for (int i = 0; i < 4; i++) {
      bytes[60 + i] = (byte) (masked >>> (8 * i));
    }
    Files.write(manifest, bytes);
    assertThatThrownBy(() -> Lightning.open(directory))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(manifest.getFileName().toString())
        .hasMessageContaining("version 2");
    assertThat(manifest).hasBinaryContent(bytes);
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  @Test
  void aDatabaseOpenInThisProcessIsLocked() {
    try (Database db = Lightning.open(directory)) {
      assertThatThrownBy(() -> Lightning.open(directory))
          .isInstanceOf(DatabaseLockedException.class)
          .hasMessageContaining("this process already");
      assertThatThrownBy(() -> Lightning.share("lightning:" + directory, Options.defaults()))
          .isInstanceOf(DatabaseLockedException.class);
      db.createKeyspace("still works").put(KEY, VALUE);
    }
    Lightning.open(directory).close();
  }

  @Test
  void aDatabaseOpenInAnotherProcessIsLockedAndFreeOnceThatIsKilled() {
    try (ChildJvm child = ChildJvm.start(List.of(), Holder.class, directory.toString())) {
      assertThat(child.readLine()).isEqualTo("open");
      assertThatThrownBy(() -> Lightning.open(directory))
          .isInstanceOf(DatabaseLockedException.class)
          .hasMessageContaining("process " + child.pid());
      child.kill();
    }
    Lightning.open(directory).close();
  }

  /** Opens a database and keeps it. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      Lightning.open(Path.of(arguments[0]));
      System.out.println("open");
      int ignored = System.in.read();
    }
  }

  @Test
  void sharersSeeTheSameAndTheLastOneClosesIt() throws IOException {
    String url = "lightning:" + directory;
    Path sameDirectory = directory.resolve("..").resolve(directory.getFileName());
    try (Database one = Lightning.share(url, Options.defaults());
        Database other = Lightning.share("lightning:" + sameDirectory, Options.defaults())) {
      Keyspace keyspace = one.createKeyspace("k");
      keyspace.put(KEY, VALUE);
      assertThat(other.keyspace("k").get(KEY)).isEqualTo(VALUE);
      assertThatThrownBy(
              () -> Lightning.share(url, Options.builder().cacheBytes(1_000_000).build()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cacheBytes=1000000");
      one.close();
      assertThatThrownBy(() -> keyspace.get(KEY)).hasMessageContaining("closed");
      assertThat(other.keyspace("k").get(KEY)).isEqualTo(VALUE);
      assertThatThrownBy(() -> Lightning.open(directory))
          .isInstanceOf(DatabaseLockedException.class);
    }
    Lightning.open(directory).close();
  }

  @Test
  void whetherToCreateADatabaseMattersOnlyUntilThereIsOne() {
    String url = "lightning:" + directory.resolve("db");
    Options existing = Options.builder().createIfMissing(false).build();
    assertThatThrownBy(() -> Lightning.share(url, existing))
        .isInstanceOf(IllegalArgumentException.class);
    try (Database one = Lightning.share(url, Options.defaults());
        Database other = Lightning.share(url, existing)) {
      one.createKeyspace("k");
      assertThat(other.keyspaceNames()).containsExactly("k");
    }
  }

  @Test
  void databasesInMemoryAreSharedByName() {
    try (Database one = Lightning.share("lightning:mem:same", Options.defaults());
        Database other = Lightning.share("lightning:mem:same", Options.defaults());
        Database another = Lightning.share("lightning:mem:another", Options.defaults());
        Database alone = Lightning.open("lightning:mem:same", Options.defaults())) {
      one.createKeyspace("k").put(KEY, VALUE);
      assertThat(other.keyspace("k").get(KEY)).isEqualTo(VALUE);
      assertThat(another.keyspaceNames()).isEmpty();
      assertThat(alone.keyspaceNames()).isEmpty();
      assertThat(one.unwrap(LocalDatabase.class).directory()).isEmpty();
    }
    try (Database again = Lightning.share("lightning:mem:same", Options.defaults())) {
      assertThat(again.keyspaceNames()).isEmpty();
    }
  }

  @Test
  void urlsThatNameNothingAreExplained() {
    assertThatThrownBy(() -> Lightning.open("leveldb:/tmp", Options.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leveldb:/tmp")
        .hasMessageContaining("lightning:/path/to/directory");
    assertThatThrownBy(() -> Lightning.open("lightning:", Options.defaults()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Lightning.share("lightning:mem:", Options.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name");
  }

  @Test
  void closingLeavesNoThreadsFilesOrLocksBehind() throws IOException {
    for (int i = 0; i < 20; i++) {
      try (Database db = Lightning.open(directory)) {
        Keyspace keyspace = db.openKeyspace("k", KeyspaceOptions.defaults());
        keyspace.put(KEY, VALUE);
        db.unwrap(LocalDatabase.class).flush();
        assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
      }
    }
    assertThat(Threads.lightningThreads()).isEmpty();
    assertThat(openFilesBelow(directory)).isEmpty();
    assertThat(System.getProperties().stringPropertyNames())
        .noneMatch(name -> name.startsWith("io.lightningdb.open"));
    // Nothing piles up either: a manifest, a log, a few files, the lock.
    assertThat(listFiles(directory)).hasSizeLessThan(25);
  }

  @Test
  void aFailedOpeningLeavesNothingBehindEither() throws IOException {
    try (Database db = Lightning.open(directory)) {
      db.createKeyspace("k").put(KEY, VALUE);
    }
    try (Stream<Path> files = Files.list(directory)) {
      Path tree = files.filter(file -> file.toString().endsWith(".tree")).findFirst().get();
      Files.delete(tree);
    }
    assertThatThrownBy(() -> Lightning.open(directory))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(".tree is missing");
    assertThat(Threads.lightningThreads()).isEmpty();
    assertThat(openFilesBelow(directory)).isEmpty();
  }

  private static List<String> listFiles(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns this process's open files in a directory, where the system tells. */
  private static List<Path> openFilesBelow(Path directory) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of();
    }
    List<Path> open = new ArrayList<>();
    try (Stream<Path> links = Files.list(descriptors)) {
      for (Path link : links.toList()) {
        if (Files.isSymbolicLink(link)) {
          Path target = Files.readSymbolicLink(link);
          if (target.startsWith(directory)) {
            open.add(target);
          }
        }
      }
    }
    return open;
  }
}
