package io.lightningdb.internal.db;

import io.lightningdb.Progress;
import io.lightningdb.internal.base.KeyspaceId;
import java.io.IOException;

/** Compacts everything until nothing is left to be gained, because a user asks for it. */
final class FullCompaction {

  private final Maintenance maintenance;
  private final FlushedFiles flushed;
  private final Compactions compactions;
  private final Progress progress;
  private long total;
  private long done;

  FullCompaction(Maintenance maintenance, Compactions compactions, Progress progress) {
    this.maintenance = maintenance;
    this.flushed = maintenance.flushedFiles();
    this.compactions = compactions;
    this.progress = progress;
  }

  void run() throws IOException {
    maintenance.flushNow();
    compactions.awaitDropped();
    total = flushed.liveBytes();
    long asOfMicros = flushed.nowMicros();
    for (KeyspaceId keyspace : flushed.keyspaces()) {
      compact(keyspace, asOfMicros);
      pack(keyspace);
    }
    long newest = flushed.newestFile();
    while (reclaimFurther(newest)) {
      report(0);
    }
    progress.report(total, total);
  }

  private void compact(KeyspaceId keyspace, long asOfMicros) throws IOException {
    for (Compactions.Job job = compactions.beginFull(keyspace, asOfMicros);
        job != null;
        job = compactions.beginFull(keyspace, asOfMicros)) {
      if (compactions.run(job, () -> {})) {
        report(job.compaction().bytes());
      }
    }
  }

  /** Fills the pages of a keyspace's store, a part at a time, so that flushes get their turn. */
  private void pack(KeyspaceId keyspace) throws IOException {
    byte[][] from = {{}};
    while (from[0] != null) {
      long[] bytes = {0};
      compactions.step(
          () -> {
            FlushedFiles.PackStep step = flushed.pack(keyspace, from[0]);
            bytes[0] = step.bytes();
            from[0] = step.next();
          });
      report(bytes[0]);
    }
  }

  private boolean reclaimFurther(long newest) throws IOException {
    boolean[] more = {false};
    compactions.step(() -> more[0] = flushed.reclaimAnyDead(newest));
    return more[0];
  }

  /** Tells how much of a total, which is a guess, has been done. */
  private void report(long bytes) {
    done += bytes;
    total = Math.max(total, done);
    progress.report(done, total);
  }
}
