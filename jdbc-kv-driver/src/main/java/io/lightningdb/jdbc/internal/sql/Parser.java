package io.lightningdb.jdbc.internal.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * Parses statements. What is no SQL is refused with state 42601, and what is SQL but not supported
 * with 0A000; both messages tell the line and column.
 */
public final class Parser {

  private final Tokens tokens;
  private final SelectParser selects;
  private final WriteParser writes;
  private final TableParser tables;
  private final DefinitionParser definitions;
  private final CommandParser commands;

  private Parser(String sql) throws SQLException {
    this.tokens = new Tokens(sql);
    ExpressionParser expressions = new ExpressionParser(tokens);
    this.selects = expressions.queries();
    this.writes = new WriteParser(tokens, expressions, selects);
    this.tables = new TableParser(tokens, expressions, selects);
    this.definitions = new DefinitionParser(tokens, selects, tables);
    this.commands = new CommandParser(tokens, tables);
  }

  /**
   * A statement and its parameters.
   *
   * @param parameters the number of question marks
   */
  public record Parsed(Statement statement, int parameters) {}

  /** Parses one statement, behind which there may be a semicolon. */
  public static Parsed parse(String sql) throws SQLException {
    Parser parser = new Parser(sql);
    Statement statement = parser.statement();
    parser.end();
    return new Parsed(statement, parser.tokens.parameters());
  }

  /** Parses columns as they stand in a CREATE TABLE. */
  public static List<ColumnDefinition> columns(String sql) throws SQLException {
    Parser parser = new Parser(sql);
    List<ColumnDefinition> columns = parser.tables.columnList();
    parser.end();
    return columns;
  }

  /** Parses the columns of a key with commas between them. */
  public static List<Statement.KeyPart> keyParts(String sql) throws SQLException {
    Parser parser = new Parser(sql);
    List<Statement.KeyPart> parts = parser.tables.partList();
    parser.end();
    return parts;
  }

  /** Parses indexes as a table's definition has them, with commas between them. */
  public static List<IndexDefinition> indexes(String sql) throws SQLException {
    Parser parser = new Parser(sql);
    List<IndexDefinition> indexes = parser.tables.indexList();
    parser.end();
    return indexes;
  }

  private void end() throws SQLException {
    boolean semicolon = tokens.acceptSign(";");
    while (tokens.acceptSign(";")) {
      semicolon = true;
    }
    if (tokens.atEnd()) {
      return;
    }
    throw semicolon
        ? tokens.notSupported("several statements at once are not supported")
        : tokens.unexpected("the end of the statement");
  }

  private Statement statement() throws SQLException {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.END) {
      throw tokens.syntax("the statement is empty");
    }
    if (token.kind() != Token.Kind.WORD) {
      if (selects.isQuery()) {
        return selects.query();
      }
      if (token.isSign("{")) {
        throw tokens.notSupported("procedures cannot be called: there are none");
      }
      throw tokens.unexpected("a statement");
    }
    return switch (token.text().toUpperCase(Locale.ROOT)) {
      case "CREATE" -> definitions.create();
      case "DROP" -> definitions.drop();
      case "ALTER" -> definitions.alter();
      case "TRUNCATE" -> definitions.truncate();
      case "BEGIN", "START" -> commands.begin();
      case "COMMIT", "END" -> commands.commit();
      case "ROLLBACK" -> commands.rollback();
      case "SAVEPOINT" -> commands.savepoint();
      case "RELEASE" -> commands.release();
      case "SHOW" -> commands.show();
      case "SET" -> commands.set();
      case "EXPLAIN" -> explain();
      case "SHUTDOWN" -> {
        tokens.take();
        yield new Statement.Shutdown();
      }
      default -> explainable(token);
    };
  }

  private Statement explain() throws SQLException {
    tokens.expect("EXPLAIN");
    tokens.refuse("ANALYZE", "PLAN");
    return new Statement.Explain(explainable(tokens.peek()));
  }

  private Statement.Explainable explainable(Token token) throws SQLException {
    if (selects.isQuery()) {
      return selects.query();
    }
    return switch (token.text().toUpperCase(Locale.ROOT)) {
      case "INSERT" -> writes.insert();
      case "MERGE" -> writes.merge();
      case "REPLACE" -> writes.replace();
      case "UPDATE" -> writes.update();
      case "DELETE" -> writes.delete();
      default -> throw unknown(token);
    };
  }

  private SQLException unknown(Token token) {
    String verb = token.text().toUpperCase(Locale.ROOT);
    return switch (verb) {
      case "USE", "PRAGMA", "DESCRIBE", "DESC" ->
          tokens.notSupported(verb + " is not supported; JDBC has methods for it");
      case "GRANT",
          "REVOKE",
          "CALL",
          "EXECUTE",
          "WITH",
          "TABLE",
          "ANALYZE",
          "COMMENT",
          "DECLARE",
          "LOCK",
          "VACUUM",
          "RENAME",
          "COPY",
          "LOAD",
          "PREPARE" ->
          tokens.notSupported(verb + " is not supported yet");
      default ->
          tokens.unexpected(
              "SELECT, INSERT, MERGE, REPLACE, UPDATE, DELETE, CREATE, ALTER, DROP, TRUNCATE,"
                  + " EXPLAIN, SHOW, SET, BEGIN, COMMIT, ROLLBACK, SAVEPOINT or SHUTDOWN");
    };
  }
}
