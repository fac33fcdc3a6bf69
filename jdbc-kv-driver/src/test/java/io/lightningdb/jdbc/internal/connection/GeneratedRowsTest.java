package io.lightningdb.jdbc.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Database;
import io.lightningdb.jdbc.TestDatabase;
import io.lightningdb.jdbc.internal.connection.GeneratedKeys.KeyColumns;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the rows that a statement adds, in one run or in several. */
class GeneratedRowsTest {

  private final TestDatabase db =
      new TestDatabase("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR, w VARCHAR)");

  private Table table;

  @BeforeEach
  void find() throws SQLException {
    table = BoundTable.find(db.connection().unwrap(Database.class), "t").table();
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static Object[] row(long key) {
    return new Object[] {key, "v" + key, "w" + key};
  }

  @Test
  void theColumnsThatAreWantedAreKeptInTheirOrder() throws SQLException {
    GeneratedKeys keys = new GeneratedKeys(KeyColumns.of(new String[] {"W", "k"}));
    keys.begin(table);
    assertThat(keys.wanted()).isTrue();
    keys.add(row(2));
    keys.add(row(1));
    keys.keep();
    assertThat(keys.rows()).containsExactly(new Object[] {"w2", 2L}, new Object[] {"w1", 1L});
    assertThat(keys.columns().find("k")).isEqualTo(1);
  }

  @Test
  void whatWasAddedInARunThatLostARaceOrFailedDoesNotCount() throws SQLException {
    GeneratedKeys keys = new GeneratedKeys(KeyColumns.of(new int[] {1}));
    keys.begin(table);
    keys.add(row(1));
    keys.begin(table);
    keys.add(row(2));
    keys.keep();
    keys.begin(table);
    keys.add(row(3));
    // The third failed.
    assertThat(keys.rows()).containsExactly(new Object[] {2L});
  }

  @Test
  void whatIsWantedOfATableIsSettledBeforeAnythingIsAdded() throws SQLException {
    GeneratedKeys none = new GeneratedKeys(KeyColumns.NONE);
    none.begin(table);
    assertThat(none.wanted()).isFalse();
    none.add(row(1));
    none.keep();
    assertThat(none.rows()).isEmpty();
    String[] names = {"k"};
    GeneratedKeys keys = new GeneratedKeys(KeyColumns.of(names));
    names[0] = "changed";
    keys.begin(table);
    GeneratedKeys unknown = new GeneratedKeys(KeyColumns.of(names));
    assertThatThrownBy(() -> unknown.begin(table)).hasMessageContaining("changed");
  }

  @Test
  void rowsOfATableThatWasMadeAnewDoNotMix() throws SQLException {
    GeneratedKeys keys = new GeneratedKeys(KeyColumns.of(new int[] {1}));
    keys.begin(table);
    keys.add(row(1));
    keys.keep();
    db.execute("DROP TABLE t");
    db.execute("CREATE TABLE t (k VARCHAR PRIMARY KEY)");
    keys.begin(BoundTable.find(db.connection().unwrap(Database.class), "t").table());
    keys.add(new Object[] {"text"});
    keys.keep();
    assertThat(keys.rows()).containsExactly(new Object[] {"text"});
  }
}
