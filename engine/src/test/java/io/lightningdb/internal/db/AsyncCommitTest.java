package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.ConflictException;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.Lightning;
import io.lightningdb.LimitException;
import io.lightningdb.Limits;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageException;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.HoldingScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commits that nobody waits for. */
@Timeout(60)
class AsyncCommitTest {

  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2};

  @TempDir private Path directory;

  private final GatedDisk disk = new GatedDisk(new MemoryDisk());

  /**
   * A disk on which a test can hold up syncs of the log, and make them fail. A new segment is
   * synced too, so what is held up has to fit into the first one.
   */
  private static final class GatedDisk extends ForwardingDisk {

    private final ReentrantLock gate = new ReentrantLock();
    private final AtomicInteger syncs = new AtomicInteger();
    private volatile IOException failure;

    GatedDisk(Disk disk) {
      super(disk);
    }

    @Override
    protected WritableFile wrap(String name, WritableFile file) {
      return !name.endsWith(".log")
          ? file
          : new ForwardingFile(file) {
            @Override
            public void sync() throws IOException {
              gate.lock(); // takes no notice of interrupts, as the real one
              try {
                syncs.incrementAndGet();
                if (failure != null) {
                  throw failure;
                }
                super.sync();
              } finally {
                gate.unlock();
              }
            }
          };
    }
  }

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  private LocalDatabase open() {
    return Databases.open(disk, Options.defaults(), new ThreadScheduler("test"));
  }

  private static byte[] key(int i) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
  }

  private static CompletableFuture<Void> put(Database db, Keyspace keyspace, int i) {
    return db.writeAsync(new WriteBatch().put(keyspace, key(i), VALUE)).toCompletableFuture();
  }

  /** Returns what a stage failed with, once it has. */
  private static Throwable failureOf(CompletionStage<Void> stage) {
    return stage.handle((nothing, failure) -> failure).toCompletableFuture().join();
  }

  @Test
  void oneThreadHasManyDurableCommitsUnderWayAndTheyShareSyncs() {
    int commits = 10_000;
    try (LocalDatabase db = Lightning.open(directory).unwrap(LocalDatabase.class)) {
      Keyspace keyspace = db.createKeyspace("k");
      long before = db.statistics().syncs();
      List<CompletableFuture<Void>> stages = new ArrayList<>();
      for (int i = 0; i < commits; i++) {
        Transaction transaction = db.begin();
        transaction.put(keyspace, key(i), VALUE);
        stages.add(transaction.commitAsync().toCompletableFuture());
        assertThat(keyspace.contains(key(i))).isTrue();
      }
      CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).join();
      assertThat(db.statistics().syncs() - before).isBetween(1L, commits / 5L);
    }
    try (Database db = Lightning.open(directory)) {
      Keyspace keyspace = db.keyspace("k");
      assertThat(IntStream.range(0, commits)).allMatch(i -> keyspace.contains(key(i)));
    }
  }

  @Test
  void stagesCompleteOnceSyncedInTheOrderOfTheCommitsAndInTheThreadThatIsNamed() {
    int commits = 5_000;
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      List<Integer> order = new ArrayList<>(); // touched by the one thread that completes
      List<String> threads = new ArrayList<>();
      List<CompletableFuture<Void>> stages = new ArrayList<>();
      int before = disk.syncs.get();
      disk.gate.lock();
      try {
        for (int i = 0; i < commits; i++) {
          int number = i;
          stages.add(
              put(db, keyspace, i)
                  .thenRun(
                      () -> {
                        order.add(number);
                        threads.add(Thread.currentThread().getName());
                      }));
        }
        assertThat(keyspace.contains(key(commits - 1))).isTrue();
        assertThat(stages).noneMatch(CompletableFuture::isDone);
      } finally {
        disk.gate.unlock();
      }
      CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).join();
      assertThat(order).hasSize(commits).isSorted();
      assertThat(threads).containsOnly("lightning-completion test");
      assertThat(disk.syncs.get() - before).isLessThan(10);
    }
  }

  @Test
  void threadsThatCommitTogetherHaveTheirStagesCompletedInTheOrderOfAllCommits() {
    int each = 1_000;
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      // Whoever increments the counter last has committed last.
      List<Integer> order = new ArrayList<>(); // touched by the one thread that completes
      List<List<CompletableFuture<Void>>> stages =
          IntStream.range(0, 4)
              .<List<CompletableFuture<Void>>>mapToObj(i -> new ArrayList<>())
              .toList();
      disk.gate.lock();
      try {
        Threads.run(
            4,
            thread -> {
              while (stages.get(thread).size() < each) {
                Transaction transaction = db.begin();
                byte[] found = transaction.get(keyspace, KEY);
                int count = found == null ? 0 : ByteBuffer.wrap(found).getInt();
                transaction.put(keyspace, KEY, key(count + 1));
                CompletableFuture<Void> stage = transaction.commitAsync().toCompletableFuture();
                if (!stage.isCompletedExceptionally()) {
                  stages.get(thread).add(stage.thenRun(() -> order.add(count + 1)));
                }
              }
            });
      } finally {
        disk.gate.unlock();
      }
      stages.forEach(all -> all.forEach(CompletableFuture::join));
      assertThat(order).hasSize(4 * each).isSorted();
      assertThat(keyspace.get(KEY)).isEqualTo(key(4 * each));
    }
  }

  @Test
  void aSyncThatFailsFailsAllStagesAndThoseThatFollow() {
    LocalDatabase db = open();
    Keyspace keyspace = db.createKeyspace("k");
    CompletableFuture<Void> before = put(db, keyspace, -1);
    before.join();
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    disk.gate.lock();
    try {
      disk.failure = new IOException("the disk is gone");
      for (int i = 0; i < 1_000; i++) {
        stages.add(put(db, keyspace, i));
      }
    } finally {
      disk.gate.unlock();
    }
    for (CompletableFuture<Void> stage : stages) {
      assertThat(failureOf(stage))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("the disk is gone");
    }
    CompletableFuture<Void> late = put(db, keyspace, 1_000);
    assertThat(late).isCompletedExceptionally();
    assertThat(failureOf(late)).isInstanceOf(StorageException.class);
    assertThat(before).isCompleted();
    assertThatThrownBy(db::close).isInstanceOf(StorageException.class);
  }

  @Test
  void closingSyncsWhatIsUnderWayAndCompletesItsStages() {
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    LocalDatabase db = open();
    Keyspace keyspace = db.createKeyspace("k");
    Thread closer;
    disk.gate.lock();
    try {
      for (int i = 0; i < 1_000; i++) {
        stages.add(put(db, keyspace, i));
        stages.add(
            db.writeAsync(new WriteBatch().put(keyspace, key(i), VALUE), Durability.FLUSHED)
                .toCompletableFuture());
      }
      closer = Threads.start(db::close);
      while (db.isOpen()) {
        Threads.pause();
      }
      assertThat(stages.get(0)).isNotDone();
    } finally {
      disk.gate.unlock();
    }
    Threads.join(closer);
    assertThat(stages).allMatch(stage -> stage.isDone() && !stage.isCompletedExceptionally());
    try (LocalDatabase reopened = open()) {
      assertThat(Databases.contents(reopened).get("k")).hasSize(1_000);
    }
  }

  /**
   * The scheduler does nothing of it: all is left to closing, as where it was closed in between.
   */
  @Test
  void closingCompletesStagesThatNobodyHasGotTo() {
    SimulatedDisk simulated = new SimulatedDisk();
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    try (LocalDatabase db = Databases.open(simulated, Options.defaults(), new HoldingScheduler())) {
      Keyspace keyspace = db.createKeyspace("k");
      stages.add(put(db, keyspace, 1));
      stages.add(put(db, keyspace, 2));
      assertThat(stages).noneMatch(CompletableFuture::isDone);
    }
    assertThat(stages).allMatch(stage -> stage.isDone() && !stage.isCompletedExceptionally());
  }

  @Test
  void aFinalSyncThatFailsFailsTheStages() {
    SimulatedDisk simulated = new SimulatedDisk();
    LocalDatabase db = Databases.open(simulated, Options.defaults(), new HoldingScheduler());
    Keyspace keyspace = db.createKeyspace("k");
    CompletableFuture<Void> stage = put(db, keyspace, 1);
    simulated.observe(
        operation -> {
          if (operation.kind() == SimulatedDisk.Kind.SYNC) {
            throw new IOException("no sync");
          }
        });
    assertThatThrownBy(db::close).isInstanceOf(StorageException.class);
    assertThat(stage).isCompletedExceptionally();
    assertThat(failureOf(stage)).isInstanceOf(StorageException.class);
  }

  @Test
  void whatDependsOnAStageMayCommitAndWaitForIt() {
    int commits = 300;
    try (LocalDatabase db = Lightning.open(directory).unwrap(LocalDatabase.class)) {
      Keyspace keyspace = db.createKeyspace("k");
      Keyspace dependents = db.createKeyspace("dependents");
      List<CompletableFuture<Void>> stages = new ArrayList<>();
      Thread waiting =
          Threads.start(() -> IntStream.range(0, commits).forEach(i -> keyspace.put(KEY, VALUE)));
      for (int i = 0; i < commits; i++) {
        byte[] key = key(i);
        stages.add(put(db, keyspace, i).thenRun(() -> dependents.put(key, VALUE)));
      }
      stages.forEach(CompletableFuture::join);
      Threads.join(waiting);
      assertThat(Databases.contents(db).get("dependents")).hasSize(commits);
    }
  }

  @Test
  void whatDependsOnAStageMayThrowAndHarmsNobody() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      List<CompletableFuture<Void>> stages = new ArrayList<>();
      List<CompletableFuture<Void>> dependents = new ArrayList<>();
      disk.gate.lock();
      try {
        for (int i = 0; i < 100; i++) {
          CompletableFuture<Void> stage = put(db, keyspace, i);
          stages.add(stage);
          dependents.add(
              stage.thenRun(
                  () -> {
                    throw new AssertionError("a dependent fails");
                  }));
        }
      } finally {
        disk.gate.unlock();
      }
      stages.forEach(CompletableFuture::join);
      assertThat(dependents).allMatch(dependent -> failureOf(dependent) != null);
      put(db, keyspace, 100).join();
      keyspace.put(KEY, VALUE);
    }
  }

  @Test
  void whatDependsOnAStageMayCloseTheDatabase() {
    LocalDatabase db = open();
    Keyspace keyspace = db.createKeyspace("k");
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    disk.gate.lock();
    try {
      for (int i = 0; i < 100; i++) {
        CompletableFuture<Void> stage = put(db, keyspace, i);
        stages.add(i == 50 ? stage.thenRun(db::close) : stage);
      }
    } finally {
      disk.gate.unlock();
    }
    stages.forEach(CompletableFuture::join);
    assertThat(db.isOpen()).isFalse();
    try (LocalDatabase reopened = open()) {
      assertThat(Databases.contents(reopened).get("k")).hasSize(100);
    }
  }

  @Test
  void whatDependsOnAStageMayOpenASharedDatabaseWhileItIsClosed() {
    AtomicReference<Database> again = new AtomicReference<>();
    AtomicBoolean begun = new AtomicBoolean();
    Semaphore mayGoOn = new Semaphore(0);
    Database db = Lightning.share("lightning:" + directory, Options.defaults());
    Keyspace keyspace = db.createKeyspace("k");
    CompletableFuture<Void> dependent;
    do {
      dependent =
          put(db, keyspace, 1)
              .thenRun(
                  () -> {
                    // Otherwise the stage was complete already, and this is the test's own thread.
                    if (Thread.currentThread().getName().startsWith("lightning-completion")) {
                      begun.set(true);
                      mayGoOn.acquireUninterruptibly();
                      again.set(Lightning.share("lightning:" + directory, Options.defaults()));
                    }
                  });
      while (!begun.get() && !dependent.isDone()) {
        Threads.pause();
      }
    } while (!begun.get());
    Thread closer = Threads.start(db::close);
    while (db.isOpen()) {
      Threads.pause();
    }
    mayGoOn.release();
    Threads.join(closer);
    dependent.join();
    try (Database shared = again.get()) {
      assertThat(shared.keyspace("k").get(key(1))).isEqualTo(VALUE);
    }
  }

  @Test
  void eachDurabilityIsWaitedForAndNoMore() {
    SimulatedDisk simulated = new SimulatedDisk();
    HoldingScheduler scheduler = new HoldingScheduler();
    try (LocalDatabase db = Databases.open(simulated, Options.defaults(), scheduler)) {
      Keyspace keyspace = db.createKeyspace("k");
      scheduler.runAll();
      WriteBatch batch = new WriteBatch().put(keyspace, KEY, VALUE);
      long syncs = db.statistics().syncs();
      assertThat(db.writeAsync(batch, Durability.ASYNC).toCompletableFuture()).isCompleted();
      CompletionStage<Void> flushed = db.writeAsync(batch, Durability.FLUSHED);
      assertThat(flushed.toCompletableFuture()).isNotDone();
      scheduler.runAll();
      assertThat(flushed.toCompletableFuture()).isCompleted();
      assertThat(db.statistics().syncs()).isEqualTo(syncs);
      CompletionStage<Void> synced = db.writeAsync(batch);
      scheduler.runAll();
      assertThat(synced.toCompletableFuture()).isCompleted();
      assertThat(db.statistics().syncs()).isEqualTo(syncs + 1);
      // Somebody else's sync does it too.
      CompletionStage<Void> syncedByOthers = db.writeAsync(batch);
      keyspace.put(KEY, VALUE);
      assertThat(db.statistics().syncs()).isEqualTo(syncs + 2);
      scheduler.runAll();
      assertThat(syncedByOthers.toCompletableFuture()).isCompleted();
      assertThat(db.statistics().syncs()).isEqualTo(syncs + 2);
    }
  }

  @Test
  void whatWasCommittedBeforeIsSyncedWithoutWaitingForIt() {
    SimulatedDisk simulated = new SimulatedDisk();
    HoldingScheduler scheduler = new HoldingScheduler();
    try (LocalDatabase db = Databases.open(simulated, Options.defaults(), scheduler)) {
      Keyspace keyspace = db.createKeyspace("k").withDurability(Durability.ASYNC);
      keyspace.put(key(1), VALUE);
      CompletableFuture<Void> stage = db.syncAsync().toCompletableFuture();
      assertThat(stage).isNotDone();
      scheduler.runAll();
      assertThat(stage).isCompleted();
      SimulatedDisk image = simulated.afterPowerFailure(Survival.NOTHING, new Seed(1));
      try (LocalDatabase again = Databases.open(image, Options.defaults())) {
        assertThat(again.keyspace("k").get(key(1))).isEqualTo(VALUE);
      }
      // Nothing is left to be synced.
      CompletableFuture<Void> next = db.syncAsync().toCompletableFuture();
      scheduler.runAll();
      assertThat(next).isCompleted();
    }
  }

  @Test
  void aRefusalFailsTheStageAndMisuseIsThrown() {
    try (LocalDatabase db = Lightning.openInMemory().unwrap(LocalDatabase.class);
        Database other = Lightning.openInMemory()) {
      Keyspace keyspace = db.createKeyspace("k");
      Transaction late = db.begin();
      late.put(keyspace, KEY, VALUE);
      Transaction first = db.begin();
      first.put(keyspace, KEY, new byte[] {3});
      first.commitAsync().toCompletableFuture().join();
      assertThat(failureOf(late.commitAsync())).isInstanceOf(ConflictException.class);
      assertThatThrownBy(late::commitAsync).hasMessageContaining("over");
      assertThat(keyspace.get(KEY)).containsExactly(3);

      WriteBatch tooLong = new WriteBatch().put(keyspace, new byte[Limits.KEY_BYTES_MAX + 1], KEY);
      assertThat(failureOf(db.writeAsync(tooLong))).isInstanceOf(LimitException.class);
      assertThatThrownBy(() -> db.writeAsync(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> db.writeAsync(new WriteBatch(), null))
          .isInstanceOf(NullPointerException.class);
      WriteBatch foreign = new WriteBatch().put(other.createKeyspace("k"), KEY, VALUE);
      assertThatThrownBy(() -> db.writeAsync(foreign)).isInstanceOf(IllegalArgumentException.class);

      assertThat(db.writeAsync(new WriteBatch()).toCompletableFuture()).isCompleted();
      Transaction empty = db.begin();
      assertThat(empty.commitAsync().toCompletableFuture()).isCompleted();
      assertThatThrownBy(empty::commitAsync).isInstanceOf(IllegalStateException.class);

      Keyspace dropped = db.createKeyspace("dropped");
      WriteBatch intoDropped = new WriteBatch().put(dropped, KEY, VALUE);
      Transaction ofDropped = db.begin(TransactionOptions.defaults());
      ofDropped.put(dropped, KEY, VALUE);
      db.dropKeyspace("dropped");
      assertThatThrownBy(() -> db.writeAsync(intoDropped))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("dropped");
      assertThatThrownBy(ofDropped::commitAsync)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("dropped");
      Transaction open = db.begin();
      db.close();
      assertThatThrownBy(() -> db.writeAsync(new WriteBatch())).hasMessageContaining("closed");
      assertThatThrownBy(open::commitAsync).hasMessageContaining("closed");
    }
  }
}
