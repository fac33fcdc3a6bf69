package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queries: joins, groups, orders, derived tables, unions. */
class SelectTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE person (id INTEGER PRIMARY KEY, name VARCHAR(20), city VARCHAR(20))",
          "CREATE TABLE bill (number BIGINT PRIMARY KEY, person INTEGER, amount DECIMAL(10, 2))",
          "INSERT INTO person VALUES (1, 'Ann', 'Rome'), (2, 'Bob', 'Oslo'), (3, 'Cid', 'Rome'),"
              + " (4, NULL, NULL)",
          "INSERT INTO bill VALUES (10, 1, 5), (11, 1, 20.5), (12, 2, 7), (13, NULL, 1),"
              + " (14, 9, 2)");

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void innerJoinsKeepWhatHasAPartner() throws SQLException {
    assertThat(
            db.query(
                "SELECT name, amount FROM person p JOIN bill b ON p.id = b.person ORDER BY number"))
        .containsExactly("Ann,5.00", "Ann,20.50", "Bob,7.00");
    assertThat(
            db.query(
                "SELECT name, number FROM bill, person WHERE id = person AND amount > 6"
                    + " ORDER BY 1, 2 DESC"))
        .containsExactly("Ann,11", "Bob,12");
    assertThat(db.query("SELECT COUNT(*) FROM person CROSS JOIN bill")).containsExactly("20");
    assertThat(
            db.query(
                "SELECT a.name, b.name FROM person a JOIN person b"
                    + " ON a.city = b.city AND a.id < b.id"))
        .containsExactly("Ann,Cid");
  }

  @Test
  void leftJoinsKeepWhatHasNoPartner() throws SQLException {
    assertThat(
            db.query(
                "SELECT id, number FROM person LEFT JOIN bill ON person = id ORDER BY id, number"))
        .containsExactly("1,10", "1,11", "2,12", "3,null", "4,null");
    // What ON asks decides about partners, what WHERE asks about rows.
    assertThat(
            db.query(
                "SELECT id, number FROM person LEFT JOIN bill ON person = id AND amount > 6"
                    + " ORDER BY id"))
        .containsExactly("1,11", "2,12", "3,null", "4,null");
    assertThat(
            db.query(
                "SELECT id, number FROM person LEFT JOIN bill ON person = id WHERE amount > 6"
                    + " ORDER BY id"))
        .containsExactly("1,11", "2,12");
    assertThat(
            db.query(
                "SELECT id FROM person LEFT JOIN bill ON person = id WHERE number IS NULL"
                    + " ORDER BY id"))
        .containsExactly("3", "4");
    assertThat(
            db.query(
                "SELECT x.number, p.name, q.name FROM bill x"
                    + " LEFT JOIN person p ON p.id = x.person"
                    + " LEFT JOIN person q ON q.city = p.city AND q.id <> p.id ORDER BY x.number"))
        .containsExactly("10,Ann,Cid", "11,Ann,Cid", "12,Bob,null", "13,null,null", "14,null,null");
  }

  @Test
  void theJoinIsDoneByKeyWhateverTheOrderOfTheTables() throws SQLException {
    for (String from :
        new String[] {"person JOIN bill ON id = person", "bill JOIN person ON id = person"}) {
      assertThat(
              String.join("\n", db.query("EXPLAIN SELECT * FROM " + from + " WHERE number = 12")))
          .as(from)
          .startsWith("bill: one row, got by its key, where number = 12")
          .contains("person: one row, got by its key,");
    }
    db.execute("CREATE INDEX bill_person ON bill (person)");
    assertThat(
            String.join(
                "\n",
                db.query("EXPLAIN SELECT * FROM bill JOIN person ON id = person WHERE id = 1")))
        .startsWith("person: one row")
        .contains("of index bill_person");
  }

  @Test
  void groupsHaveOneRowEach() throws SQLException {
    assertThat(
            db.query(
                "SELECT city, COUNT(*), COUNT(name), MIN(id), MAX(name) FROM person GROUP BY city"
                    + " ORDER BY city"))
        .containsExactly("null,1,0,4,null", "Oslo,1,1,2,Bob", "Rome,2,2,1,Cid");
    assertThat(
            db.query(
                "SELECT LENGTH(city) + 1 AS n, SUM(id) FROM person GROUP BY LENGTH(city) + 1"
                    + " HAVING COUNT(*) > 1 ORDER BY SUM(id) DESC"))
        .containsExactly("5,6");
    assertThat(
            db.query("SELECT city c FROM person GROUP BY c ORDER BY COUNT(*) DESC, c NULLS LAST"))
        .containsExactly("Rome", "Oslo", "null");
    assertThat(db.query("SELECT COUNT(*), SUM(id), AVG(id), MIN(id) FROM person WHERE id > 9"))
        .containsExactly("0,null,null,null");
    assertThat(db.query("SELECT city, COUNT(*) FROM person WHERE id > 9 GROUP BY city")).isEmpty();
    assertThat(db.query("SELECT COUNT(DISTINCT city), COUNT(DISTINCT person) FROM person, bill"))
        .containsExactly("2,3");
    assertThat(db.query("SELECT 1 FROM person HAVING COUNT(*) > 3")).containsExactly("1");
    assertFails("42803", () -> db.query("SELECT name FROM person GROUP BY city"))
        .hasMessageContaining("name");
    assertFails("42803", () -> db.query("SELECT MAX(COUNT(*)) FROM person"));
    assertFails("42803", () -> db.query("SELECT id FROM person WHERE MAX(id) = 1"));
  }

  @Test
  void anythingCanBeSortedBy() throws SQLException {
    assertThat(db.query("SELECT id FROM person ORDER BY name DESC"))
        .containsExactly("3", "2", "1", "4");
    assertThat(db.query("SELECT id FROM person ORDER BY name DESC NULLS FIRST LIMIT 2"))
        .containsExactly("4", "3");
    assertThat(db.query("SELECT id FROM person ORDER BY city NULLS LAST, id DESC OFFSET 1"))
        .containsExactly("3", "1", "4");
    assertThat(db.query("SELECT -id AS id FROM person ORDER BY id"))
        .containsExactly("-4", "-3", "-2", "-1");
    assertThat(
            db.query(
                "SELECT name FROM person ORDER BY CASE WHEN id = 3 THEN 0 ELSE id END LIMIT 2"))
        .containsExactly("Cid", "Ann");
    assertThat(db.query("SELECT DISTINCT city FROM person ORDER BY city DESC"))
        .containsExactly("Rome", "Oslo", "null");
    assertFails("42803", () -> db.query("SELECT DISTINCT city FROM person ORDER BY id"));
  }

  @Test
  void sortsThatDoNotFitIntoMemorySpill() throws SQLException {
    db.execute("CREATE TABLE big (k INTEGER PRIMARY KEY, v VARCHAR)");
    int rows = 60_000;
    db.connection().setAutoCommit(false);
    try (PreparedStatement insert =
        db.connection().prepareStatement("INSERT INTO big VALUES (?, ?)")) {
      for (int i = 0; i < rows; i++) {
        insert.setInt(1, i);
        // Long enough that all rows together are more than a statement keeps in memory.
        insert.setString(2, "%08d".formatted((i * 7919L) % rows) + "x".repeat(700));
        insert.addBatch();
        if (i % 1000 == 999) {
          insert.executeBatch();
        }
      }
    }
    db.connection().setAutoCommit(true);
    try (PreparedStatement query =
            db.connection().prepareStatement("SELECT v FROM big ORDER BY v");
        ResultSet result = query.executeQuery()) {
      for (int i = 0; i < rows; i++) {
        assertThat(result.next()).isTrue();
        assertThat(result.getString(1)).startsWith("%08d".formatted(i));
      }
      assertThat(result.next()).isFalse();
    }
    assertThat(db.query("SELECT COUNT(*) FROM (SELECT DISTINCT v FROM big) d"))
        .containsExactly("" + rows);
    assertThat(
            db.query("SELECT COUNT(*), MIN(n) FROM (SELECT v, COUNT(*) n FROM big GROUP BY v) d"))
        .containsExactly(rows + ",1");
  }

  @Test
  void queriesCanStandInThePlaceOfTables() throws SQLException {
    assertThat(db.query("SELECT COUNT(*) FROM (SELECT id FROM person WHERE id > 1) q"))
        .containsExactly("3");
    assertThat(
            db.query(
                "SELECT q.n * 2 FROM (SELECT city, COUNT(*) AS n FROM person GROUP BY city) q"
                    + " WHERE q.city = 'Rome'"))
        .containsExactly("4");
    assertThat(
            db.query(
                "SELECT p.id, t.total FROM person p"
                    + " LEFT JOIN (SELECT person, SUM(amount) total FROM bill GROUP BY person) t"
                    + " ON t.person = p.id ORDER BY p.id"))
        .containsExactly("1,25.50", "2,7.00", "3,null", "4,null");
    assertThat(db.query("SELECT b FROM (VALUES (1, 'x'), (2, 'y')) v (a, b) WHERE a = 2"))
        .containsExactly("y");
    assertThat(
            db.query("SELECT id FROM (SELECT id FROM person ORDER BY id DESC LIMIT 2) ORDER BY id"))
        .containsExactly("3", "4");
  }

  @Test
  void unionsPutRowsTogether() throws SQLException {
    assertThat(db.query("SELECT id FROM person WHERE id < 3 UNION ALL SELECT person FROM bill"))
        .containsExactly("1", "2", "1", "1", "2", "null", "9");
    assertThat(db.query("SELECT id FROM person UNION SELECT person FROM bill ORDER BY id"))
        .containsExactly("null", "1", "2", "3", "4", "9");
    assertThat(db.query("SELECT 1 UNION ALL SELECT 2.5 UNION ALL SELECT 3e0"))
        .containsExactly("1.0", "2.5", "3.0");
    assertThat(
            db.query(
                "(SELECT id FROM person ORDER BY id DESC LIMIT 1) UNION ALL (SELECT 0) LIMIT 5"))
        .containsExactly("4", "0");
    assertFails("42804", () -> db.query("SELECT 1 UNION SELECT 'x'"));
    assertFails("21S01", () -> db.query("SELECT 1 UNION SELECT 1, 2"));
  }

  @Test
  void valuesOfARowCompareTogether() throws SQLException {
    db.execute("CREATE TABLE p (a INTEGER, b INTEGER, PRIMARY KEY (a, b))");
    db.execute("INSERT INTO p VALUES (1, 1), (1, 2), (2, 1), (2, 2), (3, 0)");
    assertThat(db.query("SELECT * FROM p WHERE (a, b) = (2, 1)")).containsExactly("2,1");
    assertThat(db.query("SELECT * FROM p WHERE (a, b) > (1, 2) LIMIT 2"))
        .containsExactly("2,1", "2,2");
    assertThat(db.query("SELECT * FROM p WHERE (a, b) <= (?, ?)", 2, 1))
        .containsExactly("1,1", "1,2", "2,1");
    assertThat(db.query("SELECT * FROM p WHERE (a, b) IN ((1, 2), (3, 0), (9, 9))"))
        .containsExactly("1,2", "3,0");
    assertThat(db.query("SELECT COUNT(*) FROM p WHERE (a, b) <> (1, 1)")).containsExactly("4");
    assertThat(String.join("\n", db.query("EXPLAIN SELECT * FROM p WHERE (a, b) > (1, 2)")))
        .startsWith("p: a scan of the part of the key where a >= 1");
    assertFails("21S01", () -> db.query("SELECT * FROM p WHERE (a, b) = (1, 2, 3)"));
  }

  @Test
  void expressionsAreCalculatedOnlyWhereTheyAreNeeded() throws SQLException {
    assertThat(
            db.query(
                "SELECT CASE WHEN id = 1 THEN 0 ELSE 1 / (id - 1) END FROM person ORDER BY id"))
        .containsExactly("0", "1", "0", "0");
    assertThat(db.query("SELECT COALESCE(name, 'nobody'), NULLIF(city, 'Rome') FROM person"))
        .containsExactly("Ann,null", "Bob,Oslo", "Cid,null", "nobody,null");
    assertThat(db.query("SELECT COALESCE(1, 1 / 0)")).containsExactly("1");
    assertThat(db.query("SELECT name || ' of ' || city FROM person WHERE id = 1"))
        .containsExactly("Ann of Rome");
    assertThat(db.query("SELECT CAST(? AS INTEGER) + 1", "41")).containsExactly("42");
    assertThat(
            db.query(
                "SELECT id IS DISTINCT FROM 1, city IS NOT DISTINCT FROM NULL FROM person WHERE id > 3"))
        .containsExactly("true,true");
  }

  @Test
  void columnsOfSeveralTablesAreToldApart() throws SQLException {
    assertFails("42702", () -> db.query("SELECT id FROM person a, person b"))
        .hasMessageContaining("line 1, column 8");
    assertFails("42712", () -> db.query("SELECT 1 FROM person, person"));
    assertFails("42S22", () -> db.query("SELECT c.id FROM person a"));
    try (Connection other = db.connect();
        PreparedStatement statement =
            other.prepareStatement(
                "SELECT p.*, amount AS paid FROM person p LEFT JOIN bill ON person = id")) {
      ResultSetMetaData columns = statement.getMetaData();
      assertThat(columns.getColumnCount()).isEqualTo(4);
      assertThat(columns.getTableName(2)).isEqualTo("person");
      assertThat(columns.getTableName(4)).isEqualTo("bill");
      assertThat(columns.getColumnLabel(4)).isEqualTo("paid");
      assertThat(columns.getColumnName(4)).isEqualTo("amount");
      assertThat(columns.isNullable(1)).isEqualTo(ResultSetMetaData.columnNoNulls);
      assertThat(columns.isNullable(4)).isEqualTo(ResultSetMetaData.columnNullable);
      assertThat(columns.getScale(4)).isEqualTo(2);
    }
  }

  @Test
  void blanksAtTheEndOfACharDoNotCountHoweverManyThereAre() throws SQLException {
    db.execute("CREATE TABLE c (k INTEGER, three CHAR(3), five CHAR(5), free VARCHAR(5))");
    db.execute("INSERT INTO c VALUES (1, 'a', 'a', 'a'), (2, 'b', 'bcd', 'b '), (3, 'z', 'y', '')");
    for (boolean indexed : new boolean[] {false, true}) {
      if (indexed) {
        db.execute("CREATE INDEX c_three ON c (three)");
        db.execute("CREATE INDEX c_five ON c (five)");
        db.execute("CREATE INDEX c_free ON c (free)");
      }
      for (String condition :
          new String[] {
            "three = 'a      '",
            "three IN ('a      ', 'x')",
            "three = CAST('a' AS CHAR(7))",
            "three BETWEEN 'a' AND 'a      '",
            "three < 'b      '",
            "NOT three >= 'b      '",
            "three = five",
            "three IN (five)",
            "five IN ('q', three)",
            "three IS NOT DISTINCT FROM five",
            "three IN (free) AND k < 2",
            "free IN (five)",
            "free IS NOT DISTINCT FROM three AND k < 2",
            "three = LOWER('A  ') OR three = LOWER(five)"
          }) {
        assertThat(db.query("SELECT k FROM c WHERE " + condition))
            .as(condition + (indexed ? " with indexes" : ""))
            .containsExactly("1");
      }
      assertThat(db.query("SELECT k FROM c WHERE three = ?", "a      ")).containsExactly("1");
      assertThat(db.query("SELECT x.k FROM c x JOIN c y ON x.three = y.five")).containsExactly("1");
    }
    assertThat(db.query("SELECT three FROM c WHERE k = 1 UNION SELECT five FROM c WHERE k = 1"))
        .containsExactly("a    ");
  }

  @Test
  void nullTakesItsTypeFromTheOtherQueryOfAUnion() throws SQLException {
    assertThat(db.query("SELECT NULL UNION ALL SELECT 1")).containsExactly("null", "1");
    assertThat(db.query("SELECT 1, 'a' UNION ALL SELECT NULL, NULL UNION ALL VALUES (NULL, 'b')"))
        .containsExactly("1,a", "null,null", "null,b");
    assertThat(db.query("(SELECT NULL UNION SELECT NULL) UNION ALL SELECT DATE '2024-02-29'"))
        .containsExactly("null", "2024-02-29");
    assertFails("42804", () -> db.query("SELECT 'a' UNION ALL SELECT 1"));
  }
}
