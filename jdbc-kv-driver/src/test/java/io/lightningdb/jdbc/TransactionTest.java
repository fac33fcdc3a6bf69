package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commit, rollback, isolation, and what a failed statement leaves. */
@Timeout(60)
class TransactionTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)",
          "INSERT INTO t VALUES (1, 10), (2, 20)");

  private final Connection one = db.connection();
  private Connection two;

  @BeforeEach
  void connect() throws SQLException {
    two = db.connect();
  }

  @AfterEach
  void close() throws SQLException {
    two.close();
    db.close();
  }

  private String sum(Connection connection) throws SQLException {
    return String.join(" ", TestDatabase.query(connection, "SELECT v FROM t"));
  }

  @Test
  void writesAreSeenByOthersAfterCommitAndNotBefore() throws SQLException {
    one.setAutoCommit(false);
    db.execute("UPDATE t SET v = 11 WHERE k = 1");
    db.execute("DELETE FROM t WHERE k = 2");
    db.execute("INSERT INTO t VALUES (3, 30)");
    assertThat(sum(one)).isEqualTo("11 30");
    assertThat(sum(two)).isEqualTo("10 20");
    one.commit();
    assertThat(sum(two)).isEqualTo("11 30");
  }

  @Test
  void rollbackUndoesEverything() throws SQLException {
    one.setAutoCommit(false);
    db.execute("DELETE FROM t");
    one.rollback();
    assertThat(sum(one)).isEqualTo("10 20");
    one.rollback();
    one.commit();
  }

  @Test
  void aTransactionSeesTheMomentOfItsFirstStatement() throws SQLException {
    one.setAutoCommit(false);
    assertThat(sum(one)).isEqualTo("10 20");
    TestDatabase.execute(two, "UPDATE t SET v = v + 1");
    assertThat(sum(one)).isEqualTo("10 20");
    one.commit();
    assertThat(sum(one)).isEqualTo("11 21");
  }

  @Test
  void commitAndRollbackInAutoCommitModeAre25000() {
    assertFails("25000", one::commit);
    assertFails("25000", one::rollback);
  }

  @Test
  void turningAutoCommitOnCommitsAndTheSameValueDoesNothing() throws SQLException {
    one.setAutoCommit(false);
    db.execute("UPDATE t SET v = 0");
    one.setAutoCommit(false);
    assertThat(sum(two)).isEqualTo("10 20");
    one.setAutoCommit(true);
    assertThat(sum(two)).isEqualTo("0 0");
    one.setAutoCommit(true);
  }

  @Test
  void closingAConnectionRollsBack() throws SQLException {
    two.setAutoCommit(false);
    TestDatabase.execute(two, "DELETE FROM t");
    two.close();
    assertThat(sum(one)).isEqualTo("10 20");
  }

  @Test
  void aFailedStatementLeavesItsTransactionUsable() throws SQLException {
    one.setAutoCommit(false);
    db.execute("INSERT INTO t VALUES (3, 30)");
    assertFails("23505", () -> db.execute("INSERT INTO t VALUES (4, 40), (3, 31)"));
    assertFails("22003", () -> db.execute("UPDATE t SET v = v * 200000000"));
    assertFails("42S02", () -> db.execute("DELETE FROM nothing"));
    assertFails("22018", () -> db.execute("UPDATE t SET v = ?", "x"));
    db.execute("UPDATE t SET v = v + 1 WHERE k = 3");
    one.commit();
    assertThat(sum(two)).isEqualTo("10 20 31");
  }

  @Test
  void aConflictEndsTheTransactionAndTheConnectionGoesOn() throws SQLException {
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    db.execute("UPDATE t SET v = 1 WHERE k = 1");
    TestDatabase.execute(two, "UPDATE t SET v = 2 WHERE k = 1");
    one.commit();
    assertFails("40001", SQLTransactionRollbackException.class, two::commit);
    two.rollback();
    TestDatabase.execute(two, "UPDATE t SET v = v + 1 WHERE k = 1");
    two.commit();
    assertThat(sum(one)).isEqualTo("2 20");
  }

  @Test
  void insertsOfTheSameKeyAreAConflictInTransactions() throws SQLException {
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    db.execute("INSERT INTO t VALUES (5, 1)");
    TestDatabase.execute(two, "INSERT INTO t VALUES (5, 2)");
    one.commit();
    assertFails("40001", two::commit);
    // Run again, it finds the truth.
    assertFails("23505", () -> TestDatabase.execute(two, "INSERT INTO t VALUES (5, 2)"));
  }

  /**
   * Not a promise but a fact to know: what snapshot isolation permits and SERIALIZABLE does not.
   */
  @Test
  void writeSkewIsPossible() throws SQLException {
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    sum(one);
    sum(two);
    db.execute("UPDATE t SET v = 0 WHERE k = 1");
    TestDatabase.execute(two, "UPDATE t SET v = 0 WHERE k = 2");
    one.commit();
    two.commit();
    assertThat(sum(one)).isEqualTo("0 0");
  }

  @Test
  void snapshotsAreTheDefaultAndAreCalledRepeatableRead() throws SQLException {
    int level = Connection.TRANSACTION_REPEATABLE_READ;
    assertThat(one.getTransactionIsolation()).isEqualTo(level);
    assertThat(one.getMetaData().getDefaultTransactionIsolation()).isEqualTo(level);
    assertThat(one.getMetaData().supportsTransactionIsolationLevel(level)).isTrue();
    one.setAutoCommit(false);
    sum(one);
    TestDatabase.execute(two, "DELETE FROM t");
    assertThat(sum(one)).isEqualTo("10 20");
    // What asks for the level that there is anyhow changes nothing, even in a transaction.
    one.setTransactionIsolation(level);
    assertFails("25001", () -> one.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Connection.TRANSACTION_READ_UNCOMMITTED, Connection.TRANSACTION_READ_COMMITTED})
  void theLowestLevelSeesWhatIsCommittedWhenAStatementBegins(int level) throws SQLException {
    one.setTransactionIsolation(level);
    assertThat(one.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    assertThat(one.getMetaData().supportsTransactionIsolationLevel(level)).isTrue();
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    assertThat(sum(one)).isEqualTo("10 20");
    TestDatabase.execute(two, "UPDATE t SET v = 11 WHERE k = 1");
    assertThat(sum(one)).isEqualTo("10 20");
    two.commit();
    assertThat(sum(one)).isEqualTo("11 20");
    db.execute("UPDATE t SET v = 21 WHERE k = 2");
    assertThat(sum(one)).isEqualTo("11 21");
    TestDatabase.execute(two, "INSERT INTO t VALUES (3, 30)");
    two.commit();
    assertThat(sum(one)).isEqualTo("11 21 30");
    one.rollback();
    assertThat(sum(one)).isEqualTo("11 20 30");
  }

  @Test
  void writesAreNotSkewedWhereItIsSerializable() throws SQLException {
    one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    two.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    assertThat(one.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    assertThat(
            one.getMetaData()
                .supportsTransactionIsolationLevel(Connection.TRANSACTION_SERIALIZABLE))
        .isTrue();
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    sum(one);
    sum(two);
    db.execute("UPDATE t SET v = 0 WHERE k = 1");
    TestDatabase.execute(two, "UPDATE t SET v = 0 WHERE k = 2");
    one.commit();
    assertFails("40001", two::commit);
    assertThat(sum(one)).isEqualTo("0 20");
  }

  @Test
  void levelsThatThereAreNotAreRefused() throws SQLException {
    assertFails("22023", () -> one.setTransactionIsolation(Connection.TRANSACTION_NONE));
    assertFails("22023", () -> one.setTransactionIsolation(77));
    assertThat(one.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
  }

  @Test
  void aReadOnlyTransactionIsASnapshot() throws SQLException {
    one.setReadOnly(true);
    one.setAutoCommit(false);
    assertThat(sum(one)).isEqualTo("10 20");
    TestDatabase.execute(two, "UPDATE t SET v = 0");
    assertThat(sum(one)).isEqualTo("10 20");
    assertThat(TestDatabase.query(one, "SELECT v FROM t WHERE k IN (1, 2)"))
        .containsExactly("10", "20");
    assertFails("25006", () -> db.execute("DELETE FROM t"));
    assertThat(sum(one)).isEqualTo("10 20");
    one.commit();
    assertThat(sum(one)).isEqualTo("0 0");
    one.rollback();
    one.setReadOnly(false);
    assertThat(db.execute("DELETE FROM t")).isEqualTo(2);
  }

  @Test
  void readOnlyCannotBeChangedInTheMiddleOfATransaction() throws SQLException {
    one.setAutoCommit(false);
    sum(one);
    assertFails("25001", () -> one.setReadOnly(true));
    one.setReadOnly(false);
    one.commit();
    one.setReadOnly(true);
    assertThat(one.isReadOnly()).isTrue();
    assertThat(one.getMetaData().isReadOnly()).isTrue();
  }

  @Test
  void resultSetsEndWithTheirTransaction() throws SQLException {
    one.setAutoCommit(false);
    try (Statement statement = one.createStatement()) {
      ResultSet atCommit = statement.executeQuery("SELECT * FROM t");
      atCommit.next();
      one.commit();
      assertThat(atCommit.isClosed()).isTrue();
      assertFails("24000", atCommit::next);
      ResultSet atRollback = statement.executeQuery("SELECT * FROM t");
      one.rollback();
      assertThat(atRollback.isClosed()).isTrue();
      // The statement itself goes on.
      assertThat(statement.executeQuery("SELECT * FROM t").next()).isTrue();
    }
  }

  @Test
  void aCursorSeesTheTransactionsOwnWritesWhileItWalks() throws SQLException {
    one.setAutoCommit(false);
    try (Statement statement = one.createStatement();
        ResultSet result = statement.executeQuery("SELECT k FROM t")) {
      assertThat(result.next()).isTrue();
      db.execute("INSERT INTO t VALUES (7, 70)");
      assertThat(TestDatabase.rows(result)).containsExactly("2", "7");
    }
  }

  @Test
  void anUpdateDoesNotMeetTheRowsThatItMoved() throws SQLException {
    assertThat(db.execute("UPDATE t SET k = k + 1")).isEqualTo(2);
    assertThat(db.query("SELECT k, v FROM t")).containsExactly("2,10", "3,20");
    one.setAutoCommit(false);
    assertThat(db.execute("UPDATE t SET k = k + 1")).isEqualTo(2);
    assertThat(db.execute("UPDATE t SET k = 7 - k")).isEqualTo(2);
    one.commit();
    assertThat(db.query("SELECT k, v FROM t")).containsExactly("3,20", "4,10");
  }

  @Test
  void aDefinitionCommitsTheTransactionAndOneThatFailsDoesNot() throws SQLException {
    one.setAutoCommit(false);
    db.execute("UPDATE t SET v = 0");
    assertFails("42S01", () -> db.execute("CREATE TABLE t (k INTEGER PRIMARY KEY)"));
    assertFails("42S02", () -> db.execute("DROP TABLE nothing"));
    assertThat(sum(two)).isEqualTo("10 20");
    db.execute("CREATE TABLE u (k INTEGER PRIMARY KEY)");
    assertThat(sum(two)).isEqualTo("0 0");
    db.execute("INSERT INTO u VALUES (1)");
    one.rollback();
    assertThat(TestDatabase.query(two, "SELECT * FROM u")).isEmpty();
    assertThat(one.getMetaData().dataDefinitionCausesTransactionCommit()).isTrue();
  }
}
