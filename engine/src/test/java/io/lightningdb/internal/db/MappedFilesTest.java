package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.io.RealDisk;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database in a directory of the file system, whose files are read through memory. */
@Timeout(120)
class MappedFilesTest {

  private static final int ENTRIES = 5_000;
  private static final int VALUE_BYTES = 300;
  private static final Options OPTIONS =
      Options.builder().cacheBytes(0).treeSegmentBytes(64 * 1024).build();

  @TempDir private Path directory;

  private LocalDatabase open() {
    return Databases.open(new RealDisk(directory), OPTIONS);
  }

  private static byte[] key(int i) {
    return new byte[] {(byte) (i >> 8), (byte) i};
  }

  private static byte[] value(int i, int round) {
    byte[] value = new byte[VALUE_BYTES];
    Arrays.fill(value, (byte) (i * 31 + round));
    return value;
  }

  private static void putAll(LocalDatabase db, Keyspace keyspace, int round) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < ENTRIES; i++) {
      batch.put(keyspace, key(i), value(i, round));
    }
    db.write(batch);
    db.flush();
  }

  private static Keyspace create(LocalDatabase db, StorageEngine engine) {
    return db.createKeyspace(
        "k", KeyspaceOptions.builder().engine(engine).compression(Compression.NONE).build());
  }

  private List<Path> treeFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".tree")).toList();
    }
  }

  /** Somebody else cuts all files short, and later puts back what was in them. */
  @ParameterizedTest
  @EnumSource(StorageEngine.class)
  @EnabledOnOs(OS.LINUX) // elsewhere an open file may not be cut
  void whatIsCutOffIsMissedByTheReadThatWantsItAndByNothingElse(StorageEngine engine)
      throws IOException {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = create(db, engine);
      putAll(db, keyspace, 0);
      for (int i = 0; i < 4 * ENTRIES; i++) {
        assertThat(keyspace.get(key(i % ENTRIES))).isEqualTo(value(i % ENTRIES, 0));
      }
      Map<Path, byte[]> contents = new HashMap<>();
      for (Path file : treeFiles()) {
        contents.put(file, Files.readAllBytes(file));
        try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
          cut.truncate(4096);
        }
      }
      for (int i = 500; i < ENTRIES; i += 100) {
        byte[] key = key(i);
        assertThatThrownBy(() -> keyspace.get(key))
            .isInstanceOf(CorruptionException.class)
            .hasMessageContaining("was cut short");
      }
      for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
        Files.write(file.getKey(), file.getValue());
      }
      for (int i = 0; i < ENTRIES; i++) {
        assertThat(keyspace.get(key(i))).isEqualTo(value(i, 0));
      }
      assertThat(db.verify()).isEmpty();
    }
  }

  /** Plain gets register nowhere, so files are deleted while they are read. */
  @ParameterizedTest
  @EnumSource(StorageEngine.class)
  void filesAreReplacedUnderReaders(StorageEngine engine) throws IOException {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = create(db, engine);
      putAll(db, keyspace, 0);
      AtomicBoolean done = new AtomicBoolean();
      List<Thread> readers = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        int first = reader * 1_000;
        readers.add(
            Threads.start(
                () -> {
                  for (int i = first; !done.get(); i = (i + 7) % ENTRIES) {
                    byte[] found = keyspace.get(key(i));
                    int round = found == null ? -1 : (byte) (found[0] - i * 31);
                    if (round < 0 || !Arrays.equals(found, value(i, round))) {
                      throw new AssertionError("another value of " + i + ": " + round);
                    }
                  }
                }));
      }
      for (int round = 1; round <= 12 && readers.stream().allMatch(Thread::isAlive); round++) {
        putAll(db, keyspace, round);
      }
      done.set(true);
      readers.forEach(Threads::join);
      db.compact();
      assertThat(db.verify()).isEmpty();
    }
  }
}
