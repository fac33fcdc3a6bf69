package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.Limits;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.Threads;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions that end while something else happens, and what is left of them. */
@Timeout(120)
class TransactionEndTest {

  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2};

  private LocalDatabase db;
  private Keyspace read;
  private Keyspace written;

  @BeforeEach
  void open() {
    db = Databases.open(new MemoryDisk(), Options.defaults());
    read = db.createKeyspace("read");
    written = db.createKeyspace("written");
    read.put(KEY, VALUE);
  }

  @AfterEach
  void close() {
    Thread.interrupted();
    db.close();
  }

  private Transaction begin(Isolation isolation) {
    return db.begin(TransactionOptions.defaults().withIsolation(isolation));
  }

  /** Whoever sees that it is gone does not see the commit yet, which has read it. */
  @Test
  void aSerializableTransactionHasNotReadWhatWasDropped() {
    try (Transaction byKey = begin(Isolation.SERIALIZABLE);
        Transaction byRange = begin(Isolation.SERIALIZABLE);
        Transaction reader = begin(Isolation.SERIALIZABLE);
        Transaction snapshot = begin(Isolation.SNAPSHOT)) {
      byKey.get(read, KEY);
      try (Cursor cursor = byRange.view(read).cursor()) {
        cursor.next();
      }
      reader.get(read, KEY);
      snapshot.get(read, KEY);
      for (Transaction each : new Transaction[] {byKey, byRange, snapshot}) {
        each.put(written, new byte[] {(byte) each.hashCode()}, VALUE);
      }
      db.dropKeyspace("read");
      for (Transaction each : new Transaction[] {byKey, byRange}) {
        assertThatThrownBy(each::commit)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("a keyspace that was read has been dropped");
      }
      reader.commit();
      snapshot.commit();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsWrittenOrKeptAnyMoreWhenItIsOver(Isolation isolation) {
    Transaction committed = begin(isolation);
    committed.put(written, KEY, VALUE);
    committed.savepoint();
    committed.put(written, KEY, KEY);
    committed.commit();
    assertThat(committed.hasWrites()).isFalse();
    Transaction rolledBack = begin(isolation);
    rolledBack.put(written, KEY, VALUE);
    rolledBack.close();
    assertThat(rolledBack.hasWrites()).isFalse();
    assertThat(written.get(KEY)).isEqualTo(KEY);
  }

  /** Without pauses those in conflict meet again at once, and one of them gives up. */
  @Test
  void anInterruptTakesNoPauseFromWhoRunsAgain() {
    Thread.currentThread().interrupt();
    AtomicInteger attempts = new AtomicInteger();
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                db.transact(
                    transaction -> {
                      transaction.put(written, KEY, VALUE);
                      written.put(KEY, KEY);
                      attempts.incrementAndGet();
                    }))
        .isInstanceOf(ConflictException.class);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertThat(attempts).hasValue(Limits.TRANSACT_ATTEMPTS_MAX);
    // On average more than a quarter of a second, by chance.
    assertThat(taken).isGreaterThan(Duration.ofMillis(60));
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  /**
   * Others may go on using the engine, whose files and memory would be kept for a transaction that
   * nobody can end any more.
   */
  @ParameterizedTest
  @EnumSource
  void noneOutlivesItsSessionThatBeganWhileItWasClosed(Isolation isolation) {
    Engine engine = ((Session) db).engine();
    for (int round = 0; round < 300; round++) {
      Session session = new Session(engine, () -> {});
      CyclicBarrier start = new CyclicBarrier(2);
      Thread closing =
          Threads.start(
              () -> {
                await(start);
                session.close();
              });
      await(start);
      try {
        while (true) {
          Transaction forgotten =
              session.begin(TransactionOptions.defaults().withIsolation(isolation));
          forgotten.view(read).cursor();
          session.snapshot();
        }
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageMatching(".*(closed|over).*");
      }
      Threads.join(closing);
      assertThat(engine.snapshots().all()).isEmpty();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
