package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.ConflictException;
import io.lightningdb.CorruptionException;
import io.lightningdb.Database;
import io.lightningdb.DatabaseLockedException;
import io.lightningdb.FormatException;
import io.lightningdb.Lightning;
import io.lightningdb.LightningException;
import io.lightningdb.LimitException;
import io.lightningdb.Options;
import io.lightningdb.OutcomeUnknownException;
import io.lightningdb.StorageException;
import io.lightningdb.UnavailableException;
import io.lightningdb.jdbc.internal.error.EngineFailures;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What docs/jdbc.md says is so. */
class JdbcDocumentTest {

  private static final Path PAGE = Path.of("..", "docs", "jdbc.md");

  private final TestDatabase db = new TestDatabase();

  @AfterEach
  void close() {
    db.close();
  }

  /** Returns the statements of all blocks of a kind. */
  private static List<String> statements(String kind) throws IOException {
    List<String> statements = new ArrayList<>();
    Matcher blocks =
        Pattern.compile("```" + kind + "\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    while (blocks.find()) {
      Stream.of(blocks.group(1).split(";\\s", -1))
          .filter(sql -> !sql.isBlank())
          .forEach(statements::add);
    }
    assertThat(statements).hasSizeGreaterThan(10);
    return statements;
  }

  private void runAll() throws IOException, SQLException {
    try (Statement statement = db.connection().createStatement()) {
      for (String sql : statements("sql")) {
        if (statement.execute(sql)) {
          TestDatabase.rows(statement.getResultSet());
        }
      }
    }
  }

  @Test
  void theSqlThatIsShownRuns() throws IOException, SQLException {
    runAll();
    assertThat(db.query("SELECT name, population FROM city"))
        .containsExactly("Köln,1087354", "Akureyri,19000", "Reykjavík,1");
    assertThat(db.query("EXPLAIN SELECT * FROM city WHERE country = 'IS' AND population > 1000"))
        .allSatisfy(line -> assertThat(Files.readString(PAGE)).contains(line));
  }

  @Test
  void whatIsSaidToBeMissingIsRefused() throws IOException, SQLException {
    runAll();
    try (Statement statement = db.connection().createStatement()) {
      for (String sql : statements("sql refused")) {
        assertFails("0A000", () -> statement.execute(sql));
      }
    }
  }

  @Test
  void allOptionsAreListed() throws IOException {
    String text = Files.readString(PAGE);
    for (String option : Options.Builder.names()) {
      assertThat(text).contains("`" + option + "`");
    }
  }

  /** Returns, by state, the classes of the exceptions that the driver can make. */
  private static Map<String, Set<String>> states() throws ReflectiveOperationException {
    Map<String, Set<String>> states = new TreeMap<>();
    for (Method factory : SqlErrors.class.getMethods()) {
      boolean makes =
          factory.getReturnType() == SQLException.class && !factory.getName().startsWith("with");
      if (makes) {
        Object[] arguments =
            Stream.of(factory.getParameterTypes())
                .map(
                    type ->
                        type == int.class
                            ? (Object) 1
                            : type == String.class
                                ? "message"
                                : type == Class.class
                                    ? String.class
                                    : type == Object.class ? "object" : new IOException())
                .toArray();
        add((SQLException) factory.invoke(null, arguments), states);
      }
    }
    try (Database open = Lightning.openInMemory()) {
      for (LightningException e :
          List.of(
              new ConflictException(ConflictException.Reason.CHANGED, "m", "k", null),
              new CorruptionException("m"),
              new LimitException("m"),
              new FormatException("m"),
              new StorageException("m", new IOException(), true),
              new StorageException("m"),
              new UnavailableException("m"),
              new OutcomeUnknownException("m"))) {
        add(EngineFailures.using(e, open), states);
      }
      add(EngineFailures.opening(new DatabaseLockedException("m")), states);
      add(EngineFailures.opening(new StorageException("m")), states);
    }
    return states;
  }

  private static void add(SQLException e, Map<String, Set<String>> states) {
    states
        .computeIfAbsent(e.getSQLState(), state -> new TreeSet<>())
        .add(e.getClass().getSimpleName());
  }

  @Test
  void theTableOfStatesHasAllThatTheDriverMakes() throws Exception {
    Map<String, Set<String>> listed = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = Pattern.compile("\\| (`[0-9A-Z]{5}`.*?) \\|.*\\| (SQL.*?) \\|").matcher(line);
      if (row.matches()) {
        List<String> classes = List.of(row.group(2).split(", ", -1));
        List<String> states =
            Pattern.compile("`([0-9A-Z]{5})`")
                .matcher(row.group(1))
                .results()
                .map(r -> r.group(1))
                .toList();
        for (int i = 0; i < states.size(); i++) {
          // Two states and two classes go together in their order; otherwise all classes belong to
          // all.
          boolean pairs = states.size() == classes.size() && classes.size() > 1;
          listed
              .computeIfAbsent(states.get(i), state -> new TreeSet<>())
              .addAll(pairs ? List.of(classes.get(i)) : classes);
        }
      }
    }
    assertThat(listed).isEqualTo(states());
  }
}
