package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.jdbc.LightningDataSource;
import io.lightningdb.jdbc.TestDatabase;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's templates and transactions. */
@Timeout(60)
class SpringTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE person (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, born TIMESTAMP)");

  private LightningDataSource source;
  private JdbcTemplate jdbc;

  @BeforeEach
  void connect() {
    source = new LightningDataSource(db.url());
    jdbc = new JdbcTemplate(source);
    jdbc.update(
        "INSERT INTO person VALUES (?, ?, ?)", 1, "Anna", LocalDateTime.of(2000, 1, 1, 0, 0));
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void theTemplateReadsAndWrites() {
    assertThat(jdbc.queryForObject("SELECT name FROM person WHERE id = ?", String.class, 1))
        .isEqualTo("Anna");
    assertThat(jdbc.queryForList("SELECT * FROM person").get(0)).containsEntry("NAME", "Anna");
    assertThat(jdbc.update("UPDATE person SET born = ? WHERE id = 1", (Object) null)).isEqualTo(1);
    assertThat(jdbc.queryForObject("SELECT born FROM person", LocalDateTime.class)).isNull();
    jdbc.batchUpdate(
        "INSERT INTO person VALUES (?, ?, NULL)",
        List.of(new Object[] {2, "Bert"}, new Object[] {3, "Carl"}));
    assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM person", Integer.class)).isEqualTo(3);
    jdbc.setMaxRows(1);
    jdbc.setFetchSize(10);
    jdbc.setQueryTimeout(5);
    assertThat(jdbc.queryForList("SELECT id FROM person", Integer.class)).containsExactly(1);
  }

  @Test
  void namedParametersAndTheClient() {
    NamedParameterJdbcTemplate named = new NamedParameterJdbcTemplate(source);
    assertThat(
            named.update(
                "INSERT INTO person (id, name) VALUES (:id, :name)",
                Map.of("id", 5, "name", "Eva")))
        .isEqualTo(1);
    assertThat(
            named.queryForList(
                "SELECT name FROM person WHERE id IN (:ids)",
                Map.of("ids", List.of(1, 5)),
                String.class))
        .containsExactly("Anna", "Eva");
    record Person(int id, String name) {}
    assertThat(
            JdbcClient.create(source)
                .sql("SELECT id, name FROM person WHERE id = :id")
                .param("id", 5)
                .query(Person.class)
                .single())
        .isEqualTo(new Person(5, "Eva"));
  }

  @Test
  void simpleJdbcInsertFindsTheColumns() {
    SimpleJdbcInsert insert = new SimpleJdbcInsert(source).withTableName("PERSON");
    assertThat(insert.execute(Map.of("id", 7, "name", "Gil"))).isEqualTo(1);
    assertThat(jdbc.queryForObject("SELECT name FROM person WHERE id = 7", String.class))
        .isEqualTo("Gil");
    GeneratedKeyHolder keys = new GeneratedKeyHolder();
    jdbc.update(
        c ->
            c.prepareStatement(
                "INSERT INTO person (id, name) VALUES (8, 'H')", new String[] {"id"}),
        keys);
    assertThat(keys.getKey()).isEqualTo(8);
  }

  @Test
  void exceptionsBecomeSpringsOwn() {
    assertThatThrownBy(() -> jdbc.update("INSERT INTO person (id, name) VALUES (1, 'x')"))
        .isInstanceOf(DuplicateKeyException.class);
    assertThatThrownBy(() -> jdbc.update("INSERT INTO person (id) VALUES (9)"))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThatThrownBy(
            () -> jdbc.update("INSERT INTO person (id, name) VALUES (9, ?)", "n".repeat(21)))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThatThrownBy(() -> jdbc.update("INSERT INTO person (id, name) VALUES (1e12, 'x')"))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThatThrownBy(() -> jdbc.update("INSRT INTO person"))
        .isInstanceOf(BadSqlGrammarException.class);
    assertThatThrownBy(() -> jdbc.queryForList("SELECT * FROM nobody"))
        .isInstanceOf(BadSqlGrammarException.class);
    assertThatThrownBy(() -> jdbc.queryForList("SELECT nothing FROM person"))
        .isInstanceOf(BadSqlGrammarException.class);
    assertThatThrownBy(() -> jdbc.queryForList("SELECT id FROM person INTERSECT SELECT 1"))
        .isInstanceOf(InvalidDataAccessApiUsageException.class);
    LightningDataSource nowhere = new LightningDataSource("jdbc:lightning:/dev/null/db");
    assertThatThrownBy(() -> new JdbcTemplate(nowhere).queryForList("SELECT 1"))
        .hasRootCauseInstanceOf(Exception.class);
    jdbc.execute("SELECT 1");
  }

  @Test
  void transactionsCommitRollBackAndReportConflicts() {
    JdbcTransactionManager manager = new JdbcTransactionManager(source);
    TransactionTemplate transaction = new TransactionTemplate(manager);
    transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    transaction.setTimeout(30);
    transaction.executeWithoutResult(
        status -> {
          jdbc.update("UPDATE person SET name = 'x'");
          status.setRollbackOnly();
        });
    assertThat(jdbc.queryForObject("SELECT name FROM person", String.class)).isEqualTo("Anna");
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      jdbc.update("UPDATE person SET name = 'mine'");
                      other("UPDATE person SET name = 'theirs'");
                    }))
        .isInstanceOf(CannotAcquireLockException.class);
    assertThat(jdbc.queryForObject("SELECT name FROM person", String.class)).isEqualTo("theirs");
    TransactionTemplate reading = new TransactionTemplate(manager);
    reading.setReadOnly(true);
    reading.executeWithoutResult(
        status ->
            assertThatThrownBy(() -> jdbc.update("DELETE FROM person"))
                .hasMessageContaining("read-only"));
  }

  @Test
  void nestedTransactionsAreSavepoints() {
    JdbcTransactionManager manager = new JdbcTransactionManager(source);
    TransactionTemplate outer = new TransactionTemplate(manager);
    outer.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    TransactionTemplate inner = new TransactionTemplate(manager);
    inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    outer.executeWithoutResult(
        status -> {
          jdbc.update("UPDATE person SET name = 'outer'");
          assertThatThrownBy(
                  () ->
                      inner.executeWithoutResult(
                          nested -> {
                            jdbc.update("UPDATE person SET name = 'inner'");
                            throw new IllegalStateException("undo");
                          }))
              .hasMessage("undo");
          inner.executeWithoutResult(nested -> jdbc.update("UPDATE person SET born = NULL"));
        });
    assertThat(jdbc.queryForObject("SELECT name FROM person", String.class)).isEqualTo("outer");
    assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM person WHERE born IS NULL", Long.class))
        .isEqualTo(1);
  }

  private void other(String sql) {
    try {
      db.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClosedDatabaseIsAResourceFailure() {
    JdbcTemplate onOne = new JdbcTemplate(new SingleConnectionDataSource(db.connection(), true));
    db.close();
    assertThatThrownBy(() -> onOne.queryForList("SELECT 1"))
        .isInstanceOf(DataAccessResourceFailureException.class);
  }

  @Test
  void untypedNullsAreBoundByParameterMetadata() {
    jdbc.update(
        "UPDATE person SET born = ? WHERE id = ?",
        new Object[] {null, 1},
        new int[] {Types.NULL, Types.INTEGER});
    assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM person WHERE born IS NULL", Integer.class))
        .isEqualTo(1);
  }
}
