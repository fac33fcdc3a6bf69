package io.lightningdb.jdbc.internal.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses INSERT, MERGE, REPLACE, UPDATE and DELETE. */
final class WriteParser {

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private final SelectParser selects;

  WriteParser(Tokens tokens, ExpressionParser expressions, SelectParser selects) {
    this.tokens = tokens;
    this.expressions = expressions;
    this.selects = selects;
  }

  Statement.Insert insert() throws SQLException {
    int position = tokens.position();
    tokens.expect("INSERT");
    if (tokens.isWord("OR")) {
      throw tokens.notSupported("INSERT OR ... is not supported; write ON CONFLICT or REPLACE");
    }
    tokens.expect("INTO");
    Name table = selects.table();
    List<Name> columns = columns();
    Query query = query();
    List<Statement.Insert.Row> rows = query == null ? rows(columns) : List.of();
    Statement.OnDuplicate duplicates =
        tokens.accept("ON") ? onConflict() : new Statement.OnDuplicate.Fail();
    tokens.refuse("RETURNING");
    return new Statement.Insert(table, columns, rows, query, duplicates, position);
  }

  Statement.Insert merge() throws SQLException {
    int position = tokens.position();
    tokens.expect("MERGE", "INTO");
    Name table = selects.table();
    if (tokens.isWord("USING") || tokens.isWord("AS") || (tokens.isName() && !isKey())) {
      throw tokens.notSupported(
          "MERGE ... USING is not supported yet; write MERGE INTO table (columns) VALUES ...");
    }
    List<Name> columns = columns();
    List<Name> key = tokens.accept("KEY") ? names("a column of the key") : List.of();
    Query query = query();
    List<Statement.Insert.Row> rows = query == null ? rows(columns) : List.of();
    return new Statement.Insert(
        table, columns, rows, query, new Statement.OnDuplicate.Merge(key), position);
  }

  private boolean isKey() {
    return tokens.isWord("KEY") && tokens.peek(1).isSign("(");
  }

  Statement.Insert replace() throws SQLException {
    int position = tokens.position();
    tokens.expect("REPLACE", "INTO");
    Name table = selects.table();
    List<Name> columns = columns();
    Query query = query();
    List<Statement.Insert.Row> rows = query == null ? rows(columns) : List.of();
    return new Statement.Insert(
        table, columns, rows, query, new Statement.OnDuplicate.Replace(), position);
  }

  private List<Name> columns() throws SQLException {
    return tokens.isSign("(") && !selects.isQuery() ? names("a column") : List.of();
  }

  /** Parses the query that gives the rows, if there is one; VALUES is none, for it has DEFAULT. */
  private @Nullable Query query() throws SQLException {
    tokens.refuse("WITH", "TABLE");
    return selects.isQuery() && !tokens.isWord("VALUES") ? selects.query() : null;
  }

  /** Parses names in parentheses. */
  private List<Name> names(String what) throws SQLException {
    List<Name> names = new ArrayList<>();
    tokens.expectSign("(");
    do {
      names.add(tokens.name(what));
    } while (tokens.acceptSign(","));
    tokens.expectSign(")");
    return names;
  }

  private List<Statement.Insert.Row> rows(List<Name> columns) throws SQLException {
    int position = tokens.position();
    if (columns.isEmpty() && tokens.accept("DEFAULT", "VALUES")) {
      return List.of(new Statement.Insert.Row(List.of(), position));
    }
    tokens.refuse("OVERRIDING", "SET");
    tokens.expect("VALUES");
    List<Statement.Insert.Row> rows = new ArrayList<>();
    do {
      rows.add(row());
    } while (tokens.acceptSign(","));
    return rows;
  }

  private Statement.Insert.Row row() throws SQLException {
    int position = tokens.position();
    tokens.accept("ROW");
    tokens.expectSign("(");
    List<Expr> values = new ArrayList<>();
    do {
      values.add(value());
    } while (tokens.acceptSign(","));
    tokens.expectSign(")");
    return new Statement.Insert.Row(values, position);
  }

  private Expr value() throws SQLException {
    int position = tokens.position();
    return tokens.accept("DEFAULT") ? new Expr.DefaultValue(position) : expressions.expression();
  }

  private Statement.OnDuplicate onConflict() throws SQLException {
    if (tokens.isWord("DUPLICATE")) {
      throw tokens.notSupported("ON DUPLICATE KEY is not supported; write ON CONFLICT DO UPDATE");
    }
    tokens.expect("CONFLICT");
    if (tokens.isWord("ON")) {
      throw tokens.notSupported("ON CONFLICT ON CONSTRAINT is not supported; name the columns");
    }
    List<Name> key = tokens.isSign("(") ? names("a column of the key") : List.of();
    tokens.refuse("WHERE");
    tokens.expect("DO");
    int position = tokens.position();
    if (tokens.accept("NOTHING")) {
      return new Statement.OnDuplicate.Ignore(key);
    }
    tokens.expect("UPDATE");
    List<Statement.Set> sets = sets();
    tokens.refuse("WHERE");
    return new Statement.OnDuplicate.Update(key, sets, position);
  }

  Statement.Update update() throws SQLException {
    tokens.expect("UPDATE");
    Name table = selects.table();
    Name alias = selects.alias();
    List<Statement.Set> sets = sets();
    tokens.refuse("FROM");
    Expr where = tokens.accept("WHERE") ? expressions.expression() : null;
    tokens.refuse("ORDER", "LIMIT", "FETCH", "RETURNING");
    return new Statement.Update(table, alias, sets, where);
  }

  private List<Statement.Set> sets() throws SQLException {
    tokens.expect("SET");
    List<Statement.Set> sets = new ArrayList<>();
    do {
      if (tokens.isSign("(")) {
        throw tokens.notSupported("setting several columns at once is not supported yet");
      }
      Name column = tokens.name("a column");
      if (tokens.acceptSign(".")) {
        column = tokens.name("a column");
      }
      tokens.expectSign("=");
      sets.add(new Statement.Set(column, value()));
    } while (tokens.acceptSign(","));
    return sets;
  }

  Statement.Delete delete() throws SQLException {
    tokens.expect("DELETE", "FROM");
    Name table = selects.table();
    Name alias = selects.alias();
    tokens.refuse("USING");
    Expr where = tokens.accept("WHERE") ? expressions.expression() : null;
    tokens.refuse("ORDER", "LIMIT", "FETCH", "RETURNING");
    return new Statement.Delete(table, alias, where);
  }
}
