package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.jdbc.LightningDataSource;
import io.lightningdb.jdbc.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.apache.commons.dbutils.QueryRunner;
import org.apache.commons.dbutils.handlers.BeanListHandler;
import org.apache.commons.dbutils.handlers.MapListHandler;
import org.apache.commons.dbutils.handlers.ScalarHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commons DbUtils, which asks for the types of parameters that are null. */
@Timeout(60)
class DbUtilsTest {

  /** A row. */
  public static final class Person {
    private int id;
    private String name;

    public int getId() {
      return id;
    }

    public void setId(int id) {
      this.id = id;
    }

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }
  }

  private final TestDatabase db =
      new TestDatabase("CREATE TABLE person (id INTEGER PRIMARY KEY, name VARCHAR(20))");
  private final QueryRunner runner = new QueryRunner(new LightningDataSource(db.url()));

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void rowsAreWrittenAndReadAsBeans() throws SQLException {
    assertThat(runner.update("INSERT INTO person VALUES (?, ?)", 1, "Ann")).isOne();
    assertThat(runner.update("INSERT INTO person VALUES (?, ?)", 2, null)).isOne();
    assertThat(
            runner.batch(
                "INSERT INTO person VALUES (?, ?)", new Object[][] {{3, "Cid"}, {4, null}}))
        .containsExactly(1, 1);
    List<Person> people =
        runner.query("SELECT * FROM person ORDER BY id", new BeanListHandler<>(Person.class));
    assertThat(people).extracting(Person::getName).containsExactly("Ann", null, "Cid", null);
    assertThat(runner.query("SELECT COUNT(*) FROM person", new ScalarHandler<Long>())).isEqualTo(4);
    assertThat(runner.query("SELECT id AS \"n\" FROM person WHERE id = ?", new MapListHandler(), 3))
        .containsExactly(java.util.Map.of("n", 3));
    // It prepares this as a call.
    assertThat(runner.execute("DELETE FROM person WHERE id > ?", 2)).isEqualTo(2);
    assertThatThrownBy(() -> runner.update("INSERT INTO person VALUES (?, ?)", 1))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Wrong number of parameters");
  }
}
