package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that the README shows. */
class FirstStepsTest {

  @Test
  void theProgramOfTheReadmeRuns(@TempDir Path directory) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:lightning:" + directory.resolve("shop"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE price (item VARCHAR PRIMARY KEY, cents INTEGER NOT NULL)");
      statement.executeUpdate("INSERT INTO price VALUES ('apples', 129), ('apricots', 399)");
      ResultSet result = statement.executeQuery("SELECT * FROM price WHERE item LIKE 'ap%'");
      assertThat(TestDatabase.rows(result)).containsExactly("apples,129", "apricots,399");
    }
  }

  @Test
  void aTableOfACompositeKeyIsReadByKeyPrefixAndRange() throws SQLException {
    try (TestDatabase db =
        new TestDatabase(
            "CREATE TABLE city (country CHAR(2) NOT NULL, name VARCHAR NOT NULL, id INTEGER NOT"
                + " NULL, region VARCHAR, latitude DOUBLE NOT NULL, PRIMARY KEY (country, name,"
                + " id))",
            "INSERT INTO city VALUES ('IS', 'Reykjavík', 1, 'Capital Region', 64.1), ('DE',"
                + " 'Neuss', 2, NULL, 51.2), ('DE', 'Neustadt', 3, 'Hesse', 50.8), ('DE', 'Bonn',"
                + " 4, NULL, 50.7), ('NO', 'Alta', 5, NULL, 69.9), ('NO', 'Honningsvåg', 6, NULL,"
                + " 70.9)")) {
      assertThat(
              db.query(
                  "SELECT name, region FROM city WHERE country = ? AND name = ?",
                  "IS",
                  "Reykjavík"))
          .containsExactly("Reykjavík,Capital Region");
      assertThat(db.query("SELECT name FROM city WHERE country = ? AND name LIKE 'Neu%'", "DE"))
          .containsExactly("Neuss", "Neustadt");
      assertThat(
              db.query(
                  "SELECT name FROM city WHERE country = ? AND name BETWEEN 'A' AND 'O' ORDER BY"
                      + " country DESC, name DESC, id DESC",
                  "DE"))
          .containsExactly("Neustadt", "Neuss", "Bonn");
      assertThat(db.query("SELECT name FROM city WHERE country = ? AND latitude > ?", "NO", 70.0))
          .containsExactly("Honningsvåg");
      assertThat(db.query("SELECT COUNT(*) FROM city")).containsExactly("6");
      assertThat(
              db.query(
                  "EXPLAIN SELECT name FROM city WHERE country = ? AND latitude > ?", "NO", 70.0))
          .containsExactly(
              "city: a scan of the part of the key where country = ?1",
              "not in the key, so tested on each of these rows: latitude > ?2");
    }
  }
}
