package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.wal.LogRecovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommitTimeTest {

  private static final int COMMITS = 20;

  private static SimulatedDisk commitAndFail(SimulatedDisk disk) {
    try (LocalDatabase db = Databases.open(disk, Options.defaults())) {
      Keyspace keyspace = db.findKeyspace("k").orElseGet(() -> db.createKeyspace("k"));
      for (byte i = 0; i < COMMITS; i++) {
        keyspace.put(new byte[] {i}, new byte[] {i});
      }
      return disk.afterPowerFailure(Survival.NOTHING, new Seed(1));
    }
  }

  private static List<Long> times(SimulatedDisk disk) throws IOException {
    String name = ManifestReader.findNewest(disk).orElseThrow();
    ManifestReader.Contents contents = ManifestReader.read(disk, name);
    UUID database = contents.header().identity().database();
    BlockFiles files =
        new BlockFiles(new MemoryDisk(), database, new BlockCache(0), () -> 0, () -> 0, 1);
    Manifest manifest = Manifest.decode(name, contents.body(), files);
    List<Long> times = new ArrayList<>();
    new LogRecovery(disk, database, manifest.firstLog(), manifest.sessionLog(), 0)
        .replay(record -> times.add(record.timeMicros()));
    return times;
  }

  /** The clock of {@link Databases} begins anew with each opening. */
  @Test
  void theTimesOfCommitsDoNotGoBackWhenTheClockDoes() throws IOException {
    SimulatedDisk first = commitAndFail(new SimulatedDisk());
    SimulatedDisk second = commitAndFail(first);
    List<Long> times = times(second);
    assertThat(times).hasSize(2 * COMMITS + 1).isSorted();
  }
}
