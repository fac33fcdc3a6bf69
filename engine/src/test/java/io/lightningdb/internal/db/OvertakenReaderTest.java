package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * A plain get registers nowhere, so a flush may give back the files into which a page points that
 * it has just read.
 */
class OvertakenReaderTest {

  private static final int ENTRIES = 2_000;
  private static final Options OPTIONS = Options.builder().treeSegmentBytes(16 * 1024).build();

  /** Does something once, at a moment in the reading of a tree file. */
  private static final class OvertakingDisk extends ForwardingDisk {

    private final AtomicReference<Runnable> afterReading = new AtomicReference<>();

    OvertakingDisk(Disk disk) {
      super(disk);
    }

    @Override
    public ReadableFile openForReading(String name) throws IOException {
      if (!name.endsWith(".tree")) {
        return super.openForReading(name);
      }
      ReadableFile file = super.openForReading(name);
      return new ReadableFile() {
        @Override
        public long size() throws IOException {
          return file.size();
        }

        @Override
        public void read(long position, byte[] into, int offset, int length) throws IOException {
          file.read(position, into, offset, length);
          if (position > 0) { // not the header, which is read when the file is opened
            Runnable action = afterReading.getAndSet(null);
            if (action != null) {
              action.run();
            }
          }
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }
  }

  private static byte[] key(int i) {
    return new byte[] {(byte) (i >> 8), (byte) i};
  }

  private static void putAll(LocalDatabase db, Keyspace keyspace, int valueLength) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < ENTRIES; i++) {
      batch.put(keyspace, key(i), new byte[valueLength]);
    }
    db.write(batch);
    db.flush();
  }

  private static MemoryDisk database() {
    MemoryDisk disk = new MemoryDisk();
    try (LocalDatabase db = Databases.open(disk, OPTIONS)) {
      KeyspaceOptions small = KeyspaceOptions.builder().pageBytes(512).build();
      putAll(db, db.createKeyspace("k", small), 50);
    }
    return disk;
  }

  /** Writes everything anew, and so gives all files back, in a thread of its own. */
  private static Runnable rewriting(LocalDatabase db, Keyspace keyspace) {
    return () -> Threads.join(Threads.start(() -> putAll(db, keyspace, 51)));
  }

  @Test
  void aPageThatPointsIntoAFileGivenBackMeanwhileIsNotTakenForDamage() {
    OvertakingDisk disk = new OvertakingDisk(database());
    try (LocalDatabase db = Databases.open(disk, OPTIONS)) {
      Keyspace keyspace = db.keyspace("k");
      disk.afterReading.set(rewriting(db, keyspace));
      assertThat(keyspace.get(key(7))).hasSize(51);
      assertThat(disk.afterReading).hasNullValue();
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void aConditionalWriteIsOvertakenInTheSameWay() {
    OvertakingDisk disk = new OvertakingDisk(database());
    try (LocalDatabase db = Databases.open(disk, OPTIONS)) {
      Keyspace keyspace = db.keyspace("k");
      disk.afterReading.set(rewriting(db, keyspace));
      assertThat(keyspace.compareAndSet(key(7), new byte[51], new byte[1])).isTrue();
      assertThat(disk.afterReading).hasNullValue();
      assertThat(keyspace.get(key(7))).hasSize(1);
    }
  }
}
