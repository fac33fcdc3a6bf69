package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.schema.TableBuilder;
import io.lightningdb.jdbc.internal.sql.Parser;
import io.lightningdb.jdbc.internal.sql.Statement.CreateTable;
import java.sql.SQLException;

/** Tables from SQL. */
final class TestTables {

  private TestTables() {}

  static Table table(String sql) {
    try {
      return TableBuilder.table((CreateTable) Parser.parse(sql).statement());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
