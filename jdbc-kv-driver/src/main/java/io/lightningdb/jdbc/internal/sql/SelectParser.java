package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses queries. */
final class SelectParser {

  private final Tokens tokens;
  private final ExpressionParser expressions;

  SelectParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Statement.Select select() throws SQLException {
    tokens.expect("SELECT");
    tokens.refuse("DISTINCT", "TOP");
    tokens.accept("ALL");
    List<Statement.Select.Item> items = items();
    tokens.refuse("INTO");
    Name table = null;
    Name alias = null;
    if (tokens.accept("FROM")) {
      table = table();
      if (tokens.isSign("(")) {
        throw tokens.notSupported("a function in the place of a table is not supported");
      }
      alias = alias();
      refuseJoins();
    }
    Expr where = tokens.accept("WHERE") ? expressions.expression() : null;
    tokens.refuse("GROUP", "HAVING", "WINDOW", "UNION", "INTERSECT", "EXCEPT");
    List<Statement.Select.Order> order = order();
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
    if (tokens.isWord("FOR")) {
      throw tokens.notSupported("FOR UPDATE is not supported yet");
    }
    return new Statement.Select(items, table, alias, where, order, limit, offset);
  }

  private List<Statement.Select.Item> items() throws SQLException {
    List<Statement.Select.Item> items = new ArrayList<>();
    do {
      items.add(item());
    } while (tokens.acceptSign(","));
    return items;
  }

  private Statement.Select.Item item() throws SQLException {
    int position = tokens.position();
    if (tokens.acceptSign("*")) {
      return new Statement.Select.Item(null, null, position);
    }
    if (tokens.isName() && tokens.peek(1).isSign(".") && tokens.peek(2).isSign("*")) {
      Name qualifier = tokens.name("a table");
      tokens.take();
      tokens.take();
      return new Statement.Select.Item(null, qualifier, position);
    }
    Expr expression = expressions.expression();
    Name alias = null;
    if (tokens.accept("AS")) {
      alias = tokens.name("a name for the column");
    } else if (tokens.isName()) {
      alias = tokens.name("a name for the column");
    }
    return new Statement.Select.Item(expression, alias, position);
  }

  /** Parses the name of a table. */
  Name table() throws SQLException {
    if (tokens.isSign("(")) {
      throw tokens.notSupported("a query in the place of a table is not supported yet");
    }
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

  private void refuseJoins() throws SQLException {
    tokens.refuse("JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL");
    if (tokens.isSign(",")) {
      throw tokens.notSupported("a query of more than one table is not supported yet");
    }
  }

  private List<Statement.Select.Order> order() throws SQLException {
    List<Statement.Select.Order> order = new ArrayList<>();
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
      if (tokens.accept("NULLS") && !tokens.accept("FIRST")) {
        // No key is null, and only keys are sorted by.
        tokens.expect("LAST");
      }
      order.add(new Statement.Select.Order(expression, descending));
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
}
