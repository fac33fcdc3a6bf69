package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.ChangeListener;
import io.lightningdb.ChangeSubscription;
import io.lightningdb.CommittedChanges;
import io.lightningdb.CorruptionException;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LightningException;
import io.lightningdb.LimitException;
import io.lightningdb.ListenOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.testing.SharedDisk;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners, each on its thread. */
@Timeout(60)
class ListenersTest {

  private static final Options OPTIONS =
      Options.builder()
          .durability(Durability.FLUSHED)
          .memtableBytes(64 * 1024)
          .logSegmentBytes(4 * 1024)
          .treeSegmentBytes(16 * 1024)
          .build();

  private final SharedDisk disk = new SharedDisk();
  private final LocalDatabase db = open(OPTIONS);

  private LocalDatabase open(Options options) {
    return Databases.open(disk, options, new ThreadScheduler("listeners"));
  }

  private final List<Recorder> recorders = new ArrayList<>();

  private Recorder recorder() {
    Recorder recorder = new Recorder();
    recorders.add(recorder);
    return recorder;
  }

  @AfterEach
  void nothingIsLeft() {
    recorders.forEach(Recorder::goOn);
    db.close();
    assertThat(disk.openHandles()).isEmpty();
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  /** Notes what it is told, and can be stopped at each commit. */
  private static class Recorder implements ChangeListener {
    final List<Long> commits = new ArrayList<>();
    final List<String> gaps = new ArrayList<>();
    final AtomicReference<@Nullable LightningException> failure = new AtomicReference<>();
    final Semaphore permits = new Semaphore(0);
    volatile boolean free = true;
    volatile long last;
    volatile boolean called;

    @Override
    public void committed(CommittedChanges commit) {
      called = true;
      try {
        if (!free) {
          permits.acquireUninterruptibly();
        }
        commits.add(commit.sequence());
        last = commit.sequence();
      } finally {
        called = false;
      }
    }

    @Override
    public void missed(long firstSequence, long lastSequence) {
      gaps.add(firstSequence + " to " + lastSequence);
      last = lastSequence;
    }

    @Override
    public void failed(LightningException reason) {
      failure.set(reason);
    }

    void stop() {
      free = false;
    }

    void goOn() {
      free = true;
      permits.release(1_000_000);
    }

    void awaitLast(long sequence) {
      await(() -> last >= sequence);
    }

    void awaitCall() {
      await(() -> called);
    }
  }

  private static ChangeListener onCommit(Consumer<CommittedChanges> action) {
    return new ChangeListener() {
      @Override
      public void committed(CommittedChanges commit) {
        action.accept(commit);
      }

      @Override
      public void missed(long firstSequence, long lastSequence) {
        throw new AssertionError("missed " + firstSequence + " to " + lastSequence);
      }
    };
  }

  /** Waits, but not for ever. */
  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time that this may take").isLessThan(end);
      Threads.pause();
    }
  }

  private static void fill(Keyspace keyspace, int commits) {
    for (int i = 0; i < commits; i++) {
      keyspace.put(bytes("fill" + i % 10), bytes("f".repeat(400)));
    }
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void aListenerIsToldOfEachCommitOnceFromTheNextOneOn() {
    Keyspace keyspace = db.createKeyspace("k");
    Recorder recorder = recorder();
    ChangeSubscription subscription = db.listen(recorder);
    assertThat(subscription.lastSequence()).isEqualTo(1);
    fill(keyspace, 300);
    recorder.awaitLast(301);
    subscription.close();
    assertThat(recorder.commits).isEqualTo(range(2, 301));
    assertThat(recorder.gaps).isEmpty();
    assertThat(subscription.lastSequence()).isEqualTo(301);
    assertThat(subscription.isOpen()).isFalse();
    fill(keyspace, 10);
    assertThat(recorder.last).isEqualTo(301);
  }

  @Test
  void aListenerThatWaitsIsWokenByEachKindOfCommit() {
    Keyspace keyspace = db.createKeyspace("k");
    Recorder recorder = recorder();
    try (ChangeSubscription subscription = db.listen(recorder)) {
      List<Runnable> commits =
          List.of(
              () -> keyspace.put(bytes("a"), bytes("1")),
              () -> keyspace.withDurability(Durability.ASYNC).put(bytes("a"), bytes("2")),
              () -> keyspace.withDurability(Durability.SYNC).put(bytes("a"), bytes("3")),
              () -> keyspace.getAndPut(bytes("a"), bytes("4")),
              () -> db.createKeyspace("other"),
              () -> db.renameKeyspace("other", "another"),
              () ->
                  db.alterKeyspace(
                      "another", options -> options.toBuilder().attribute("a", "1").build()),
              () -> db.dropKeyspace("another"),
              () -> db.transact(transaction -> transaction.put(keyspace, bytes("b"), bytes("5"))),
              () -> {
                try (var load = db.bulkLoad(keyspace)) {
                  load.add(bytes("c"), bytes("6"));
                  load.commit();
                }
              });
      long sequence = db.lastSequence();
      for (Runnable commit : commits) {
        Thread listener = threads().get(0);
        Threads.awaitState(listener, Thread.State.TIMED_WAITING);
        // Past its rest, in which it need not be woken.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        commit.run();
        sequence++;
        recorder.awaitLast(sequence);
      }
      assertThat(subscription.lastSequence()).isGreaterThanOrEqualTo(sequence - 1);
      assertThat(recorder.commits).isEqualTo(range(2, sequence));
    }
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lightning-changes-"))
        .toList();
  }

  @Test
  void eachListenerHasAThreadWhichIsADaemon() {
    ChangeSubscription one = db.listen(recorder());
    ChangeSubscription other = db.listen(recorder());
    assertThat(threads()).hasSize(2).allMatch(Thread::isDaemon);
    assertThat(threads().stream().map(thread -> thread.getName().split(" ", 2)[0]))
        .containsExactlyInAnyOrder("lightning-changes-1", "lightning-changes-2");
    one.close();
    other.close();
  }

  @Test
  void itCanBeginFurtherBack() {
    fill(db.createKeyspace("k"), 20);
    Recorder recorder = recorder();
    try (ChangeSubscription subscription = db.listen(recorder, ListenOptions.defaults().after(5))) {
      fill(db.keyspace("k"), 20);
      recorder.awaitLast(41);
      assertThat(recorder.commits).isEqualTo(range(6, 41));
      assertThat(subscription.isOpen()).isTrue();
    }
    db.flush();
    fill(db.keyspace("k"), 20);
    db.flush();
    assertThatThrownBy(() -> db.listen(recorder, ListenOptions.defaults().after(5)))
        .isInstanceOf(LimitException.class);
    assertThatThrownBy(() -> db.listen(recorder, ListenOptions.defaults().after(99)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(threads()).isEmpty();
  }

  @Test
  void whatASlowListenerHasNotComeToIsKeptForIt() {
    Keyspace keyspace = db.createKeyspace("k");
    Recorder recorder = recorder();
    recorder.stop();
    try (ChangeSubscription subscription = db.listen(recorder)) {
      for (int i = 0; i < 20; i++) {
        fill(keyspace, 20);
        db.flush();
      }
      assertThat(subscription.lastSequence()).isEqualTo(1);
      assertThat(db.changesKeptAfter()).isLessThan(20);
      recorder.goOn();
      recorder.awaitLast(401);
      fill(keyspace, 20);
      recorder.awaitLast(421);
      assertThat(recorder.commits).isEqualTo(range(2, 421));
      assertThat(recorder.gaps).isEmpty();
      db.flush();
      fill(keyspace, 30);
      recorder.awaitLast(451);
      db.flush();
      // Nobody needs it any more.
      assertThat(db.changesKeptAfter()).isGreaterThan(430);
    }
  }

  @Test
  void aListenerThatIsTooSlowIsToldExactlyWhatItHasMissed() {
    Keyspace keyspace = db.createKeyspace("k");
    Recorder recorder = recorder();
    recorder.stop();
    ListenOptions few = ListenOptions.defaults().withBacklogBytes(20_000);
    try (ChangeSubscription subscription = db.listen(recorder, few)) {
      for (int i = 0; i < 20; i++) {
        fill(keyspace, 20);
        db.flush();
      }
      recorder.goOn();
      recorder.awaitLast(401);
      fill(keyspace, 20);
      recorder.awaitLast(421);
      assertThat(subscription.isOpen()).isTrue();
    }
    assertThat(recorder.gaps).hasSize(1);
    String[] gap = recorder.gaps.get(0).split(" to ", -1);
    long first = Long.parseLong(gap[0]);
    long last = Long.parseLong(gap[1]);
    List<Long> expected = new ArrayList<>(range(2, first - 1));
    expected.addAll(range(last + 1, 421));
    assertThat(recorder.commits).isEqualTo(expected);
    assertThat(last - first).isGreaterThan(200);
  }

  @Test
  void aListenerThatFailsGetsTheNextCommitAllTheSame() {
    Keyspace keyspace = db.createKeyspace("k");
    AtomicInteger calls = new AtomicInteger();
    try (ChangeSubscription subscription =
        db.listen(
            onCommit(
                commit -> {
                  int call = calls.incrementAndGet();
                  if (call == 2) {
                    throw new IllegalArgumentException("a mistake of the listener");
                  }
                  if (call == 4) {
                    throw new StackOverflowError("another one");
                  }
                }))) {
      fill(keyspace, 10);
      await(() -> subscription.lastSequence() >= 11);
      assertThat(calls).hasValue(10);
      assertThat(subscription.isOpen()).isTrue();
    }
  }

  @Test
  void anInterruptOfItsThreadEndsNothing() {
    Keyspace keyspace = db.createKeyspace("k");
    Recorder recorder =
        new Recorder() {
          @Override
          public void committed(CommittedChanges commit) {
            super.committed(commit);
            Thread.currentThread().interrupt();
          }
        };
    try (ChangeSubscription subscription = db.listen(recorder)) {
      fill(keyspace, 50);
      threads().get(0).interrupt();
      fill(keyspace, 50);
      recorder.awaitLast(101);
      assertThat(recorder.commits).isEqualTo(range(2, 101));
      assertThat(subscription.isOpen()).isTrue();
    }
  }

  @Test
  void closingWaitsForTheCallUnderWay() throws InterruptedException {
    Keyspace keyspace = db.createKeyspace("k");
    Recorder recorder = recorder();
    recorder.stop();
    ChangeSubscription subscription = db.listen(recorder);
    fill(keyspace, 5);
    recorder.awaitCall();
    CountDownLatch closed = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    Thread closing =
        Threads.start(
            () -> {
              subscription.close();
              interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
              closed.countDown();
            });
    closing.interrupt();
    assertThat(closed.await(50, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(subscription.isOpen()).isFalse();
    recorder.goOn();
    closed.await();
    assertThat(recorder.commits).containsExactly(2L);
    assertThat(recorder.called).isFalse();
    assertThat(interrupted).hasValue(1);
    Threads.join(closing);
  }

  @Test
  void aListenerMayCloseItsSubscription() {
    Keyspace keyspace = db.createKeyspace("k");
    AtomicReference<ChangeSubscription> subscription = new AtomicReference<>();
    CountDownLatch set = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    subscription.set(
        db.listen(
            onCommit(
                commit -> {
                  awaitUninterruptibly(set);
                  subscription.get().close();
                  calls.incrementAndGet();
                })));
    set.countDown();
    fill(keyspace, 10);
    await(() -> threads().isEmpty());
    assertThat(calls).hasValue(1);
    subscription.get().close();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void listenersThatCloseEachOtherDoNotWaitForEver() {
    Keyspace keyspace = db.createKeyspace("k");
    AtomicReference<ChangeSubscription> one = new AtomicReference<>();
    AtomicReference<ChangeSubscription> other = new AtomicReference<>();
    CountDownLatch both = new CountDownLatch(2);
    Consumer<AtomicReference<ChangeSubscription>> closeWhenBothAreCalled =
        subscription -> {
          both.countDown();
          awaitUninterruptibly(both);
          subscription.get().close();
        };
    one.set(db.listen(onCommit(commit -> closeWhenBothAreCalled.accept(other))));
    other.set(db.listen(onCommit(commit -> closeWhenBothAreCalled.accept(one))));
    fill(keyspace, 3);
    await(() -> threads().isEmpty());
  }

  @Test
  void closingTheDatabaseEndsListeners() {
    Keyspace keyspace = db.createKeyspace("k");
    Recorder idle = recorder();
    Recorder busy = recorder();
    ChangeSubscription first = db.listen(idle);
    ChangeSubscription second = db.listen(busy);
    fill(keyspace, 100);
    idle.awaitLast(101);
    busy.stop();
    fill(keyspace, 100);
    busy.awaitCall();
    Thread closing = Threads.start(db::close);
    await(() -> !db.isOpen());
    busy.goOn();
    Threads.join(closing);
    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isFalse();
    assertThat(threads()).isEmpty();
    assertThat(busy.commits).isEqualTo(range(2, second.lastSequence()));
    assertThatThrownBy(() -> db.listen(idle)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aListenerMayCloseTheDatabase() {
    Keyspace keyspace = db.createKeyspace("k");
    AtomicInteger calls = new AtomicInteger();
    db.listen(
        onCommit(
            commit -> {
              calls.incrementAndGet();
              db.close();
            }));
    keyspace.put(bytes("a"), bytes("1"));
    await(() -> threads().isEmpty());
    assertThat(db.isOpen()).isFalse();
    assertThat(calls).hasValue(1);
  }

  @Test
  void itGoesOnAfterReopeningWhereItWas() {
    db.close();
    Options keeping = OPTIONS.toBuilder().logBytesKept(1 << 20).build();
    List<Long> all = new ArrayList<>();
    long last = 0;
    for (int i = 0; i < 4; i++) {
      try (LocalDatabase opened = open(keeping)) {
        Keyspace keyspace = opened.openKeyspace("k", KeyspaceOptions.defaults());
        Recorder recorder = recorder();
        ChangeSubscription subscription =
            opened.listen(recorder, ListenOptions.defaults().after(last));
        fill(keyspace, 30);
        recorder.awaitLast(last + 20);
        subscription.close();
        all.addAll(recorder.commits);
        last = subscription.lastSequence();
        fill(keyspace, 30);
      }
    }
    assertThat(all).isEqualTo(range(1, last));
  }

  @Test
  void damageEndsItAndIsTold() {
    db.close();
    SimulatedDisk original = new SimulatedDisk();
    Options keeping = OPTIONS.toBuilder().logBytesKept(1 << 20).build();
    try (LocalDatabase opened = Databases.open(original, keeping)) {
      fill(opened.createKeyspace("k"), 30);
    }
    Map<String, byte[]> files = original.files();
    String first = files.keySet().stream().filter(name -> name.endsWith(".log")).findFirst().get();
    files.get(first)[1_500] ^= 1;
    SharedDisk damaged = new SharedDisk(SimulatedDisk.of(files));
    try (LocalDatabase opened =
        Databases.open(damaged, keeping, new ThreadScheduler("listeners"))) {
      Recorder recorder = recorder();
      ChangeSubscription subscription = opened.listen(recorder, ListenOptions.defaults().after(0));
      await(() -> recorder.failure.get() != null);
      assertThat(recorder.failure.get())
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(first);
      assertThat(recorder.commits).isEqualTo(range(1, subscription.lastSequence()));
      assertThat(subscription.isOpen()).isFalse();
      subscription.close();
    }
    assertThat(damaged.openHandles()).isEmpty();
  }
}
