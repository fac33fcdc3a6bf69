package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long savepoints live, and what going back to one takes back. */
class SavepointTest {

  private final TestDatabase db =
      new TestDatabase("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");

  private final Connection connection = db.connection();

  @BeforeEach
  void begin() throws SQLException {
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void insert(int key) throws SQLException {
    db.execute("INSERT INTO t VALUES (?, 'x')", key);
  }

  private String keys() throws SQLException {
    return String.join(" ", db.query("SELECT k FROM t"));
  }

  @Test
  void goingBackTakesBackWhatCameAfterwards() throws SQLException {
    insert(1);
    Savepoint savepoint = connection.setSavepoint();
    insert(2);
    db.execute("DELETE FROM t WHERE k = 1");
    connection.rollback(savepoint);
    assertThat(keys()).isEqualTo("1");
    // What was taken back can be done again.
    insert(2);
    connection.commit();
    assertThat(keys()).isEqualTo("1 2");
  }

  @Test
  void goingBackKeepsTheSavepoint() throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    for (int i = 1; i <= 3; i++) {
      insert(i);
      connection.rollback(savepoint);
      assertThat(keys()).isEmpty();
    }
    insert(4);
    connection.releaseSavepoint(savepoint);
    assertThat(keys()).isEqualTo("4");
    assertFails("3B001", () -> connection.rollback(savepoint)).hasMessageContaining("gone");
    assertFails("3B001", () -> connection.releaseSavepoint(savepoint));
    assertThat(keys()).isEqualTo("4");
  }

  @Test
  void goingBackEndsTheInnerOnesAndReleasingOneDoesSo() throws SQLException {
    Savepoint outer = connection.setSavepoint("outer");
    insert(1);
    Savepoint inner = connection.setSavepoint("inner");
    insert(2);
    connection.rollback(outer);
    assertFails("3B001", () -> connection.rollback(inner)).hasMessageContaining("inner");
    insert(3);
    Savepoint second = connection.setSavepoint("inner");
    insert(4);
    connection.rollback(second);
    assertThat(keys()).isEqualTo("3");
    connection.releaseSavepoint(outer);
    assertFails("3B001", () -> connection.rollback(second));
    assertThat(keys()).isEqualTo("3");
  }

  @Test
  void theEndOfTheTransactionIsTheEndOfItsSavepoints() throws SQLException {
    Savepoint committed = connection.setSavepoint();
    insert(1);
    connection.commit();
    assertFails("3B001", () -> connection.rollback(committed));
    Savepoint rolledBack = connection.setSavepoint();
    connection.rollback();
    assertFails("3B001", () -> connection.rollback(rolledBack));
    Savepoint defined = connection.setSavepoint();
    db.execute("CREATE TABLE u (k INTEGER PRIMARY KEY)");
    assertFails("3B001", () -> connection.rollback(defined));
    Savepoint automatic = connection.setSavepoint();
    connection.setAutoCommit(true);
    assertFails("3B001", () -> connection.releaseSavepoint(automatic));
    assertThat(keys()).isEqualTo("1");
  }

  @Test
  void thereAreNoneWhereEachStatementIsCommitted() throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    connection.setAutoCommit(true);
    assertFails("25000", connection::setSavepoint);
    assertFails("25000", () -> connection.setSavepoint("x"));
    assertFails("25000", () -> connection.rollback(savepoint));
  }

  @Test
  void aSavepointHasANumberOrAName() throws SQLException {
    Savepoint one = connection.setSavepoint();
    Savepoint two = connection.setSavepoint();
    assertThat(one.getSavepointId()).isNotEqualTo(two.getSavepointId());
    assertFails("3B001", one::getSavepointName);
    Savepoint named = connection.setSavepoint("here");
    assertThat(named.getSavepointName()).isEqualTo("here");
    assertFails("3B001", named::getSavepointId).hasMessageContaining("here");
    assertFails("22023", () -> connection.setSavepoint(null));
    // They can be told after the end, too.
    connection.commit();
    assertThat(named.getSavepointName()).isEqualTo("here");
  }

  @Test
  void twoOfOneNameAreTwo() throws SQLException {
    Savepoint first = connection.setSavepoint("x");
    insert(1);
    Savepoint second = connection.setSavepoint("x");
    insert(2);
    connection.rollback(second);
    assertThat(keys()).isEqualTo("1");
    connection.rollback(first);
    assertThat(keys()).isEmpty();
  }

  @Test
  void foreignOnesAreRefused() throws SQLException {
    assertFails("3B001", () -> connection.rollback(null));
    assertFails("3B001", () -> connection.releaseSavepoint(null));
    Savepoint foreign =
        new Savepoint() {
          @Override
          public int getSavepointId() {
            return 1;
          }

          @Override
          public String getSavepointName() {
            return "x";
          }
        };
    assertFails("3B001", () -> connection.rollback(foreign));
    try (Connection other = db.connect()) {
      other.setAutoCommit(false);
      Savepoint others = other.setSavepoint("x");
      connection.setSavepoint("x");
      assertFails("3B001", () -> connection.rollback(others));
      other.rollback(others);
    }
    Connection closed = db.connect();
    closed.setAutoCommit(false);
    Savepoint savepoint = closed.setSavepoint();
    closed.close();
    assertFails("08003", closed::setSavepoint);
    assertFails("08003", () -> closed.rollback(savepoint));
    assertFails("08003", () -> closed.releaseSavepoint(savepoint));
  }

  @Test
  void onAReadOnlyConnectionTheyLiveByTheSameRules() throws SQLException {
    insert(1);
    connection.commit();
    connection.setReadOnly(true);
    Savepoint outer = connection.setSavepoint();
    Savepoint inner = connection.setSavepoint("inner");
    assertThat(keys()).isEqualTo("1");
    connection.rollback(outer);
    assertFails("3B001", () -> connection.rollback(inner));
    connection.rollback(outer);
    connection.releaseSavepoint(outer);
    assertFails("3B001", () -> connection.rollback(outer));
    Savepoint last = connection.setSavepoint();
    connection.commit();
    assertFails("3B001", () -> connection.rollback(last));
  }

  @Test
  void resultSetsStayOpenAndShowWhatIsThereThen() throws SQLException {
    insert(1);
    insert(2);
    Savepoint savepoint = connection.setSavepoint();
    insert(3);
    db.execute("DELETE FROM t WHERE k = 2");
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT k FROM t")) {
      result.next();
      connection.rollback(savepoint);
      assertThat(result.isClosed()).isFalse();
      assertThat(result.getInt(1)).isEqualTo(1);
      assertThat(TestDatabase.rows(result)).containsExactly("2");
    }
  }

  @Test
  void aStatementThatFailsLeavesSavepointsAlone() throws SQLException {
    insert(1);
    Savepoint savepoint = connection.setSavepoint();
    insert(2);
    assertFails("23505", () -> db.execute("INSERT INTO t VALUES (3, 'x'), (1, 'x')"));
    assertThat(keys()).isEqualTo("1 2");
    connection.rollback(savepoint);
    assertThat(keys()).isEqualTo("1");
  }

  @Test
  void whatWasTakenBackIsInNobodysWay() throws SQLException {
    insert(1);
    connection.commit();
    Savepoint savepoint = connection.setSavepoint();
    db.execute("UPDATE t SET v = 'mine'");
    connection.rollback(savepoint);
    try (Connection other = db.connect()) {
      TestDatabase.execute(other, "UPDATE t SET v = 'theirs'");
    }
    insert(2);
    connection.commit();
    assertThat(db.query("SELECT v FROM t")).containsExactly("theirs", "x");
  }

  @Test
  void metadataSaySo() throws SQLException {
    assertThat(connection.getMetaData().supportsSavepoints()).isTrue();
  }
}
