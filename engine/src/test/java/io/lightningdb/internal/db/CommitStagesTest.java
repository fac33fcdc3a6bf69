package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Durability;
import io.lightningdb.internal.testing.HoldingScheduler;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.wal.FrameType;
import io.lightningdb.internal.wal.Log;
import io.lightningdb.internal.wal.Payload;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The moments in which a sync and a stage miss each other. */
class CommitStagesTest {

  private final HoldingScheduler scheduler = new HoldingScheduler();

  private Log log() throws IOException {
    AtomicLong numbers = new AtomicLong();
    return Log.create(
        new SimulatedDisk(),
        scheduler,
        UUID.randomUUID(),
        numbers::incrementAndGet,
        numbers::incrementAndGet,
        64 * 1024);
  }

  @Test
  void aStageThatIsAddedAfterTheSyncThatCoversItCompletes() throws IOException {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    try (Log log = log()) {
      CommitStages stages = new CommitStages(log, scheduler);
      log.append(FrameType.COMMIT, 1, 1, Payload.NONE);
      log.sync();
      scheduler.runAll();
      long syncs = log.syncCount();
      stages.add(1, Durability.SYNC, stage);
      stages.completeSoon(Durability.SYNC);
      assertThat(stage).isNotDone();
      scheduler.runAll();
      assertThat(stage).isCompleted();
      assertThat(log.syncCount()).isEqualTo(syncs);
    }
  }

  @Test
  void aStageOfALogThatFailedBeforeItWasAddedFails() throws IOException {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    Log log = log();
    CommitStages stages = new CommitStages(log, scheduler);
    log.append(FrameType.COMMIT, 1, 1, Payload.NONE);
    log.fail(new IOException("from outside"));
    scheduler.runAll();
    stages.add(1, Durability.SYNC, stage);
    stages.completeSoon(Durability.SYNC);
    scheduler.runAll();
    assertThat(stage).isCompletedExceptionally();
  }
}
