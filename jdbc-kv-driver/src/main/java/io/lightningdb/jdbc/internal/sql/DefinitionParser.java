package io.lightningdb.jdbc.internal.sql;

import java.sql.SQLException;
import java.util.List;

/** Parses CREATE, ALTER, DROP and TRUNCATE. */
final class DefinitionParser {

  private final Tokens tokens;
  private final SelectParser selects;
  private final TableParser tables;

  DefinitionParser(Tokens tokens, SelectParser selects, TableParser tables) {
    this.tokens = tokens;
    this.selects = selects;
    this.tables = tables;
  }

  Statement create() throws SQLException {
    tokens.expect("CREATE");
    if (tokens.accept("TABLE")) {
      return tables.createTable();
    }
    if (tokens.accept("KEYSPACE")) {
      boolean ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
      Name name = selects.table();
      return new Statement.CreateKeyspace(name, ifNotExists, tables.options());
    }
    boolean unique = tokens.accept("UNIQUE");
    if (tokens.accept("INDEX")) {
      return createIndex(unique);
    }
    Token what = tokens.peek();
    if (what.kind() == Token.Kind.WORD && !unique) {
      throw tokens.notSupported(
          "CREATE "
              + what.text()
              + " is not supported; there are CREATE TABLE, CREATE INDEX and CREATE KEYSPACE");
    }
    throw tokens.unexpected(unique ? "INDEX" : "TABLE, INDEX or KEYSPACE");
  }

  private Statement createIndex(boolean unique) throws SQLException {
    boolean ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
    Name name = tokens.name("an index");
    tokens.expect("ON");
    Name table = selects.table();
    tokens.refuse("USING");
    List<Statement.KeyPart> parts = tables.parts();
    tokens.refuse("INCLUDE", "WHERE", "WITH");
    return new Statement.CreateIndex(name, ifNotExists, unique, table, parts);
  }

  Statement alter() throws SQLException {
    tokens.expect("ALTER");
    if (!tokens.accept("TABLE")) {
      throw tokens.peek().kind() == Token.Kind.WORD
          ? tokens.notSupported("of ALTER there is ALTER TABLE")
          : tokens.unexpected("TABLE");
    }
    boolean ifExists = tokens.accept("IF", "EXISTS");
    Name table = selects.table();
    Statement.AlterTable.Change change;
    if (tokens.accept("ADD")) {
      tokens.refuse("CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "INDEX");
      tokens.accept("COLUMN");
      boolean ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
      change = new Statement.AlterTable.Change.AddColumn(tables.column(), ifNotExists);
      tokens.refuse("FIRST", "AFTER", "BEFORE");
    } else if (tokens.accept("RENAME")) {
      change = rename();
    } else {
      tokens.refuse("ALTER", "DROP", "MODIFY", "CHANGE", "SET", "OWNER");
      throw tokens.unexpected("ADD or RENAME");
    }
    return new Statement.AlterTable(table, ifExists, change);
  }

  private Statement.AlterTable.Change rename() throws SQLException {
    if (tokens.accept("TO")) {
      return new Statement.AlterTable.Change.Rename(selects.table());
    }
    tokens.refuse("CONSTRAINT", "INDEX");
    tokens.accept("COLUMN");
    Name from = tokens.name("a column");
    tokens.expect("TO");
    return new Statement.AlterTable.Change.RenameColumn(from, tokens.name("a column"));
  }

  Statement truncate() throws SQLException {
    tokens.expect("TRUNCATE");
    tokens.accept("TABLE");
    Name table = selects.table();
    tokens.refuse("RESTART", "CASCADE");
    tokens.accept("CONTINUE", "IDENTITY");
    return new Statement.Truncate(table);
  }

  Statement drop() throws SQLException {
    tokens.expect("DROP");
    if (tokens.accept("INDEX")) {
      boolean ifExists = tokens.accept("IF", "EXISTS");
      return new Statement.DropIndex(tokens.name("an index"), ifExists);
    }
    if (!tokens.accept("TABLE") && !tokens.accept("KEYSPACE")) {
      Token what = tokens.peek();
      throw what.kind() == Token.Kind.WORD
          ? tokens.notSupported(
              "DROP "
                  + what.text()
                  + " is not supported; there are DROP TABLE, DROP INDEX and DROP KEYSPACE")
          : tokens.unexpected("TABLE, INDEX or KEYSPACE");
    }
    boolean ifExists = tokens.accept("IF", "EXISTS");
    Name name = selects.table();
    if (tokens.isSign(",")) {
      throw tokens.notSupported("dropping several tables at once is not supported");
    }
    if (!tokens.accept("RESTRICT")) {
      // Nothing depends on a table but its indexes, which go with it, so the two are the same.
      tokens.accept("CASCADE");
    }
    return new Statement.Drop(name, ifExists);
  }
}
