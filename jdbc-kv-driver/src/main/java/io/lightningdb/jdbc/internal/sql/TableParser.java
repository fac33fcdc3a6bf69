package io.lightningdb.jdbc.internal.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses what a table is made of: columns, keys and indexes. */
final class TableParser {

  private final Tokens tokens;
  private final SelectParser selects;
  private final TypeParser types;
  private final LiteralParser literals;
  private final CallParser calls;

  TableParser(Tokens tokens, ExpressionParser expressions, SelectParser selects) {
    this.tokens = tokens;
    this.selects = selects;
    this.types = new TypeParser(tokens);
    this.literals = new LiteralParser(tokens);
    this.calls = new CallParser(tokens, expressions);
  }

  /** Parses what stands behind CREATE TABLE. */
  Statement createTable() throws SQLException {
    boolean ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
    Name table = selects.table();
    tokens.refuse("AS", "LIKE");
    tokens.expectSign("(");
    List<ColumnDefinition> columns = new ArrayList<>();
    List<Statement.KeyPart> key = List.of();
    Name keyName = null;
    List<Statement.Unique> uniques = new ArrayList<>();
    do {
      int position = tokens.position();
      Name constraint = tokens.accept("CONSTRAINT") ? tokens.name("a constraint") : null;
      tokens.refuse("FOREIGN", "CHECK", "LIKE", "EXCLUDE");
      if (tokens.accept("PRIMARY", "KEY")) {
        if (!key.isEmpty()) {
          throw tokens.syntax("a table has one primary key", position);
        }
        key = parts();
        keyName = constraint;
      } else if (tokens.accept("UNIQUE")) {
        uniques.add(new Statement.Unique(constraint, parts(), position));
      } else if (constraint != null) {
        throw tokens.unexpected("PRIMARY KEY or UNIQUE");
      } else {
        columns.add(column());
      }
    } while (tokens.acceptSign(","));
    tokens.expectSign(")");
    List<Statement.StorageOption> options = options();
    tokens.refuse("AS", "ENGINE", "PARTITION", "INHERITS", "TABLESPACE");
    return new Statement.CreateTable(table, ifNotExists, columns, key, keyName, uniques, options);
  }

  /** Parses WITH (name = value, ...), if it is there. */
  List<Statement.StorageOption> options() throws SQLException {
    List<Statement.StorageOption> options = new ArrayList<>();
    if (!tokens.accept("WITH")) {
      return options;
    }
    tokens.expectSign("(");
    do {
      Name name = tokens.name("an option");
      tokens.expectSign("=");
      options.add(new Statement.StorageOption(name, optionValue()));
    } while (tokens.acceptSign(","));
    tokens.expectSign(")");
    return options;
  }

  /** Takes a string, a word or a whole number as the value of an option. */
  String optionValue() throws SQLException {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case STRING, WORD, EXACT_NUMBER -> tokens.take().text();
      default -> throw tokens.unexpected("the value of an option");
    };
  }

  /** Parses columns of a key in parentheses. */
  List<Statement.KeyPart> parts() throws SQLException {
    tokens.expectSign("(");
    List<Statement.KeyPart> parts = partList();
    tokens.expectSign(")");
    return parts;
  }

  /** Parses columns of a key with commas between them. */
  List<Statement.KeyPart> partList() throws SQLException {
    List<Statement.KeyPart> parts = new ArrayList<>();
    do {
      Name name = tokens.name("a column");
      if (tokens.isSign("(")) {
        throw tokens.notSupported("keys of expressions are not supported: name columns");
      }
      boolean descending = tokens.accept("DESC");
      if (!descending) {
        tokens.accept("ASC");
      }
      tokens.refuse("NULLS", "COLLATE");
      parts.add(new Statement.KeyPart(name, descending));
    } while (tokens.acceptSign(","));
    return parts;
  }

  /** Parses indexes with commas between them, as a table's definition has them. */
  List<IndexDefinition> indexList() throws SQLException {
    List<IndexDefinition> indexes = new ArrayList<>();
    do {
      boolean unique = tokens.accept("UNIQUE");
      String name = tokens.name("an index").text();
      List<Statement.KeyPart> parts = parts();
      tokens.expect("IN");
      indexes.add(new IndexDefinition(name, unique, parts, tokens.name("a keyspace").text()));
    } while (tokens.acceptSign(","));
    return indexes;
  }

  /** Parses columns with commas between them. */
  List<ColumnDefinition> columnList() throws SQLException {
    List<ColumnDefinition> columns = new ArrayList<>();
    do {
      columns.add(column());
    } while (tokens.acceptSign(","));
    return columns;
  }

  /** Parses a column. */
  ColumnDefinition column() throws SQLException {
    Name name = tokens.name("a column");
    boolean identity = tokens.isWord("SERIAL") || tokens.isWord("BIGSERIAL");
    var type = types.type();
    boolean notNull = false;
    boolean primaryKey = false;
    boolean unique = false;
    Expr defaultValue = null;
    while (true) {
      if (tokens.accept("NOT")) {
        tokens.expect("NULL");
        notNull = true;
      } else if (tokens.accept("PRIMARY")) {
        tokens.expect("KEY");
        primaryKey = true;
      } else if (tokens.accept("UNIQUE")) {
        unique = true;
      } else if (tokens.accept("DEFAULT")) {
        defaultValue = defaultValue();
      } else if (isIdentity()) {
        identity = true;
      } else if (!tokens.accept("NULL")) {
        tokens.refuse("AS", "CHECK", "COLLATE", "COMMENT", "CONSTRAINT", "ON", "REFERENCES");
        return new ColumnDefinition(
            name.text(),
            type,
            notNull,
            defaultValue,
            identity,
            primaryKey,
            unique,
            name.position());
      }
    }
  }

  /** Takes the words for a column whose values the database makes up, if they come next. */
  private boolean isIdentity() throws SQLException {
    if (tokens.accept("AUTO_INCREMENT") || tokens.accept("AUTOINCREMENT")) {
      return true;
    }
    if (tokens.accept("IDENTITY")) {
      sequenceOptions();
      return true;
    }
    if (!tokens.accept("GENERATED")) {
      return false;
    }
    if (tokens.isWord("ALWAYS") && !tokens.peek(2).isWord("IDENTITY")) {
      throw tokens.notSupported("generated columns are not supported, but for IDENTITY");
    }
    if (tokens.accept("ALWAYS")) {
      throw tokens.notSupported(
          "GENERATED ALWAYS is not supported; write GENERATED BY DEFAULT AS IDENTITY");
    }
    tokens.expect("BY", "DEFAULT");
    tokens.accept("ON", "NULL");
    tokens.expect("AS", "IDENTITY");
    sequenceOptions();
    return true;
  }

  private void sequenceOptions() throws SQLException {
    if (tokens.isSign("(")) {
      throw tokens.notSupported("identity columns begin with 1 and count by 1");
    }
  }

  private @Nullable Expr defaultValue() throws SQLException {
    boolean parenthesis = tokens.acceptSign("(");
    tokens.acceptSign("+");
    Expr value = literals.number();
    if (value == null) {
      value = calls.call();
      if ((value instanceof Expr.Call call && !call.arguments().isEmpty())
          || value instanceof Expr.Case
          || value instanceof Expr.Cast) {
        throw tokens.notSupported(
            "DEFAULT takes a literal or a function without arguments", value.position());
      }
    }
    if (value == null) {
      value = literals.literal();
    }
    if (value == null) {
      throw tokens.isSign("(") || tokens.peek().kind() == Token.Kind.WORD
          ? tokens.notSupported("DEFAULT takes a literal or a function without arguments")
          : tokens.unexpected("a literal");
    }
    if (parenthesis) {
      tokens.expectSign(")");
    }
    return value;
  }
}
