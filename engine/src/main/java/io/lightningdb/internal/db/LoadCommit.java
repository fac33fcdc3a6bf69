package io.lightningdb.internal.db;

import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.Load;
import io.lightningdb.internal.txn.LoadPayload;
import io.lightningdb.internal.txn.LockTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/*
 * Files hold everything up to one sequence, so what was committed before a load has to be in files
 * with it. That is done in three steps, each with less to do than the one before. First the load is
 * put over its keyspace's store and everything is flushed, while others commit, flush and compact.
 * Then the same is done for what has come meanwhile, while others commit. Only for the rest they
 * have to wait, until a manifest with the load is on the device and readers see it.
 *
 * The load has a sequence of its own, so that transactions from before it can be told from later
 * ones, and reading again from not having to. The log has a frame there that says what was loaded. If a crash leaves
 * this and not the manifest, nothing has happened; if it leaves the manifest, nothing before the
 * load is needed of the log.
 */
/** Makes a load a part of its database. For one use. */
final class LoadCommit {

  /** How often to flush, at most, while commits go on as they like. */
  private static final int ROUNDS_MAX = 3;

  /** How often to flush, at most, while commits are slowed down. */
  private static final int SLOW_ROUNDS_MAX = 8;

  /** How many commits are few enough to be flushed while others wait. */
  private static final int COMMITS_FEW = 64;

  /** How much memory they may have filled. */
  private static final int BYTES_FEW = 1024 * 1024;

  private final Engine engine;
  private final Timeline timeline;
  private final Maintenance maintenance;
  private final BlockFiles files;
  private final KeyspaceInfo keyspace;
  private final Load load;
  private final BooleanSupplier cancelled;
  private final List<FilePin> pins = new ArrayList<>();
  private final Locker locker;

  /** Why the load cannot be committed any more. */
  private @Nullable String refusal;

  /** Whether somebody has locked something of it, so that it could not be committed yet. */
  private boolean blocked;

  /**
   * @param load what was loaded, all of it on the device
   * @param locker takes the locks that this needs
   * @param cancelled tells whether the database is being closed
   */
  LoadCommit(
      Engine engine, KeyspaceInfo keyspace, Load load, Locker locker, BooleanSupplier cancelled) {
    this.engine = engine;
    this.locker = locker;
    this.timeline = engine.timeline();
    this.maintenance = engine.maintenance();
    this.files = engine.files();
    this.keyspace = keyspace;
    this.load = load;
    this.cancelled = cancelled;
  }

  /**
   * Makes the commit.
   *
   * @param first the first key of the load
   * @param last its last key
   * @param loaded has the load
   * @param merged for blocks that become a part of the database
   * @throws IllegalStateException if the keyspace was dropped or the database closed
   */
  void run(byte[] first, byte[] last, BlockOutput loaded, BlockOutput merged) throws IOException {
    try {
      prepare(merged);
      for (int round = 0; round < ROUNDS_MAX && isMuchInMemory(round); round++) {
        maintenance.flushNow();
        prepare(merged);
      }
      takeEffectUnlocked(first, last, loaded, merged);
    } finally {
      locker.close();
      boolean pinned = !pins.isEmpty();
      unpin();
      if (pinned) {
        maintenance.collectSoon();
      }
    }
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
    maintenance.sealIfFull();
  }

  /*
   * Where somebody has locked something of the load, all of it is locked here, and the last step done
   * again. Locks are not waited for while files are being changed: those who have them may need a
   * flush to come to their end.
   */
  private void takeEffectUnlocked(byte[] first, byte[] last, BlockOutput loaded, BlockOutput merged)
      throws IOException {
    LockTarget all = LockTarget.between(keyspace.id(), first, last);
    List<BlockOutput> outputs = new ArrayList<>(List.of(loaded, merged));
    try {
      blocked = isLocked(all);
      do {
        if (blocked) {
          locker.acquire(all);
        }
        maintenance
            .turns()
            .work(
                () -> {
                  // Not cancelled by anybody: what fails in here ends writing.
                  BlockOutput out = files.newOutput();
                  outputs.add(out);
                  prepareSlowly(out);
                  takeEffect(all, last, outputs);
                });
      } while (blocked);
    } finally {
      for (BlockOutput out : outputs.subList(2, outputs.size())) {
        out.close();
      }
    }
  }

  private boolean isLocked(LockTarget all) {
    return !engine.locks().isEmpty() && engine.locks().isHeldByAnother(locker.owner(), all);
  }

  /*
   * What comes in any order changes a page with each commit, and may come faster than it can be
   * flushed. So for the moment of this everybody is slowed down, until each round has less to do
   * than the one before.
   */
  private void prepareSlowly(BlockOutput out) throws IOException {
    maintenance.backpressure().slowDown(true);
    try {
      for (int round = 0; round < SLOW_ROUNDS_MAX && isMuchInMemory(round); round++) {
        maintenance.flushAll();
        prepare(out);
      }
    } finally {
      maintenance.backpressure().slowDown(false);
    }
  }

  /** Returns whether to flush before the next step; the first time in any case. */
  private boolean isMuchInMemory(int round) {
    Moment moment = timeline.now();
    View view = moment.view();
    return round == 0
        || !view.sealed().isEmpty()
        || moment.sequence() - view.flushed().sequence() > COMMITS_FEW
        || view.active().memoryBytes() > BYTES_FEW
        || view.active().hasDeletedRanges();
  }

  /**
   * Puts the load over what is flushed now, so that later only the difference has to be made up.
   */
  private void prepare(BlockOutput out) throws IOException {
    FilePin pin = maintenance.collector().pin();
    pins.add(pin);
    load.over(present(pin.flushed().stores()), out);
    out.sync();
  }

  private KeyspaceStore present(Map<KeyspaceId, KeyspaceStore> stores) {
    KeyspaceStore store = stores.get(keyspace.id());
    return store != null ? store : Stores.empty(keyspace.options(), files);
  }

  private void takeEffect(LockTarget all, byte[] last, List<BlockOutput> outputs)
      throws IOException {
    long firstLog;
    timeline.changing().lock();
    try {
      refusal = findRefusal();
      blocked = refusal == null && isLocked(all);
      if (refusal != null || blocked) {
        return;
      }
      firstLog = commit(all.from(), last, outputs);
      maintenance.backpressure().flushed();
    } finally {
      timeline.changing().unlock();
    }
    outputs.forEach(BlockOutput::forgetSuperseded);
    // What was read is needed no more, and can be deleted.
    unpin();
    maintenance.afterReplacing(firstLog);
  }

  private @Nullable String findRefusal() {
    if (cancelled.getAsBoolean() || engine.committer().isClosed()) {
      return "the database is closed";
    }
    if (!timeline.view().catalog().contains(keyspace.id())) {
      return "the keyspace '" + keyspace.name() + "' has been dropped";
    }
    return null;
  }

  /** Flushes what is left in memory, together with the load, while nobody else can commit. */
  private long commit(byte[] first, byte[] last, List<BlockOutput> outputs) throws IOException {
    BlockOutput out = outputs.get(outputs.size() - 1);
    maintenance.sealIfNotFlushed();
    View view = timeline.view();
    Map<KeyspaceId, KeyspaceStore> stores = new HashMap<>(view.flushed().stores());
    List<Generation> history = view.history();
    for (int i = view.sealed().size() - 1; i >= 0; i--) {
      stores = maintenance.merge(view.sealed().get(i), stores, out);
      history = maintenance.history(history, view.sealed().get(i).generation());
      // What comes next reads what this has written.
      out.settle();
    }
    KeyspaceStore result = load.over(present(stores), out);
    if (result.isEmpty()) {
      stores.remove(keyspace.id());
    } else {
      stores.put(keyspace.id(), result);
    }
    out.sync();
    return commit(first, last, outputs, view, stores, history);
  }

  private long commit(
      byte[] first,
      byte[] last,
      List<BlockOutput> outputs,
      View view,
      Map<KeyspaceId, KeyspaceStore> stores,
      List<Generation> history)
      throws IOException {
    long[] firstLog = {0};
    engine
        .committer()
        .commitFiles(
            new LoadPayload(keyspace.id(), first, last),
            sequence -> {
              outputs.forEach(BlockOutput::publish);
              view.active().noteLoad(keyspace.id(), first, last, sequence);
              View.Flushed flushed = new View.Flushed(sequence, view.catalog(), Map.copyOf(stores));
              firstLog[0] = maintenance.flushedFiles().writeWholeManifest(flushed);
              return view.withAllFlushed(flushed, history);
            });
    return firstLog[0];
  }

  private void unpin() {
    pins.forEach(FilePin::close);
    pins.clear();
  }
}
