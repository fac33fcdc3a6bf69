package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses queries. */
final class SelectParser {

  /** What can follow a query in parentheses and make another query of it. */
  private static final List<String> BEHIND_QUERY =
      List.of("UNION", "INTERSECT", "EXCEPT", "MINUS", "ORDER", "LIMIT", "OFFSET", "FETCH");

  /** How deep queries may be nested: each level takes far more stack than one of parentheses. */
  private static final int DEPTH_MAX = 50;

  /** How many queries more can stand in a row. */
  private static final int UNIONS_MAX = 500;

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private int depth;

  SelectParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** Returns whether a query comes next. */
  boolean isQuery() {
    return isQuery(0);
  }

  /** Returns whether a query in parentheses comes behind the next word. */
  boolean isQueryBehindWord() {
    return tokens.peek(1).isSign("(") && isQuery(1);
  }

  private boolean isQuery(int at) {
    int parentheses = at;
    while (tokens.peek(parentheses).isSign("(")) {
      parentheses++;
    }
    Token token = tokens.peek(parentheses);
    return token.isWord("SELECT") || token.isWord("VALUES");
  }

  /**
   * Returns whether what comes next inside of a parenthesis is a query. One in parentheses of its
   * own can also be the first operand of an expression.
   */
  boolean isQueryInParentheses() {
    if (!tokens.isSign("(") || !isQuery()) {
      return isQuery();
    }
    int at = 0;
    int depth = 0;
    do {
      Token token = tokens.peek(at++);
      if (token.kind() == Token.Kind.END) {
        return false;
      }
      depth += token.isSign("(") ? 1 : token.isSign(")") ? -1 : 0;
    } while (depth > 0);
    Token next = tokens.peek(at);
    return next.isSign(")") || BEHIND_QUERY.stream().anyMatch(next::isWord);
  }

  /** Parses a whole query. */
  Query query() throws SQLException {
    if (++depth > DEPTH_MAX) {
      throw tokens.tooComplex("queries are nested more than " + DEPTH_MAX + " levels deep");
    }
    tokens.enter();
    int position = tokens.position();
    QueryBody body = body();
    List<Query.Order> order = order();
    Expr limit = null;
    Expr offset = null;
    while (true) {
      if (limit == null && tokens.accept("LIMIT")) {
        limit = limit();
      } else if (limit == null && tokens.accept("FETCH")) {
        limit = fetch();
      } else if (offset == null && tokens.accept("OFFSET")) {
        offset = expressions.rowCount();
        acceptRows();
      } else {
        break;
      }
    }
    Query.Lock lock = lock();
    tokens.leave();
    depth--;
    return new Query(body, order, limit, offset, lock, position);
  }

  private QueryBody body() throws SQLException {
    QueryBody body = operand();
    int unions = 0;
    while (tokens.isWord("UNION")) {
      if (++unions > UNIONS_MAX) {
        throw tokens.tooComplex("there are more than " + UNIONS_MAX + " UNIONs in a row");
      }
      int position = tokens.position();
      tokens.take();
      boolean all = tokens.accept("ALL");
      if (!all) {
        tokens.accept("DISTINCT");
      }
      body = new Query.Union(body, operand(), all, position);
    }
    tokens.refuse("INTERSECT", "EXCEPT", "MINUS");
    return body;
  }

  private QueryBody operand() throws SQLException {
    if (tokens.acceptSign("(")) {
      Query inner = query();
      tokens.expectSign(")");
      return inner;
    }
    if (tokens.isWord("VALUES")) {
      return values();
    }
    return select();
  }

  private Query.Values values() throws SQLException {
    int position = tokens.position();
    tokens.expect("VALUES");
    List<List<Expr>> rows = new ArrayList<>();
    do {
      rows.add(valuesRow());
    } while (tokens.acceptSign(","));
    return new Query.Values(rows, position);
  }

  private List<Expr> valuesRow() throws SQLException {
    tokens.accept("ROW");
    List<Expr> row = new ArrayList<>();
    if (!tokens.acceptSign("(")) {
      row.add(expressions.expression());
      return row;
    }
    do {
      row.add(expressions.expression());
    } while (tokens.acceptSign(","));
    tokens.expectSign(")");
    return row;
  }

  private Query.Select select() throws SQLException {
    int position = tokens.position();
    tokens.expect("SELECT");
    tokens.refuse("TOP");
    boolean distinct = tokens.accept("DISTINCT");
    if (distinct) {
      tokens.refuse("ON");
    } else {
      tokens.accept("ALL");
    }
    List<Query.Item> items = items();
    tokens.refuse("INTO");
    Query.From from = tokens.accept("FROM") ? from() : null;
    Expr where = tokens.accept("WHERE") ? expressions.expression() : null;
    boolean grouped = tokens.accept("GROUP");
    List<Expr> groups = grouped ? groups() : List.of();
    Expr having = tokens.accept("HAVING") ? expressions.expression() : null;
    tokens.refuse("WINDOW", "QUALIFY");
    return new Query.Select(distinct, items, from, where, grouped, groups, having, position);
  }

  private List<Query.Item> items() throws SQLException {
    List<Query.Item> items = new ArrayList<>();
    do {
      items.add(item());
    } while (tokens.acceptSign(","));
    return items;
  }

  private Query.Item item() throws SQLException {
    int position = tokens.position();
    if (tokens.acceptSign("*")) {
      return new Query.Item(null, null, position);
    }
    if (tokens.isName() && tokens.peek(1).isSign(".") && tokens.peek(2).isSign("*")) {
      Name qualifier = tokens.name("a table");
      tokens.take();
      tokens.take();
      return new Query.Item(null, qualifier, position);
    }
    Expr expression = expressions.expression();
    Name alias = null;
    if (tokens.accept("AS")) {
      alias = tokens.name("a name for the column");
    } else if (tokens.isName()) {
      alias = tokens.name("a name for the column");
    }
    return new Query.Item(expression, alias, position);
  }

  // ---- FROM

  private Query.From from() throws SQLException {
    Query.From from = joined();
    while (tokens.isSign(",")) {
      int position = tokens.position();
      tokens.take();
      from = new Query.From.Join(from, joined(), false, null, position);
    }
    return from;
  }

  private Query.From joined() throws SQLException {
    Query.From from = source();
    while (true) {
      tokens.refuse("RIGHT", "FULL", "NATURAL");
      int position = tokens.position();
      if (tokens.accept("CROSS", "JOIN")) {
        from = new Query.From.Join(from, source(), false, null, position);
      } else if (tokens.accept("LEFT")) {
        tokens.accept("OUTER");
        tokens.expect("JOIN");
        from = join(from, true, position);
      } else if (tokens.isWord("JOIN") || tokens.isWord("INNER")) {
        tokens.accept("INNER");
        tokens.expect("JOIN");
        from = join(from, false, position);
      } else {
        return from;
      }
    }
  }

  private Query.From join(Query.From first, boolean left, int position) throws SQLException {
    Query.From second = source();
    tokens.refuse("USING");
    tokens.expect("ON");
    return new Query.From.Join(first, second, left, expressions.expression(), position);
  }

  private Query.From source() throws SQLException {
    tokens.refuse("LATERAL", "UNNEST");
    if (tokens.isSign("(")) {
      return isQuery() ? derived() : parenthesized();
    }
    Name name = table();
    if (tokens.isSign("(")) {
      throw tokens.notSupported("a function in the place of a table is not supported");
    }
    return new Query.From.TableName(name, alias());
  }

  private Query.From parenthesized() throws SQLException {
    tokens.enter();
    tokens.expectSign("(");
    Query.From inner = from();
    tokens.expectSign(")");
    tokens.leave();
    return inner;
  }

  private Query.From derived() throws SQLException {
    tokens.expectSign("(");
    Query query = query();
    tokens.expectSign(")");
    int position = tokens.position();
    Name alias = alias();
    List<Name> columns = new ArrayList<>();
    if (alias != null && tokens.acceptSign("(")) {
      do {
        columns.add(tokens.name("a name for a column"));
      } while (tokens.acceptSign(","));
      tokens.expectSign(")");
    }
    // Nothing can be called by no name; most databases want one, and some don't.
    Name name = alias == null ? new Name("", position) : alias;
    return new Query.From.Derived(query, name, columns);
  }

  /** Parses the name of a table. */
  Name table() throws SQLException {
    Name name = tokens.name("a table");
    if (tokens.isSign(".")) {
      throw tokens.noSuchSchema(name.text(), name.position());
    }
    return name;
  }

  /** Parses another name for a table, if there is one. */
  @Nullable Name alias() throws SQLException {
    if (tokens.accept("AS")) {
      return tokens.name("a name for the table");
    }
    return tokens.isName() ? tokens.name("a name for the table") : null;
  }

  // ---- What follows

  private List<Expr> groups() throws SQLException {
    tokens.expect("BY");
    List<Expr> groups = new ArrayList<>();
    if (tokens.isSign("(") && tokens.peek(1).isSign(")")) {
      tokens.take();
      tokens.take();
      return groups;
    }
    do {
      if (tokens.peek(1).isSign("(")) {
        tokens.refuse("ROLLUP", "CUBE", "GROUPING");
      }
      groups.add(expressions.expression());
    } while (tokens.acceptSign(","));
    return groups;
  }

  private List<Query.Order> order() throws SQLException {
    List<Query.Order> order = new ArrayList<>();
    if (!tokens.accept("ORDER")) {
      return order;
    }
    tokens.expect("BY");
    do {
      Expr expression = expressions.expression();
      tokens.refuse("COLLATE");
      boolean descending = tokens.accept("DESC");
      if (!descending) {
        tokens.accept("ASC");
      }
      Boolean nullsFirst = null;
      if (tokens.accept("NULLS")) {
        nullsFirst = tokens.accept("FIRST");
        if (!nullsFirst) {
          tokens.expect("LAST");
        }
      }
      order.add(new Query.Order(expression, descending, nullsFirst));
    } while (tokens.acceptSign(","));
    return order;
  }

  private @Nullable Expr limit() throws SQLException {
    if (tokens.accept("ALL")) {
      return null;
    }
    Expr limit = expressions.rowCount();
    if (tokens.isSign(",")) {
      throw tokens.notSupported("LIMIT with a comma is not supported; write LIMIT ... OFFSET");
    }
    return limit;
  }

  private Expr fetch() throws SQLException {
    if (!tokens.accept("FIRST")) {
      tokens.expect("NEXT");
    }
    int position = tokens.position();
    Expr limit =
        tokens.isWord("ROW") || tokens.isWord("ROWS")
            ? new Expr.Literal(1L, ColumnType.INTEGER, position)
            : expressions.rowCount();
    tokens.refuse("PERCENT");
    acceptRows();
    tokens.refuse("WITH");
    tokens.expect("ONLY");
    return limit;
  }

  private void acceptRows() {
    if (!tokens.accept("ROWS")) {
      tokens.accept("ROW");
    }
  }

  private Query.@Nullable Lock lock() throws SQLException {
    if (!tokens.accept("FOR")) {
      return null;
    }
    tokens.refuse("SHARE", "KEY", "READ");
    tokens.accept("NO", "KEY");
    tokens.expect("UPDATE");
    tokens.refuse("OF");
    if (tokens.accept("NOWAIT")) {
      return Query.Lock.NOWAIT;
    }
    if (tokens.accept("SKIP")) {
      tokens.expect("LOCKED");
      return Query.Lock.SKIP_LOCKED;
    }
    tokens.refuse("WAIT");
    return Query.Lock.WAIT;
  }
}
