package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Space comes back by itself. */
@ExtendWith(Seeds.class)
class SpaceTest {

  private static final Options OPTIONS =
      Options.builder()
          .durability(Durability.ASYNC)
          .memtableBytes(256 * 1024)
          .treeSegmentBytes(512 * 1024)
          .logSegmentBytes(256 * 1024)
          .build();

  private static byte[] key(int number) {
    return ByteBuffer.allocate(16).putInt(number * 0x9E3779B9).putInt(number).array();
  }

  private static LocalDatabase open() {
    return Databases.open(new MemoryDisk(), OPTIONS);
  }

  @Test
  void randomOverwritesWasteLittleSpace(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      for (int i = 0; i < 200_000; i++) {
        keyspace.put(key(seed.between(0, 50_000)), seed.bytes(100));
        if (i > 60_000 && i % 5_000 == 0) {
          DatabaseStatistics statistics = db.statistics();
          assertThat((double) statistics.treeBytes() / statistics.treeLiveBytes())
              .as("bytes on disk over live bytes after %d puts", i)
              .isLessThan(1.3);
        }
      }
      assertThat(db.statistics().reclaimedBytes()).isGreaterThan(10_000_000);
      // The log is no longer than what is not flushed, and what waits to be used again.
      assertThat(db.statistics().logBytes()).isLessThan(10 * OPTIONS.memtableBytes().getAsLong());
      assertThat(db.verify()).isEmpty();
    }
  }

  /**
   * Flushing is never done while somebody writes as fast as he can: space has to come back then.
   */
  @Test
  @Timeout(120)
  void writersWhoNeverPauseDoNotFillTheDisk(Seed seed) {
    Options options = OPTIONS.toBuilder().memtableBytes(64 * 1024).build();
    try (LocalDatabase db = Databases.open(new MemoryDisk(), options, new ThreadScheduler("t"))) {
      Keyspace keyspace = db.createKeyspace("k");
      double most = 0;
      for (int i = 0; i < 400_000; i++) {
        keyspace.put(key(seed.between(0, 50_000)), seed.bytes(100));
        if (i > 200_000 && i % 500 == 0) {
          DatabaseStatistics statistics = db.statistics();
          most = Math.max(most, (double) statistics.treeBytes() / statistics.treeLiveBytes());
        }
      }
      assertThat(most).as("bytes on disk over live bytes at most").isLessThan(2.5);
    }
  }

  @Test
  void overwritingAPartAgainAndAgainWastesLittleSpace(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      for (int i = 0; i < 100_000; i++) {
        keyspace.put(key(i), seed.bytes(100));
      }
      for (int i = 0; i < 100_000; i++) {
        keyspace.put(key(seed.between(0, 2_000)), seed.bytes(100));
      }
      db.flush();
      keyspace.put(key(1), seed.bytes(100));
      DatabaseStatistics statistics = db.statistics();
      assertThat((double) statistics.treeBytes() / statistics.treeLiveBytes()).isLessThan(1.3);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void aDroppedKeyspaceGivesItsSpaceBackAtOnce(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace kept = db.createKeyspace("kept");
      Keyspace dropped = db.createKeyspace("dropped");
      for (int i = 0; i < 20_000; i++) {
        dropped.put(key(i), seed.bytes(100));
      }
      kept.put(key(1), seed.bytes(100));
      db.flush();
      assertThat(db.statistics().treeBytes()).isGreaterThan(2_000_000);
      db.dropKeyspace("dropped");
      assertThat(db.statistics().treeBytes()).isLessThan(20_000);
      assertThat(kept.contains(key(1))).isTrue();
    }
  }

  @Test
  void whatASnapshotSeesStaysUntilItIsClosed(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      for (int i = 0; i < 20_000; i++) {
        keyspace.put(key(i), new byte[] {1});
      }
      db.flush();
      try (Snapshot snapshot = db.snapshot()) {
        db.dropKeyspace("k");
        db.createKeyspace("other").put(key(1), seed.bytes(10));
        db.flush();
        assertThat(db.statistics().treeBytes()).isGreaterThan(400_000);
        for (int i = 0; i < 20_000; i += 100) {
          assertThat(snapshot.get(keyspace, key(i))).containsExactly(1);
        }
      }
      assertThat(db.statistics().treeBytes()).isLessThan(20_000);
    }
  }

  @Test
  void everythingDeletedLeavesNothing(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      for (int i = 0; i < 20_000; i++) {
        keyspace.put(key(i), seed.bytes(100));
      }
      for (int i = 0; i < 20_000; i++) {
        keyspace.delete(key(i));
      }
      db.flush();
      assertThat(db.statistics().treeBytes()).isZero();
      assertThat(keyspace.cursor().next()).isFalse();
    }
  }
}
