package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries inside of expressions: EXISTS, IN, and those that stand for a value. */
class SubqueryTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE person (id INTEGER PRIMARY KEY, name VARCHAR(20), city VARCHAR(20))",
          "CREATE TABLE bill (number BIGINT PRIMARY KEY, person INTEGER, amount DECIMAL(10, 2))",
          "CREATE TABLE nothing (id INTEGER PRIMARY KEY, n INTEGER)",
          "INSERT INTO person VALUES (1, 'Ann', 'Rome'), (2, 'Bob', 'Oslo'), (3, 'Cid', 'Rome'),"
              + " (4, NULL, NULL)",
          "INSERT INTO bill VALUES (10, 1, 5), (11, 1, 20.5), (12, 2, 7), (13, NULL, 1),"
              + " (14, 9, 2)");

  @AfterEach
  void close() {
    db.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EXISTS (SELECT 1 FROM bill WHERE person = id)                        | 1,2
          NOT EXISTS (SELECT 1 FROM bill b WHERE b.person = person.id)         | 3,4
          EXISTS (SELECT 1 FROM bill WHERE amount > 100)                       | ''
          EXISTS (SELECT 1 FROM nothing) OR id = 2                             | 2
          EXISTS (SELECT COUNT(*) FROM nothing)                                | 1,2,3,4
          EXISTS ((SELECT 1 FROM nothing) UNION (SELECT 2))                    | 1,2,3,4
          EXISTS (VALUES (1)) AND id < 3                                       | 1,2
          id IN (SELECT person FROM bill)                                      | 1,2
          id IN ((SELECT person FROM bill))                                    | 1,2
          id IN ((SELECT MIN(person) FROM bill), 4)                            | 1,4
          id = ANY (SELECT person FROM bill WHERE amount > 6)                  | 1,2
          id <> ALL (SELECT person FROM bill WHERE person < 9)                 | 3,4
          id NOT IN (SELECT person FROM bill WHERE person IS NOT NULL)         | 3,4
          id NOT IN (SELECT person FROM bill)                                  | ''
          id NOT IN (SELECT n FROM nothing)                                    | 1,2,3,4
          city IN (SELECT city FROM person WHERE id = 1)                       | 1,3
          city NOT IN (SELECT name FROM person WHERE id < 3)                   | 1,2,3
          (city IN (SELECT name FROM person)) IS NULL                          | 1,2,3,4
          (name IN (SELECT city FROM nothing JOIN person ON n = 1)) IS NULL    | ''
          (id, city) IN (SELECT id, 'Rome' FROM person)                        | 1,3
          (id, city) NOT IN (SELECT id + 1, 'Rome' FROM person)                | 1,2
          id IN (SELECT b.person FROM bill b WHERE b.amount > id * 6)          | 1
          id = (SELECT MIN(person) FROM bill)                                  | 1
          id > (SELECT AVG(person) FROM bill) - 2                              | 2,3,4
          (SELECT SUM(amount) FROM bill WHERE person = id) > 6                 | 1,2
          (SELECT n FROM nothing) IS NULL AND id = 1                           | 1
          id = (SELECT 2) + 1                                                  | 3
          id = ((SELECT 2) + 1)                                                | 3
          id = (SELECT person FROM bill ORDER BY amount DESC LIMIT 1)          | 1
          EXISTS (SELECT 1 FROM bill WHERE amount > (SELECT 6 * person.id))    | 1,2,3
          EXISTS (SELECT 1 FROM bill b JOIN person q ON q.id = b.person AND q.city = person.city) | 1,2,3
          EXISTS (SELECT 1 FROM (SELECT person.id AS x) t WHERE x = 3)         | 3
          CASE WHEN EXISTS (SELECT 1 FROM bill WHERE person = id) THEN id END = 2 | 2
          """)
  void aConditionMayAskAQuery(String condition, String expected) throws SQLException {
    for (String more : List.of("", " AND 1 = 1 ORDER BY city || 'x', id")) {
      List<String> found =
          new ArrayList<>(db.query("SELECT id FROM person WHERE (" + condition + ")" + more));
      found.sort(null);
      assertThat(String.join(",", found)).as(condition).isEqualTo(expected);
    }
  }

  @Test
  void aQueryStandsForAValueWhereverOneCan() throws SQLException {
    assertThat(
            db.query(
                "SELECT id, (SELECT COUNT(*) FROM bill WHERE person = id) FROM person"
                    + " ORDER BY (SELECT COUNT(*) FROM bill WHERE person = id) DESC, id"))
        .containsExactly("1,2", "2,1", "3,0", "4,0");
    assertThat(db.query("SELECT (SELECT MAX(id) FROM person), EXISTS (SELECT 1 FROM nothing)"))
        .containsExactly("4,false");
    assertThat(
            db.query(
                "SELECT city, (SELECT COUNT(*) FROM person q WHERE q.city = p.city) FROM person p"
                    + " GROUP BY city HAVING COUNT(*) > (SELECT 1) ORDER BY 1"))
        .containsExactly("Rome,2");
    assertThat(db.query("SELECT SUM((SELECT COUNT(*) FROM bill WHERE person = id)) FROM person"))
        .containsExactly("3");
    assertThat(
            db.query(
                "SELECT p.id, b.number FROM person p LEFT JOIN bill b ON b.person = p.id"
                    + " AND b.amount = (SELECT MAX(amount) FROM bill WHERE person = p.id)"
                    + " ORDER BY 1"))
        .containsExactly("1,11", "2,12", "3,null", "4,null");
    assertThat(db.query("VALUES ((SELECT 1)), ((SELECT 2))")).containsExactly("1", "2");
  }

  @Test
  void changesMayAskQueriesToo() throws SQLException {
    db.execute("INSERT INTO nothing VALUES ((SELECT MAX(id) + 1 FROM person), (SELECT 7))");
    assertThat(db.query("SELECT * FROM nothing")).containsExactly("5,7");
    // Each row sees what was there before the statement.
    assertThat(db.execute("UPDATE person SET id = (SELECT MAX(id) FROM person) + id")).isEqualTo(4);
    assertThat(db.query("SELECT id FROM person")).containsExactly("5", "6", "7", "8");
    assertThat(
            db.execute(
                "UPDATE bill SET amount = amount + 1"
                    + " WHERE number = (SELECT MIN(number) FROM bill)"))
        .isEqualTo(1);
    assertThat(db.query("SELECT amount FROM bill WHERE number = 10")).containsExactly("6.00");
    assertThat(
            db.execute(
                "DELETE FROM bill WHERE NOT EXISTS (SELECT 1 FROM person WHERE id = person)"))
        .isEqualTo(5);
    assertThat(
            db.execute(
                "INSERT INTO nothing VALUES (5, 1)"
                    + " ON CONFLICT (id) DO UPDATE SET n = (SELECT EXCLUDED.n + nothing.n)"))
        .isEqualTo(1);
    assertThat(db.query("SELECT n FROM nothing")).containsExactly("8");
  }

  @Test
  void parametersTakeTheTypesOfTheQuery() throws SQLException {
    try (PreparedStatement select =
        db.connection()
            .prepareStatement(
                "SELECT id FROM person WHERE ? IN (SELECT number FROM bill WHERE person = id)"
                    + " AND id = (SELECT person FROM bill WHERE number = ?)")) {
      select.setInt(1, 11);
      select.setLong(2, 10);
      assertThat(TestDatabase.rows(select.executeQuery())).containsExactly("1");
      assertThat(select.getParameterMetaData().getParameterTypeName(1)).isEqualTo("BIGINT");
    }
  }

  @Test
  void blanksOfPaddedTextsDoNotCount() throws SQLException {
    db.execute("CREATE TABLE code (c CHAR(6) PRIMARY KEY)");
    db.execute("INSERT INTO code VALUES ('Rome'), ('Bern')");
    assertThat(db.query("SELECT id FROM person WHERE city IN (SELECT c FROM code)"))
        .containsExactly("1", "3");
    assertThat(db.query("SELECT c FROM code WHERE c IN (SELECT city FROM person)")).hasSize(1);
    assertThat(db.query("SELECT id FROM person WHERE city = (SELECT MAX(c) FROM code)"))
        .containsExactly("1", "3");
  }

  @Test
  void aQueryThatFixesAKeyIsRunOnceAndTheRowGot() throws SQLException {
    assertThat(
            String.join("\n", db.query("EXPLAIN SELECT * FROM person WHERE id = (SELECT 1 + 1)")))
        .startsWith("person: one row, got by its key,")
        .contains("a query is run once: (SELECT");
    assertThat(
            String.join(
                "\n",
                db.query(
                    "EXPLAIN SELECT * FROM bill b"
                        + " WHERE EXISTS (SELECT 1 FROM person WHERE id = b.person)")))
        .contains("a query is run for each row, with its person: (SELECT")
        .contains("  person: one row, got by its key,");
  }

  @Test
  void inWithAQueryLeadsToKeys() throws SQLException {
    String in = "SELECT name FROM person WHERE id IN (SELECT person FROM bill) ORDER BY id DESC";
    assertThat(String.join("\n", db.query("EXPLAIN " + in)))
        .startsWith("person: some rows, each got by its key, where id IN (SELECT")
        .doesNotContain("sorted");
    assertThat(db.query(in)).containsExactly("Bob", "Ann");
    db.execute("CREATE INDEX bill_person ON bill (person, amount)");
    assertThat(
            db.query(
                "SELECT number FROM bill WHERE person IN (SELECT id FROM person WHERE id < 3)"
                    + " AND amount > 6 ORDER BY person, amount"))
        .containsExactly("11", "12");
    assertThat(
            db.query(
                "SELECT number FROM bill WHERE person IN (SELECT n FROM nothing) AND amount > 1"))
        .isEmpty();
    assertThat(
            db.query(
                "SELECT number FROM bill WHERE person IN (SELECT id + 0.5 FROM person)"
                    + " OR number IN (SELECT 12 FROM person)"))
        .containsExactly("12");
    assertThat(db.execute("DELETE FROM person WHERE id IN (SELECT person FROM bill)")).isEqualTo(2);
    assertThat(db.query("SELECT id FROM person")).containsExactly("3", "4");
  }

  @Test
  void tooManyKeysAreNotLookedForOneByOne() throws SQLException {
    db.execute("CREATE TABLE many (a INTEGER, b INTEGER, PRIMARY KEY (a, b))");
    try (PreparedStatement insert =
        db.connection().prepareStatement("INSERT INTO many VALUES (?, ?)")) {
      for (int i = 0; i < 12_000; i++) {
        insert.setInt(1, i / 2);
        insert.setInt(2, i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    for (String condition :
        new String[] {
          "b IN (SELECT b FROM many) AND a = 7",
          "a IN (SELECT b FROM many) AND b = 15",
          "a IN (SELECT b FROM many WHERE b < 10) AND b IN (SELECT b FROM many WHERE b = 15)",
          "a = 7 AND b > 14 AND a IN (SELECT b FROM many)"
        }) {
      List<String> expected = condition.startsWith("b") ? List.of("7,14", "7,15") : List.of("7,15");
      assertThat(db.query("SELECT a, b FROM many WHERE " + condition))
          .as(condition)
          .isEqualTo(expected);
    }
  }

  @Test
  void whatDoesNotFitIntoMemoryIsAskedForEachRow() throws SQLException {
    db.execute("CREATE TABLE long (id INTEGER PRIMARY KEY, t TEXT)");
    try (PreparedStatement insert =
        db.connection().prepareStatement("INSERT INTO long VALUES (?, ?)")) {
      for (int i = 0; i < 400; i++) {
        insert.setInt(1, i);
        insert.setString(2, i + "x".repeat(100_000));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    assertThat(
            db.query(
                "SELECT COUNT(*) FROM person WHERE name NOT IN (SELECT t FROM long)"
                    + " AND id IN (SELECT id FROM long)"))
        .containsExactly("3");
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() throws SQLException {
    assertFails("21000", () -> db.query("SELECT (SELECT id FROM person)"))
        .hasMessageContaining("several rows");
    assertFails("21S01", () -> db.query("SELECT (SELECT id, name FROM person WHERE id = 1)"))
        .hasMessageContaining("one column, not 2");
    assertFails(
            "21S01",
            () -> db.query("SELECT 1 FROM person WHERE id IN (SELECT id, name FROM person)"))
        .hasMessageContaining("the query has 2 columns for 1");
    assertFails(
            "42804", () -> db.query("SELECT 1 FROM person WHERE id IN (SELECT name FROM person)"))
        .hasMessageContaining("cannot be used together");
    assertFails(
            "42S22",
            () -> db.query("SELECT 1 FROM person WHERE EXISTS (SELECT 1 FROM bill WHERE x = 1)"))
        .hasMessageContaining("there is no column x");
    assertFails(
            "42803",
            () ->
                db.query(
                    "SELECT COUNT(*), (SELECT COUNT(*) FROM person q WHERE q.city = person.city)"
                        + " FROM person"))
        .hasMessageContaining("city");
    assertFails("0A000", () -> db.query("SELECT 1 WHERE EXISTS (SELECT 1 FROM person FOR UPDATE)"))
        .hasMessageContaining("FOR UPDATE");
    assertFails("0A000", () -> db.query("SELECT 1 FROM person WHERE id > ALL (SELECT 1)"))
        .hasMessageContaining("ALL");
    assertFails("42601", () -> db.query("SELECT 1 FROM person WHERE id IN (SELECT 1, 2"));
  }

  @Test
  void theyNestDeeply() throws SQLException {
    for (String[] each :
        new String[][] {
          {"(SELECT ", "1", " + person.id)"},
          {"(SELECT MAX(id) FROM person WHERE id = ", "id", ")"},
          {"EXISTS (SELECT 1 FROM person WHERE ", "TRUE", ")"},
          {"id IN (SELECT id FROM person WHERE ", "TRUE", ")"}
        }) {
      String deepest = each[0].repeat(49) + each[1] + each[2].repeat(49);
      assertThat(db.query("SELECT " + deepest + " FROM person WHERE id = 2")).hasSize(1);
      String deeper = each[0].repeat(5_000) + each[1] + each[2].repeat(5_000);
      assertFails("54001", () -> db.query("SELECT " + deeper + " FROM person"));
    }
    String derived = "(SELECT * FROM ".repeat(49) + "person" + ") x".repeat(49);
    assertThat(db.query("SELECT * FROM " + derived)).hasSize(4);
  }
}
