package io.lightningdb.jdbc.internal.sql;

import java.util.Locale;
import java.util.Set;

/**
 * The words that are no names unless they are in quotes: those of the grammar, and those that a
 * richer one will need, so that today's tables keep working then.
 */
public final class Keywords {

  private static final Set<String> RESERVED =
      Set.of(
          "ALL",
          "ALTER",
          "AND",
          "ANY",
          "AS",
          "ASC",
          "BETWEEN",
          "BY",
          "CASE",
          "CAST",
          "CHECK",
          "CONSTRAINT",
          "CREATE",
          "CROSS",
          "DEFAULT",
          "DELETE",
          "DESC",
          "DISTINCT",
          "DROP",
          "ELSE",
          "END",
          "EXCEPT",
          "EXISTS",
          "FALSE",
          "FETCH",
          "FOR",
          "FOREIGN",
          "FROM",
          "FULL",
          "GROUP",
          "HAVING",
          "IN",
          "INNER",
          "INSERT",
          "INTERSECT",
          "INTO",
          "IS",
          "JOIN",
          "LEFT",
          "LIKE",
          "LIMIT",
          "MERGE",
          "NATURAL",
          "NOT",
          "NULL",
          "OFFSET",
          "ON",
          "OR",
          "ORDER",
          "OUTER",
          "PRIMARY",
          "REFERENCES",
          "RETURNING",
          "RIGHT",
          "SELECT",
          "SET",
          "SOME",
          "TABLE",
          "THEN",
          "TRUE",
          "UNION",
          "UNIQUE",
          "UPDATE",
          "USING",
          "VALUES",
          "WHEN",
          "WHERE",
          "WITH");

  /** The keywords that SQL:2003 does not have, as {@code getSQLKeywords} lists them. */
  public static final String BEYOND_SQL_2003 =
      "ASC,AUTO_INCREMENT,CLOB,CONFLICT,DESC,EXCLUDED,EXPLAIN,IF,INDEX,KEYSPACE,LIMIT,LOCKED,NOTHING,"
          + "NOWAIT,NULLS,OFFSET,RENAME,REPLACE,RETURNING,SERIAL,SHOW,SHUTDOWN,SKIP,TEXT,TRUNCATE,UUID,"
          + "VARBINARY";

  private Keywords() {}

  /** Returns whether a word is a name only in quotes. */
  public static boolean isReserved(String word) {
    return RESERVED.contains(word.toUpperCase(Locale.ROOT));
  }
}
