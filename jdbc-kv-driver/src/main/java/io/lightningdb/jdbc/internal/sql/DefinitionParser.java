package io.lightningdb.jdbc.internal.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses CREATE and DROP, and the parts of a table's definition. */
final class DefinitionParser {

  private final Tokens tokens;
  private final SelectParser selects;
  private final TypeParser types;
  private final LiteralParser literals;

  DefinitionParser(Tokens tokens, SelectParser selects) {
    this.tokens = tokens;
    this.selects = selects;
    this.types = new TypeParser(tokens);
    this.literals = new LiteralParser(tokens);
  }

  Statement create() throws SQLException {
    tokens.expect("CREATE");
    if (tokens.accept("TABLE")) {
      return createTable();
    }
    if (tokens.accept("KEYSPACE")) {
      boolean ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
      return new Statement.CreateKeyspace(selects.table(), ifNotExists);
    }
    Token what = tokens.peek();
    if (what.kind() == Token.Kind.WORD) {
      throw tokens.notSupported(
          "CREATE "
              + what.text()
              + " is not supported; there are CREATE TABLE and CREATE KEYSPACE");
    }
    throw tokens.unexpected("TABLE or KEYSPACE");
  }

  private Statement createTable() throws SQLException {
    boolean ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
    Name table = selects.table();
    tokens.refuse("AS", "LIKE");
    tokens.expectSign("(");
    List<ColumnDefinition> columns = new ArrayList<>();
    List<Name> key = List.of();
    Name keyName = null;
    do {
      int position = tokens.position();
      Name constraint = tokens.accept("CONSTRAINT") ? tokens.name("a constraint") : null;
      tokens.refuse("UNIQUE", "FOREIGN", "CHECK", "LIKE");
      if (tokens.accept("PRIMARY", "KEY")) {
        if (!key.isEmpty()) {
          throw tokens.syntax("a table has one primary key", position);
        }
        key = names();
        keyName = constraint;
      } else if (constraint != null) {
        throw tokens.unexpected("PRIMARY KEY");
      } else {
        columns.add(column());
      }
    } while (tokens.acceptSign(","));
    tokens.expectSign(")");
    tokens.refuse("AS", "WITH", "ENGINE", "PARTITION", "INHERITS", "TABLESPACE");
    return new Statement.CreateTable(table, ifNotExists, columns, key, keyName);
  }

  /** Parses names with commas between them, in parentheses. */
  private List<Name> names() throws SQLException {
    tokens.expectSign("(");
    List<Name> names = nameList();
    tokens.expectSign(")");
    return names;
  }

  /** Parses names with commas between them. */
  List<Name> nameList() throws SQLException {
    List<Name> names = new ArrayList<>();
    do {
      names.add(tokens.name("a column"));
    } while (tokens.acceptSign(","));
    return names;
  }

  /** Parses columns with commas between them. */
  List<ColumnDefinition> columnList() throws SQLException {
    List<ColumnDefinition> columns = new ArrayList<>();
    do {
      columns.add(column());
    } while (tokens.acceptSign(","));
    return columns;
  }

  private ColumnDefinition column() throws SQLException {
    Name name = tokens.name("a column");
    var type = types.type();
    boolean notNull = false;
    boolean primaryKey = false;
    Expr.@Nullable Literal defaultValue = null;
    while (true) {
      if (tokens.accept("NOT")) {
        tokens.expect("NULL");
        notNull = true;
      } else if (tokens.accept("PRIMARY")) {
        tokens.expect("KEY");
        primaryKey = true;
      } else if (tokens.accept("DEFAULT")) {
        defaultValue = defaultValue();
      } else if (!tokens.accept("NULL")) {
        refuseOptions();
        return new ColumnDefinition(
            name.text(), type, notNull, defaultValue, primaryKey, name.position());
      }
    }
  }

  private void refuseOptions() throws SQLException {
    tokens.refuse(
        "AS",
        "AUTO_INCREMENT",
        "AUTOINCREMENT",
        "CHECK",
        "COLLATE",
        "COMMENT",
        "CONSTRAINT",
        "GENERATED",
        "IDENTITY",
        "ON",
        "REFERENCES",
        "UNIQUE");
  }

  private Expr.Literal defaultValue() throws SQLException {
    tokens.acceptSign("+");
    Expr.Literal literal = literals.number();
    if (literal == null) {
      literal = literals.literal();
    }
    if (literal == null) {
      throw tokens.isSign("(") || tokens.peek().kind() == Token.Kind.WORD
          ? tokens.notSupported("DEFAULT takes a literal; nothing else is supported yet")
          : tokens.unexpected("a literal");
    }
    return literal;
  }

  Statement drop() throws SQLException {
    tokens.expect("DROP");
    if (!tokens.accept("TABLE") && !tokens.accept("KEYSPACE")) {
      Token what = tokens.peek();
      throw what.kind() == Token.Kind.WORD
          ? tokens.notSupported(
              "DROP " + what.text() + " is not supported; there are DROP TABLE and DROP KEYSPACE")
          : tokens.unexpected("TABLE or KEYSPACE");
    }
    boolean ifExists = tokens.accept("IF", "EXISTS");
    Name name = selects.table();
    if (tokens.isSign(",")) {
      throw tokens.notSupported("dropping several tables at once is not supported");
    }
    if (!tokens.accept("RESTRICT")) {
      // Nothing depends on a table, so the two are the same.
      tokens.accept("CASCADE");
    }
    return new Statement.Drop(name, ifExists);
  }
}
