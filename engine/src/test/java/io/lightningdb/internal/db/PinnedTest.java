package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.Cursor;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stays in memory, and which files stay open, for whom. */
class PinnedTest {

  @Test
  void aSnapshotKeepsTheMemtablesThatItReads() {
    SimulatedDisk disk = new SimulatedDisk();
    try (LocalDatabase db = Databases.open(disk, Options.defaults())) {
      Engine engine = ((Session) db).engine();
      Keyspace keyspace = db.createKeyspace("k");
      List<Snapshot> snapshots = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        keyspace.put(new byte[] {1}, new byte[] {(byte) i});
        snapshots.add(db.snapshot());
        db.flush();
      }
      List<Generation> pinned =
          engine.snapshots().all().stream()
              .flatMap(snapshot -> snapshot.view().generations().stream())
              .distinct()
              .toList();
      assertThat(pinned).hasSize(5).doesNotContain(engine.timeline().view().active());
      assertThat(engine.timeline().view().generations()).hasSize(1);
      assertThat(db.statistics().snapshots()).isEqualTo(5);
      assertThat(db.statistics().memory().memtableBytes())
          .isLessThan(pinned.stream().mapToLong(Generation::memoryBytes).sum());
      for (int i = 0; i < 5; i++) {
        assertThat(snapshots.get(i).get(keyspace, new byte[] {1})).containsExactly(i);
        snapshots.get(i).close();
      }
      assertThat(engine.snapshots().all()).isEmpty();
    }
  }

  @Test
  void treeFilesStayOpenOnceTheyWereRead() {
    SimulatedDisk disk = new SimulatedDisk();
    Options options = Options.builder().treeSegmentBytes(16 * 1024).cacheBytes(0).build();
    try (LocalDatabase db = Databases.open(disk, options)) {
      Keyspace keyspace =
          db.createKeyspace("k", KeyspaceOptions.builder().compression(Compression.NONE).build());
      for (int i = 0; i < 1_000; i++) {
        keyspace.put(new byte[] {(byte) (i >> 8), (byte) i}, new byte[100]);
      }
    }
    try (LocalDatabase db = Databases.open(disk, options)) {
      assertThat(openTreeFiles(disk)).isZero();
      try (Cursor cursor = db.keyspace("k").cursor()) {
        while (cursor.next()) {
          assertThat(cursor.value()).hasSize(100);
        }
      }
      long files = disk.files().keySet().stream().filter(name -> name.endsWith(".tree")).count();
      assertThat(openTreeFiles(disk)).isEqualTo(files).isGreaterThan(5);
    }
    assertThat(disk.openHandles()).isEmpty();
  }

  private static long openTreeFiles(SimulatedDisk disk) {
    return disk.openHandles().stream().filter(name -> name.endsWith(".tree")).count();
  }
}
