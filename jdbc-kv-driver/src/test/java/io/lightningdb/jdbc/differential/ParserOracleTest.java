package io.lightningdb.jdbc.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.ExprTree;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Parser;
import io.lightningdb.jdbc.internal.sql.Query;
import io.lightningdb.jdbc.internal.sql.QueryBody;
import io.lightningdb.jdbc.internal.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.util.TablesNamesFinder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Compares the parser with JSqlParser: of statements that both accept, some of them with words
 * moved, doubled or left out, both have to find the same tables and as many columns.
 */
@ExtendWith(Seeds.class)
@Timeout(120)
class ParserOracleTest {

  private static final int STATEMENTS = 150;

  /** What is compared of a statement. */
  private record Outline(Set<String> tables, int items) {}

  @RepeatedTest(6)
  void bothFindTheSame(Seed seed) throws SQLException {
    RandomSql random = new RandomSql(seed.fork("sql"));
    int compared = 0;
    for (int i = 0; i < STATEMENTS; i++) {
      String sql = random.next().sql();
      if (sql.startsWith("MERGE")) {
        continue; // Of its kinds JSqlParser knows another one.
      }
      Outline ours = ours(Parser.parse(sql).statement());
      Outline theirs = theirs(sql);
      assertThat(theirs).as(sql).isEqualTo(ours);
      compared += compareMutated(mutated(sql, seed));
    }
    assertThat(compared).isGreaterThan(STATEMENTS / 20);
  }

  /** Compares a statement that may be none; returns 1 if both accept it. */
  private static int compareMutated(String sql) {
    Outline ours;
    try {
      ours = ours(Parser.parse(sql).statement());
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(sql).isIn("42601", "0A000", "3F000", "54001", "22003");
      assertThat(e.getMessage()).as(sql).isNotBlank();
      return 0;
    }
    Outline theirs = theirs(sql);
    if (theirs == null) {
      return 0;
    }
    assertThat(ours).as(sql).isEqualTo(theirs);
    return 1;
  }

  /** Returns a statement with some of its words moved, doubled or left out. */
  private static String mutated(String sql, Seed seed) {
    List<String> words = new ArrayList<>(List.of(sql.split(" ")));
    for (int i = seed.between(1, 2); i > 0 && words.size() > 3; i--) {
      int at = seed.between(1, words.size() - 2);
      switch (seed.between(0, 2)) {
        case 0 -> words.remove(at);
        case 1 -> words.add(at, words.get(at));
        default -> words.add(at, words.remove(at + 1));
      }
    }
    return String.join(" ", words);
  }

  private static Outline ours(Statement statement) {
    Set<String> tables = new TreeSet<>();
    int items = 0;
    if (statement instanceof Query query) {
      add(query, tables);
      items = query.body() instanceof Query.Select select ? select.items().size() : 0;
    } else if (statement instanceof Statement.Insert insert) {
      add(insert.table(), tables);
      Query from = insert.query();
      if (from != null) {
        add(from, tables);
      }
    } else if (statement instanceof Statement.Update update) {
      add(update.table(), tables);
      update.sets().forEach(set -> add(set.value(), tables));
      add(update.where(), tables);
    } else if (statement instanceof Statement.Delete delete) {
      add(delete.table(), tables);
      add(delete.where(), tables);
    }
    return new Outline(tables, items);
  }

  private static void add(Name name, Set<String> tables) {
    tables.add(name.text().toLowerCase(Locale.ROOT));
  }

  private static void add(QueryBody body, Set<String> tables) {
    if (body instanceof Query query) {
      add(query.body(), tables);
    } else if (body instanceof Query.Union union) {
      add(union.left(), tables);
      add(union.right(), tables);
    } else if (body instanceof Query.Select select) {
      if (select.from() != null) {
        add(select.from(), tables);
      }
      select.items().forEach(item -> add(item.expression(), tables));
      add(select.where(), tables);
      select.groups().forEach(group -> add(group, tables));
      add(select.having(), tables);
    }
  }

  /** Adds the tables of the queries in an expression. */
  private static void add(@Nullable Expr expr, Set<String> tables) {
    if (expr instanceof Expr.Exists exists) {
      add(exists.query(), tables);
    } else if (expr instanceof Expr.Scalar scalar) {
      add(scalar.query(), tables);
    } else if (expr instanceof Expr.InQuery in) {
      add(in.query(), tables);
    }
    if (expr != null) {
      ExprTree.children(expr).forEach(child -> add(child, tables));
    }
  }

  private static void add(Query.From from, Set<String> tables) {
    if (from instanceof Query.From.TableName table) {
      add(table.name(), tables);
    } else if (from instanceof Query.From.Derived derived) {
      add(derived.query(), tables);
    } else if (from instanceof Query.From.Join join) {
      add(join.first(), tables);
      add(join.second(), tables);
      add(join.on(), tables);
    }
  }

  /** Returns what JSqlParser finds, or null if it refuses the statement. */
  private static Outline theirs(String sql) {
    try {
      net.sf.jsqlparser.statement.Statement statement =
          CCJSqlParserUtil.newParser(sql).withAllowComplexParsing(true).Statement();
      Set<String> tables = new TreeSet<>();
      for (String table : new TablesNamesFinder().getTables(statement)) {
        tables.add(table.replace("\"", "").toLowerCase(Locale.ROOT));
      }
      int items = statement instanceof PlainSelect select ? select.getSelectItems().size() : 0;
      return new Outline(tables, items);
    } catch (net.sf.jsqlparser.parser.ParseException | RuntimeException e) {
      return null;
    }
  }
}
