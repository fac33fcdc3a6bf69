package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nobody closes and nobody can reach any more. */
@Timeout(120)
class AbandonedTest {

  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2};

  private static final int COLLECTIONS_MAX = 300;

  private final InlineScheduler scheduler = new InlineScheduler();
  private final Logger logger = Logger.getLogger(Leases.class.getName());
  private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.WARNING);
  }

  @AfterEach
  void listenNoLonger() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }

  private LocalDatabase open(Options options) {
    LocalDatabase db = Databases.open(new SimulatedDisk(), options, scheduler);
    db.createKeyspace("k").put(KEY, VALUE);
    return db;
  }

  private static TransactionOptions readCommitted() {
    return TransactionOptions.defaults().withIsolation(Isolation.READ_COMMITTED);
  }

  /** Lets garbage be collected and looked for until {@code count} were found. */
  private void awaitAbandoned(LocalDatabase db, long count) {
    for (int i = 0; i < COLLECTIONS_MAX && db.statistics().abandoned() < count; i++) {
      System.gc();
      pause();
      scheduler.tick();
    }
    assertThat(db.statistics().abandoned()).isEqualTo(count);
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Opens something, in a method of its own, so that nothing refers to it afterwards. */
  private static void lose(LocalDatabase db, Consumer<Keyspace> opener) {
    opener.accept(db.keyspace("k"));
  }

  @Test
  void whatWasLostIsClosedAndReported() {
    try (LocalDatabase db = open(Options.defaults())) {
      lose(db, keyspace -> db.snapshot());
      lose(db, keyspace -> db.begin().put(keyspace, KEY, VALUE));
      lose(db, keyspace -> db.begin(readCommitted()));
      lose(db, Keyspace::cursor);
      lose(db, keyspace -> keyspace.openValue(KEY));
      assertThat(db.statistics().transactions()).isEqualTo(2);
      assertThat(db.statistics().snapshots()).isEqualTo(4);
      awaitAbandoned(db, 5);
      assertThat(db.statistics().transactions()).isZero();
      assertThat(db.statistics().snapshots()).isZero();
      assertThat(db.statistics().expired()).isZero();
    }
    assertThat(logged).hasSize(5);
    assertThat(logged.stream().map(LogRecord::getMessage))
        .allMatch(text -> text.contains("was never closed and nothing refers to it any more"))
        .allMatch(text -> text.contains("thread '" + Thread.currentThread().getName() + "'"))
        .allMatch(text -> text.contains("trackTransactions=true"))
        .anyMatch(text -> text.contains("a transaction"))
        .anyMatch(text -> text.contains("a snapshot"))
        .anyMatch(text -> text.contains("a cursor"))
        .anyMatch(text -> text.contains("a stream of a value"));
    assertThat(logged).allMatch(entry -> entry.getThrown() == null);
  }

  @Test
  void whereItWasOpenedIsReportedIfThatIsNoted() {
    try (LocalDatabase db = open(Options.builder().trackTransactions(true).build())) {
      lose(db, keyspace -> db.begin());
      awaitAbandoned(db, 1);
    }
    assertThat(logged).hasSize(1);
    assertThat(logged.get(0).getMessage()).doesNotContain("trackTransactions");
    assertThat(logged.get(0).getThrown().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("lose"));
  }

  @Test
  void ofManyThatWereLostAFewAreReportedOneByOne() {
    try (LocalDatabase db = open(Options.defaults())) {
      for (int i = 0; i < 1_000; i++) {
        lose(db, Keyspace::cursor);
      }
      awaitAbandoned(db, 1_000);
      assertThat(db.statistics().snapshots()).isZero();
    }
    assertThat(logged.size()).isLessThan(500);
    assertThat(logged.stream().map(LogRecord::getMessage))
        .anyMatch(text -> text.contains("more were ended"));
  }

  /** Opens something of which only a part is kept, and shows that this can still be used. */
  private void assertKept(Function<LocalDatabase, Use> opener) {
    logged.clear();
    try (LocalDatabase db = open(Options.defaults())) {
      Use kept = opener.apply(db);
      // One that is lost for sure shows that the collector has been here, and found what there was.
      lose(db, keyspace -> db.snapshot());
      awaitAbandoned(db, 1);
      for (int i = 0; i < 5; i++) {
        System.gc();
        pause();
        scheduler.tick();
      }
      assertThat(db.statistics().abandoned()).isEqualTo(1);
      kept.use();
    }
  }

  /** Uses what was kept. */
  private interface Use {
    void use();
  }

  private static Use use(Cursor cursor) {
    return () -> {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value()).isEqualTo(VALUE);
    };
  }

  private static Use use(InputStream stream) {
    return () -> {
      try {
        assertThat(stream.readAllBytes()).isEqualTo(VALUE);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    };
  }

  @Test
  void whatCanBeReachedKeepsWhatItReads() {
    List<Function<LocalDatabase, Use>> openers = new ArrayList<>();
    openers.add(
        db -> {
          var view = db.snapshot().view(db.keyspace("k"));
          return () -> assertThat(view.get(KEY)).isEqualTo(VALUE);
        });
    openers.add(db -> use(db.snapshot().view(db.keyspace("k")).cursor()));
    openers.add(db -> use(db.snapshot().view(db.keyspace("k")).openValue(KEY)));
    openers.add(db -> use(db.keyspace("k").cursor()));
    openers.add(db -> use(db.keyspace("k").openValue(KEY)));
    for (TransactionOptions options : List.of(TransactionOptions.defaults(), readCommitted())) {
      openers.add(
          db -> {
            var view = db.begin(options).view(db.keyspace("k"));
            return () -> assertThat(view.get(KEY)).isEqualTo(VALUE);
          });
      openers.add(db -> use(db.begin(options).view(db.keyspace("k")).cursor()));
      openers.add(db -> use(db.begin(options).view(db.keyspace("k")).openValue(KEY)));
      openers.add(
          db -> {
            Transaction transaction = db.begin(options);
            return () -> {
              transaction.put(db.keyspace("k"), KEY, VALUE);
              transaction.commit();
            };
          });
    }
    openers.forEach(this::assertKept);
  }

  /**
   * A cursor of a transaction that goes on sees a snapshot of its own if that is read-committed.
   */
  @Test
  void aCursorThatWasLostOfATransactionThatWasNotIsClosed() {
    try (LocalDatabase db = open(Options.defaults());
        Transaction transaction = db.begin(readCommitted())) {
      lose(db, keyspace -> transaction.view(keyspace).cursor());
      assertThat(db.statistics().snapshots()).isEqualTo(1);
      awaitAbandoned(db, 1);
      assertThat(db.statistics().snapshots()).isZero();
      assertThat(db.statistics().transactions()).isEqualTo(1);
      transaction.put(db.keyspace("k"), KEY, VALUE);
      transaction.commit();
    }
  }

  @Test
  void whatWasClosedIsNotReported() {
    try (LocalDatabase db = open(Options.defaults())) {
      for (int i = 0; i < 1_000; i++) {
        useAndClose(db);
      }
      lose(db, keyspace -> db.snapshot());
      awaitAbandoned(db, 1);
    }
    assertThat(logged).hasSize(1);
  }

  private static void useAndClose(Database db) {
    Keyspace keyspace = db.keyspace("k");
    try (Cursor cursor = keyspace.cursor()) {
      assertThat(cursor.next()).isTrue();
    }
    db.transact(transaction -> transaction.put(keyspace, KEY, VALUE));
    db.begin().rollback();
    db.snapshot().close();
  }
}
