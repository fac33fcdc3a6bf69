package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The anomalies that Kleppmann's "Hermitage" tries on databases (after Adya, "Weak Consistency",
 * 1999), as SQL: which of them come about at which level. The rows (1, 10) and (2, 20) are there at
 * the beginning.
 *
 * <p>Each transaction has a thread of its own, because at READ COMMITTED a statement may wait for
 * another transaction.
 */
@Timeout(180)
class HermitageTest {

  private static final Path PAGE = Path.of("..", "docs", "isolation.md");

  private static final int READ_COMMITTED = Connection.TRANSACTION_READ_COMMITTED;
  private static final int REPEATABLE_READ = Connection.TRANSACTION_REPEATABLE_READ;
  private static final int SERIALIZABLE = Connection.TRANSACTION_SERIALIZABLE;
  private static final List<Integer> LEVELS =
      List.of(READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE);

  /** How long a change may take that does not wait for another transaction. */
  private static final long PATIENCE_MILLIS = 1_000;

  /** How long anything may take: reads wait for nobody. */
  private static final long READ_MILLIS_MAX = 60_000;

  /** Tries to bring an anomaly about, and returns whether it did. */
  private interface Attempt {

    boolean comesAbout(Scene scene) throws Exception;
  }

  /** An anomaly, and the levels that permit it. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes the sets
  enum Anomaly {
    G0("dirty write", Set.of(), HermitageTest::dirtyWrite),
    G1A("aborted read", Set.of(), HermitageTest::abortedRead),
    G1B("intermediate read", Set.of(), HermitageTest::intermediateRead),
    G1C("circular reading", Set.of(), HermitageTest::circularReading),
    OTV("observed transaction vanishes", Set.of(), HermitageTest::observedTransactionVanishes),
    PMP("predicate-many-preceders", Set.of(READ_COMMITTED), HermitageTest::manyPreceders),
    P4("lost update", Set.of(READ_COMMITTED), HermitageTest::lostUpdate),
    P4_STATEMENT("lost update of one statement each", Set.of(), HermitageTest::lostStatement),
    G_SINGLE("read skew", Set.of(READ_COMMITTED), HermitageTest::readSkew),
    G_SINGLE_WRITE(
        "read skew, by a predicate to write by",
        Set.of(READ_COMMITTED),
        HermitageTest::readSkewOfWrites),
    G2_ITEM("write skew", Set.of(READ_COMMITTED, REPEATABLE_READ), HermitageTest::writeSkew),
    G2(
        "write skew by ranges (phantoms)",
        Set.of(READ_COMMITTED, REPEATABLE_READ),
        HermitageTest::writeSkewByRanges);

    private final String description;
    private final Set<Integer> permitted;
    private final Attempt attempt;

    Anomaly(String description, Set<Integer> permitted, Attempt attempt) {
      this.description = description;
      this.permitted = permitted;
      this.attempt = attempt;
    }

    /** Returns its name as the page has it. */
    String code() {
      return switch (this) {
        case G1A -> "G1a";
        case G1B -> "G1b";
        case G1C -> "G1c";
        case P4_STATEMENT -> "P4-statement";
        case G_SINGLE -> "G-single";
        case G_SINGLE_WRITE -> "G-single-write";
        case G2_ITEM -> "G2-item";
        default -> name();
      };
    }
  }

  /** A transaction, whose statements run one after the other in a thread of its own. */
  private static final class Actor implements AutoCloseable {

    private final Connection connection;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<Future<List<String>>> running = new ArrayList<>();
    private boolean failed;

    Actor(TestDatabase db, int level) throws SQLException {
      connection = db.connect();
      connection.setTransactionIsolation(level);
      connection.setAutoCommit(false);
    }

    /** Some work of a transaction. */
    private interface Step {

      List<String> run() throws SQLException;
    }

    /** Runs a step; what has to wait for another transaction is left running. */
    private List<String> step(long patienceMillis, Step step) throws Exception {
      Future<List<String>> future = thread.submit(step::run);
      running.add(future);
      try {
        return future.get(patienceMillis, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return List.of("waits");
      } catch (ExecutionException e) {
        fail(e);
        return List.of("failed");
      }
    }

    private void fail(ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOfSatisfying(
              SQLException.class, cause -> assertThat(cause.getSQLState()).isIn("40001", "40P01"));
      failed = true;
    }

    List<String> query(String sql) throws Exception {
      return step(READ_MILLIS_MAX, () -> TestDatabase.query(connection, sql));
    }

    void execute(String sql) throws Exception {
      step(PATIENCE_MILLIS, () -> List.of("" + TestDatabase.execute(connection, sql)));
    }

    /** Commits, once all that waited has been done; returns whether the whole transaction did. */
    boolean commit() throws Exception {
      Future<List<String>> end =
          thread.submit(
              () -> {
                connection.commit();
                return List.of();
              });
      running.add(end);
      for (Future<List<String>> each : running) {
        try {
          each.get();
        } catch (ExecutionException e) {
          fail(e);
        }
      }
      return !failed;
    }

    void rollback() throws Exception {
      thread
          .submit(
              () -> {
                connection.rollback();
                return null;
              })
          .get();
    }

    @Override
    public void close() throws SQLException {
      thread.shutdown();
      connection.close();
    }
  }

  /** A database with two rows, and transactions of one level. */
  private static final class Scene implements AutoCloseable {

    private final TestDatabase db =
        new TestDatabase(
            "CREATE TABLE test (id INTEGER PRIMARY KEY, value INTEGER)",
            "INSERT INTO test VALUES (1, 10), (2, 20)");
    private final Actor one;
    private final Actor two;
    private final Actor three;

    Scene(int level) throws SQLException {
      one = new Actor(db, level);
      two = new Actor(db, level);
      three = new Actor(db, level);
    }

    List<String> committed() throws SQLException {
      return db.query("SELECT value FROM test ORDER BY id");
    }

    @Override
    public void close() throws SQLException {
      one.close();
      two.close();
      three.close();
      db.close();
    }
  }

  private static boolean dirtyWrite(Scene scene) throws Exception {
    scene.one.execute("UPDATE test SET value = 11 WHERE id = 1");
    scene.two.execute("UPDATE test SET value = 12 WHERE id = 1");
    scene.one.execute("UPDATE test SET value = 21 WHERE id = 2");
    boolean first = scene.one.commit();
    scene.two.execute("UPDATE test SET value = 22 WHERE id = 2");
    boolean second = scene.two.commit();
    List<String> expected = second ? List.of("12", "22") : List.of("11", "21");
    return !first || !scene.committed().equals(expected);
  }

  private static boolean abortedRead(Scene scene) throws Exception {
    scene.one.execute("UPDATE test SET value = 101 WHERE id = 1");
    boolean seen = scene.two.query("SELECT * FROM test").contains("1,101");
    scene.one.rollback();
    seen |= scene.two.query("SELECT * FROM test").contains("1,101");
    return seen && scene.two.commit();
  }

  private static boolean intermediateRead(Scene scene) throws Exception {
    scene.one.execute("UPDATE test SET value = 101 WHERE id = 1");
    boolean seen = scene.two.query("SELECT * FROM test").contains("1,101");
    scene.one.execute("UPDATE test SET value = 11 WHERE id = 1");
    scene.one.commit();
    seen |= scene.two.query("SELECT * FROM test").contains("1,101");
    return seen && scene.two.commit();
  }

  private static boolean circularReading(Scene scene) throws Exception {
    scene.one.execute("UPDATE test SET value = 11 WHERE id = 1");
    scene.two.execute("UPDATE test SET value = 22 WHERE id = 2");
    boolean oneSees = scene.one.query("SELECT value FROM test WHERE id = 2").contains("22");
    boolean twoSees = scene.two.query("SELECT value FROM test WHERE id = 1").contains("11");
    return oneSees && twoSees && scene.one.commit() && scene.two.commit();
  }

  private static boolean observedTransactionVanishes(Scene scene) throws Exception {
    scene.one.execute("UPDATE test SET value = 11 WHERE id = 1");
    scene.one.execute("UPDATE test SET value = 19 WHERE id = 2");
    scene.two.execute("UPDATE test SET value = 12 WHERE id = 1");
    scene.one.commit();
    boolean early = scene.three.query("SELECT value FROM test WHERE id = 1").contains("12");
    scene.two.execute("UPDATE test SET value = 18 WHERE id = 2");
    early |= scene.three.query("SELECT value FROM test WHERE id = 2").contains("18");
    scene.two.commit();
    boolean sawTwo = scene.three.query("SELECT value FROM test WHERE id = 2").contains("18");
    boolean sawOne = scene.three.query("SELECT value FROM test WHERE id = 1").contains("11");
    return early || (sawTwo && sawOne && scene.three.commit());
  }

  private static boolean manyPreceders(Scene scene) throws Exception {
    List<String> before = scene.one.query("SELECT id FROM test WHERE value = 30");
    scene.two.execute("INSERT INTO test VALUES (3, 30)");
    scene.two.commit();
    List<String> after = scene.one.query("SELECT id FROM test WHERE value % 3 = 0");
    return before.isEmpty() && after.contains("3") && scene.one.commit();
  }

  private static boolean lostUpdate(Scene scene) throws Exception {
    scene.one.query("SELECT value FROM test WHERE id = 1");
    scene.two.query("SELECT value FROM test WHERE id = 1");
    // Each writes what it has calculated of what it has read.
    scene.one.execute("UPDATE test SET value = 11 WHERE id = 1");
    scene.two.execute("UPDATE test SET value = 11 WHERE id = 1");
    return scene.one.commit() && scene.two.commit();
  }

  private static boolean lostStatement(Scene scene) throws Exception {
    scene.one.execute("UPDATE test SET value = value + 1 WHERE id = 1");
    scene.two.execute("UPDATE test SET value = value + 1 WHERE value < 15");
    boolean first = scene.one.commit();
    boolean second = scene.two.commit();
    int expected = 10 + (first ? 1 : 0) + (second ? 1 : 0);
    return !scene.committed().get(0).equals("" + expected);
  }

  private static boolean readSkew(Scene scene) throws Exception {
    boolean old = scene.one.query("SELECT value FROM test WHERE id = 1").contains("10");
    scene.two.execute("UPDATE test SET value = 12 WHERE id = 1");
    scene.two.execute("UPDATE test SET value = 18 WHERE id = 2");
    scene.two.commit();
    boolean young = scene.one.query("SELECT value FROM test WHERE id = 2").contains("18");
    return old && young && scene.one.commit();
  }

  private static boolean readSkewOfWrites(Scene scene) throws Exception {
    boolean old = scene.one.query("SELECT value FROM test WHERE id = 1").contains("10");
    scene.two.execute("UPDATE test SET value = 12 WHERE id = 1");
    scene.two.execute("UPDATE test SET value = 18 WHERE id = 2");
    scene.two.commit();
    scene.one.execute("DELETE FROM test WHERE value = 20");
    scene.one.execute("DELETE FROM test WHERE value = 18");
    return old && scene.one.commit() && !scene.committed().contains("18");
  }

  private static boolean writeSkew(Scene scene) throws Exception {
    scene.one.query("SELECT * FROM test WHERE id IN (1, 2)");
    scene.two.query("SELECT * FROM test WHERE id IN (1, 2)");
    scene.one.execute("UPDATE test SET value = 11 WHERE id = 1");
    scene.two.execute("UPDATE test SET value = 21 WHERE id = 2");
    boolean first = scene.one.commit();
    return scene.two.commit() && first;
  }

  private static boolean writeSkewByRanges(Scene scene) throws Exception {
    scene.one.query("SELECT * FROM test WHERE value % 3 = 0");
    scene.two.query("SELECT * FROM test WHERE value % 3 = 0");
    scene.one.execute("INSERT INTO test VALUES (3, 30)");
    scene.two.execute("INSERT INTO test VALUES (4, 42)");
    boolean first = scene.one.commit();
    return scene.two.commit() && first;
  }

  @ParameterizedTest
  @EnumSource
  void eachLevelForbidsWhatItMust(Anomaly anomaly) throws Exception {
    for (int level : LEVELS) {
      try (Scene scene = new Scene(level)) {
        assertThat(anomaly.attempt.comesAbout(scene))
            .as("%s at level %d", anomaly, level)
            .isEqualTo(anomaly.permitted.contains(level));
      }
    }
  }

  @Test
  void thePageTellsTheSame() throws IOException {
    Set<String> shown = new TreeSet<>(Files.readAllLines(PAGE));
    for (Anomaly anomaly : Anomaly.values()) {
      StringBuilder row =
          new StringBuilder("| " + anomaly.code() + " | " + anomaly.description + " |");
      for (int level : LEVELS) {
        row.append(anomaly.permitted.contains(level) ? " possible |" : " no |");
      }
      assertThat(shown).contains(row.toString());
    }
  }
}
