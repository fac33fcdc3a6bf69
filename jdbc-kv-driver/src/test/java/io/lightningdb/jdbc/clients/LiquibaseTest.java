package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.jdbc.TestDatabase;
import java.sql.Connection;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Liquibase, which does not know the database and so treats it as any. */
@Timeout(120)
class LiquibaseTest {

  private final TestDatabase db = new TestDatabase();

  @AfterEach
  void close() {
    db.close();
  }

  /** Some work with Liquibase. */
  private interface Work {
    void run(Liquibase liquibase) throws Exception;
  }

  private void with(Work work) throws Exception {
    Logger.getLogger("liquibase").setLevel(Level.SEVERE);
    try (Connection connection = db.connect()) {
      Database database =
          DatabaseFactory.getInstance()
              .findCorrectDatabaseImplementation(new JdbcConnection(connection));
      Scope.child(
          Map.of("liquibase.analytics.enabled", false),
          () -> {
            try (Liquibase liquibase =
                new Liquibase(
                    "clients/changelog.sql", new ClassLoaderResourceAccessor(), database)) {
              work.run(liquibase);
            }
          });
    }
  }

  @Test
  void changesAreMadeOnceAndCanBeTakenBack() throws Exception {
    with(liquibase -> liquibase.update(""));
    assertThat(db.query("SELECT name, city FROM customer")).containsExactly("Ann,nowhere");
    with(liquibase -> assertThat(liquibase.listUnrunChangeSets(null, null)).isEmpty());
    with(liquibase -> liquibase.update(""));
    assertThat(db.query("SELECT COUNT(*) FROM customer")).containsExactly("1");
    assertThat(db.query("SELECT ID FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED"))
        .containsExactly("1", "2");
    with(liquibase -> liquibase.rollback(1, ""));
    assertThat(db.query("SELECT COUNT(*) FROM customer")).containsExactly("0");
    assertThat(db.query("SELECT LOCKED FROM DATABASECHANGELOGLOCK")).containsExactly("false");
  }
}
