package io.lightningdb.jdbc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lightningdb.Isolation;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.exec.GeneratedRows;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.plan.DefinitionPlan;
import io.lightningdb.jdbc.internal.plan.QueryPlan;
import io.lightningdb.jdbc.internal.plan.WritePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What statements about transactions call: BEGIN, COMMIT, ROLLBACK, SAVEPOINT and their like. */
class SessionTransactionTest {

  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String url =
      "jdbc:lightning:mem:session-" + NEXT.incrementAndGet() + ";closeOnLast=true;cacheBytes=1m";

  private Session session;
  private Session other;

  @BeforeEach
  void open() throws SQLException {
    session = new Session(OpenDatabase.join(ConnectionUrl.parse(url, new Properties())));
    other = new Session(OpenDatabase.join(ConnectionUrl.parse(url, new Properties())));
    run(session, "CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)");
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
    other.close();
  }

  private static void run(Session in, String sql) throws SQLException {
    Runner runner = new Runner(in, "");
    Cancellation cancellation = new Cancellation(0);
    work(
        in,
        () -> {
          if (runner.plan(sql) instanceof DefinitionPlan definition) {
            runner.define(definition, new Cancellation(0));
          } else {
            WritePlan plan = (WritePlan) runner.plan(sql);
            runner.update(sql, plan, new Object[0], cancellation, false, GeneratedRows.NONE);
          }
        });
  }

  private interface Work {

    void run() throws SQLException;
  }

  private static void work(Session in, Work work) throws SQLException {
    in.enter(new Cancellation(0));
    try {
      work.run();
    } finally {
      in.exit();
    }
  }

  private static List<Object> keys(Session in) throws SQLException {
    Runner runner = new Runner(in, "");
    String sql = "SELECT k FROM t";
    List<Object> keys = new ArrayList<>();
    work(
        in,
        () -> {
          QueryPlan plan = (QueryPlan) runner.plan(sql);
          Rows rows = runner.query(sql, plan, new Object[0], new Cancellation(0)).rows();
          while (rows.next()) {
            keys.add(rows.value(0));
          }
          rows.close();
        });
    return keys;
  }

  private static void assertState(String state, ThrowingCallable code) {
    assertThat(catchThrowableOfType(SQLException.class, code).getSQLState()).isEqualTo(state);
  }

  @Test
  void beginSuspendsTheAutomaticCommitUntilCommit() throws SQLException {
    work(session, session::begin);
    assertThat(session.isAutoCommit()).isTrue();
    run(session, "INSERT INTO t VALUES (1, 1)");
    run(session, "INSERT INTO t VALUES (2, 2)");
    assertThat(keys(session)).hasSize(2);
    assertThat(keys(other)).isEmpty();
    work(session, session::commitWork);
    assertThat(keys(other)).hasSize(2);
    run(session, "INSERT INTO t VALUES (3, 3)");
    assertThat(keys(other)).hasSize(3);
    assertThat((Object) session.warnings().first()).isNull();
  }

  @Test
  void rollbackEndsItAndForgets() throws SQLException {
    work(session, session::begin);
    run(session, "INSERT INTO t VALUES (1, 1)");
    work(session, session::rollbackWork);
    assertThat(keys(session)).isEmpty();
    run(session, "INSERT INTO t VALUES (2, 2)");
    assertThat(keys(other)).hasSize(1);
  }

  @Test
  void methodsEndItAsStatementsDo() throws SQLException {
    work(session, session::begin);
    run(session, "INSERT INTO t VALUES (1, 1)");
    session.commit();
    assertThat(keys(other)).hasSize(1);
    assertState("25000", session::commit);
    work(session, session::begin);
    run(session, "INSERT INTO t VALUES (2, 2)");
    session.rollback();
    assertThat(keys(session)).hasSize(1);
    assertState("25000", session::rollback);
    work(session, session::begin);
    run(session, "INSERT INTO t VALUES (2, 2)");
    session.setAutoCommit(true);
    assertThat(keys(other)).hasSize(1);
    session.setAutoCommit(false);
    assertThat(keys(other)).hasSize(2);
  }

  @Test
  void whoHasBegunCannotBeginAgain() throws SQLException {
    work(session, session::begin);
    assertState("25001", () -> work(session, session::begin));
    work(session, session::commitWork);
    session.setAutoCommit(false);
    work(session, session::begin);
    assertState("25001", () -> work(session, session::begin));
    run(session, "INSERT INTO t VALUES (1, 1)");
    work(session, session::commitWork);
    run(session, "INSERT INTO t VALUES (2, 2)");
    assertState("25001", () -> work(session, session::begin));
    work(session, session::rollbackWork);
    assertThat(keys(other)).hasSize(1);
  }

  @Test
  void withoutATransactionCommitAndRollbackOnlyWarn() throws SQLException {
    work(session, session::commitWork);
    assertThat(session.warnings().first().getMessage()).contains("commit");
    assertThat(session.warnings().first().getSQLState()).isEqualTo("01000");
    session.warnings().clear();
    work(session, session::rollbackWork);
    assertThat(session.warnings().first().getMessage()).contains("roll back");
    session.warnings().clear();
    session.setAutoCommit(false);
    work(session, session::commitWork);
    work(session, session::rollbackWork);
    assertThat((Object) session.warnings().first()).isNull();
  }

  @Test
  void afterAConflictNothingIsCommittedStatementByStatement() throws SQLException {
    run(session, "INSERT INTO t VALUES (1, 1)");
    session.setIsolation(Isolation.SNAPSHOT);
    work(session, session::begin);
    run(session, "UPDATE t SET v = 2");
    run(other, "UPDATE t SET v = 3");
    // A commit that fails is the end of what had begun.
    assertState("40001", () -> work(session, session::commitWork));
    work(session, session::begin);
    run(session, "CREATE TABLE u (k INTEGER PRIMARY KEY)");
    // A definition commits, and what follows can still be taken back.
    run(session, "INSERT INTO t VALUES (2, 2)");
    assertThat(keys(other)).hasSize(1);
    work(session, session::rollbackWork);
    assertThat(keys(session)).hasSize(1);
  }

  @Test
  void savepointsGoByTheirNames() throws SQLException {
    work(session, session::begin);
    work(session, () -> session.savepoint("one"));
    run(session, "INSERT INTO t VALUES (1, 1)");
    work(session, () -> session.savepoint("two"));
    run(session, "INSERT INTO t VALUES (2, 2)");
    work(session, () -> session.savepoint("ONE"));
    run(session, "INSERT INTO t VALUES (3, 3)");
    work(session, () -> session.rollbackTo("One"));
    assertThat(keys(session)).hasSize(2);
    work(session, () -> session.release("one"));
    work(session, () -> session.rollbackTo("one"));
    assertThat(keys(session)).isEmpty();
    assertState("3B001", () -> work(session, () -> session.rollbackTo("two")));
    assertState("3B001", () -> work(session, () -> session.release("three")));
    work(session, session::commitWork);
    assertState("25000", () -> work(session, () -> session.savepoint("one")));
    assertState("25000", () -> work(session, () -> session.rollbackTo("one")));
    assertState("25000", () -> work(session, () -> session.release("one")));
  }

  @Test
  void statementsAndMethodsSeeTheSameSavepoints() throws SQLException {
    session.setAutoCommit(false);
    SavePoint point = session.setSavePoint("here");
    run(session, "INSERT INTO t VALUES (1, 1)");
    work(session, () -> session.rollbackTo("here"));
    assertThat(keys(session)).isEmpty();
    work(session, () -> session.release("here"));
    assertState("3B001", () -> session.rollbackTo(point));
  }

  @Test
  void resettingForgetsAllThatWasSet() throws SQLException {
    work(session, session::begin);
    run(session, "INSERT INTO t VALUES (1, 1)");
    session.reset();
    assertThat(keys(session)).isEmpty();
    session.setReadOnly(true);
    session.setIsolation(Isolation.SERIALIZABLE);
    session.setAutoCommit(false);
    session.reset();
    assertThat(session.isReadOnly()).isFalse();
    assertThat(session.isAutoCommit()).isTrue();
    assertThat(session.isolation()).isEqualTo(IsolationLevels.DEFAULT);
    run(session, "INSERT INTO t VALUES (1, 1)");
    assertThat(keys(other)).hasSize(1);
  }
}
