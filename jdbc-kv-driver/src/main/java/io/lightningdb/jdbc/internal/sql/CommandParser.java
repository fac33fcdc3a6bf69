package io.lightningdb.jdbc.internal.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Parses what concerns the connection: transactions, options, and what there is. */
final class CommandParser {

  private final Tokens tokens;
  private final TableParser tables;

  CommandParser(Tokens tokens, TableParser tables) {
    this.tokens = tokens;
    this.tables = tables;
  }

  private static Statement transaction(
      Statement.Transaction.Action action, @Nullable Name savepoint) {
    return new Statement.Transaction(action, savepoint);
  }

  Statement begin() throws SQLException {
    if (tokens.accept("START")) {
      tokens.expect("TRANSACTION");
    } else {
      tokens.expect("BEGIN");
      acceptWork();
    }
    tokens.refuse("ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE");
    return transaction(Statement.Transaction.Action.BEGIN, null);
  }

  private void acceptWork() {
    if (!tokens.accept("WORK")) {
      tokens.accept("TRANSACTION");
    }
  }

  Statement commit() throws SQLException {
    tokens.take();
    acceptWork();
    tokens.refuse("AND", "PREPARED");
    return transaction(Statement.Transaction.Action.COMMIT, null);
  }

  Statement rollback() throws SQLException {
    tokens.expect("ROLLBACK");
    acceptWork();
    tokens.refuse("AND", "PREPARED");
    if (!tokens.accept("TO")) {
      return transaction(Statement.Transaction.Action.ROLLBACK, null);
    }
    tokens.accept("SAVEPOINT");
    return transaction(Statement.Transaction.Action.ROLLBACK_TO, tokens.name("a savepoint"));
  }

  Statement savepoint() throws SQLException {
    tokens.expect("SAVEPOINT");
    return transaction(Statement.Transaction.Action.SAVEPOINT, tokens.name("a savepoint"));
  }

  Statement release() throws SQLException {
    tokens.expect("RELEASE");
    tokens.accept("SAVEPOINT");
    return transaction(Statement.Transaction.Action.RELEASE, tokens.name("a savepoint"));
  }

  Statement show() throws SQLException {
    tokens.expect("SHOW");
    if (tokens.accept("TABLES")) {
      return new Statement.Show(Statement.Show.What.TABLES, null);
    }
    if (tokens.accept("KEYSPACES")) {
      return new Statement.Show(Statement.Show.What.KEYSPACES, null);
    }
    if (tokens.accept("OPTIONS") || tokens.accept("ALL")) {
      return new Statement.Show(Statement.Show.What.OPTIONS, null);
    }
    return new Statement.Show(
        Statement.Show.What.OPTIONS, tokens.name("TABLES, KEYSPACES, OPTIONS or an option"));
  }

  Statement set() throws SQLException {
    tokens.expect("SET");
    tokens.refuse("TRANSACTION", "SESSION", "LOCAL", "SCHEMA", "CATALOG");
    Name name = tokens.name("an option");
    if (!tokens.acceptSign("=") && !tokens.accept("TO")) {
      throw tokens.unexpected("'='");
    }
    return new Statement.SetOption(name, tables.optionValue());
  }
}
