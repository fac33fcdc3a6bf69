package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand transactions at once, each in a virtual thread of its own, which never pin the
 * threads that carry them: whoever waits lets others run. The JVM's flight recorder tells where
 * threads are pinned. Skipped where there are no virtual threads, which are there from Java 21 on.
 *
 * <p>A class that is used for the first time is loaded by a thread that is pinned, whatever it is
 * of, so everything is used once before.
 *
 * <p>A thread that is in a system call cannot let others run either, which is not counted here. For
 * reads and writes of files Java 25 makes up by another carrier, but not for the syncs of
 * Lightning, most of which are made by a thread of the log's own.
 */
@Timeout(120)
class VirtualThreadTest {

  private static final int TRANSACTIONS = 10_000;
  private static final int WARM_UP = 100;
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @BeforeEach
  void needVirtualThreads() {
    assumeTrue(Runtime.version().feature() >= 21, "there are virtual threads from Java 21 on");
  }

  /** Returns an executor that runs each task in a virtual thread; by name, for sources of 17. */
  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private interface Work {
    void run() throws Exception;
  }

  /** Returns where threads were pinned while work was done. */
  private List<RecordedEvent> pinnedDuring(Work work) throws Exception {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    return pinned(file);
  }

  private static List<RecordedEvent> pinned(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
        .toList();
  }

  /** Returns whether it was pinned in code of Lightning's, these tests left out. */
  private static boolean isInLightning(RecordedEvent event) {
    return event.getStackTrace() == null
        || event.getStackTrace().getFrames().stream()
            .filter(RecordedFrame::isJavaFrame)
            .map(frame -> frame.getMethod().getType().getName())
            .filter(type -> !type.startsWith(VirtualThreadTest.class.getName()))
            .anyMatch(type -> type.startsWith(Lightning.class.getPackageName()));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tenThousandTransactionsPinNoThread() throws Exception {
    try (Database db = Lightning.open(directory.resolve("db"))) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes(-1), bytes(42));
      for (int number = TRANSACTIONS; number < TRANSACTIONS + WARM_UP; number++) {
        transaction(db, keyspace, number, new CountDownLatch(0), new CountDownLatch(0));
      }
      CountDownLatch open = new CountDownLatch(TRANSACTIONS);
      CountDownLatch allAreOpen = new CountDownLatch(1);
      List<RecordedEvent> pinned =
          pinnedDuring(
              () -> {
                try (Shutdown threads = new Shutdown(virtualThreads())) {
                  List<Future<?>> running = new ArrayList<>();
                  for (int i = 0; i < TRANSACTIONS; i++) {
                    int number = i;
                    running.add(
                        threads.executor.submit(
                            () -> transaction(db, keyspace, number, open, allAreOpen)));
                  }
                  await(open);
                  assertThat(db.unwrap(LocalDatabase.class).statistics().snapshots())
                      .isEqualTo(TRANSACTIONS);
                  allAreOpen.countDown();
                  for (Future<?> each : running) {
                    each.get(LONG.toSeconds(), TimeUnit.SECONDS);
                  }
                }
              });
      assertThat(pinned).filteredOn(VirtualThreadTest::isInLightning).isEmpty();
      for (int i = 0; i < TRANSACTIONS; i++) {
        assertThat(keyspace.get(bytes(i))).isEqualTo(bytes(42 + i));
      }
      LocalDatabase local = db.unwrap(LocalDatabase.class);
      assertThat(local.statistics().snapshots()).isZero();
      assertThat(local.statistics().syncs()).isLessThan(TRANSACTIONS / 2);
    }
  }

  /** Reads, writes, and commits with a sync, at each of the levels. */
  private static void transaction(
      Database db, Keyspace keyspace, int number, CountDownLatch open, CountDownLatch allAreOpen) {
    Isolation isolation = Isolation.values()[number % Isolation.values().length];
    TransactionOptions options =
        TransactionOptions.defaults().withIsolation(isolation).withDurability(Durability.SYNC);
    try (Transaction transaction = db.begin(options)) {
      try (Cursor cursor = transaction.cursor(keyspace, KeyRange.only(bytes(number)))) {
        assertThat(cursor.next()).isFalse();
        open.countDown();
        await(allAreOpen);
      }
      int read = ByteBuffer.wrap(transaction.get(keyspace, bytes(-1))).getInt();
      transaction.put(keyspace, bytes(number), bytes(read + number));
      transaction.commit();
    }
  }

  /** An executor to be ended, which is no resource in Java 17. */
  private record Shutdown(ExecutorService executor) implements AutoCloseable {
    @Override
    public void close() {
      executor.shutdownNow();
    }
  }

  /** A thread that waits while its class is being made ready cannot leave its carrier. */
  private static final class Pinned {

    static final long WAITED_NANOS = waitAWhile();

    private static long waitAWhile() {
      long start = System.nanoTime();
      long end = start + Duration.ofMillis(50).toNanos();
      for (long now = start; now < end; now = System.nanoTime()) {
        LockSupport.parkNanos(end - now);
      }
      return System.nanoTime() - start;
    }
  }

  /** The control. */
  @Test
  void aPinnedThreadIsSeen() throws Exception {
    List<RecordedEvent> pinned =
        pinnedDuring(
            () -> {
              try (Shutdown threads = new Shutdown(virtualThreads())) {
                Future<Long> waited = threads.executor.submit(() -> Pinned.WAITED_NANOS);
                assertThat(waited.get(LONG.toSeconds(), TimeUnit.SECONDS)).isPositive();
              }
            });
    assertThat(pinned)
        .anySatisfy(
            event ->
                assertThat(event.getStackTrace().getFrames())
                    .anyMatch(
                        frame ->
                            frame.getMethod().getType().getName().equals(Pinned.class.getName())));
  }
}
