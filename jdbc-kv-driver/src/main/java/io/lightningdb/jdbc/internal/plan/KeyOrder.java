package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.ColumnValue;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Statement.Select;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * Rows come in the order of their keys, one way or the other, and nothing sorts them. An ORDER BY is
 * met if it lists the key's columns from the first on, all in one direction; columns that have the
 * same value in all rows may be anywhere in it, or be left out.
 */
/** Finds out whether the order of the keys is the one asked for. */
final class KeyOrder {

  private final Table table;
  private final KeyAccess access;
  private final ExpressionBinder binder;
  private final Scope scope;

  KeyOrder(Table table, KeyAccess access, ExpressionBinder binder, Scope scope) {
    this.table = table;
    this.access = access;
    this.binder = binder;
    this.scope = scope;
  }

  /**
   * Returns whether rows have to be read from the last to the first.
   *
   * @param items the items of the query, by whose names or numbers can be sorted
   * @param expressions what the result's columns are
   * @throws SQLException if neither direction gives the order asked for
   */
  boolean isBackwards(
      List<Select.Order> order, List<Select.Item> items, List<Expression> expressions)
      throws SQLException {
    Boolean backwards = null;
    int next = 0;
    for (Select.Order item : order) {
      ColumnValue column = column(item.expression(), items, expressions);
      if (access.isOneRow()) {
        continue;
      }
      int index = column == null ? -1 : table.keyIndex(column.ordinal());
      if (index >= 0 && (access.isSingle(index) || index < next)) {
        continue;
      }
      while (access.isSingle(next)) {
        next++;
      }
      if (next == table.keySize()) {
        continue; // No two rows are equal in all columns before.
      }
      if (index != next || (backwards != null && backwards != item.descending())) {
        throw notInKeyOrder(item.expression().position());
      }
      backwards = item.descending();
      next++;
    }
    return backwards != null && backwards;
  }

  private SQLException notInKeyOrder(int position) {
    String key =
        IntStream.range(0, table.keySize())
            .mapToObj(i -> table.column(table.keyColumn(i)).name())
            .collect(Collectors.joining(", "));
    return SqlErrors.notSupported(
        binder.at(
            "rows can only be ordered by the primary key ("
                + key
                + "), in one direction; sorting is not supported yet",
            position));
  }

  /** Returns the column that is sorted by, or null if it is something else. */
  private @Nullable ColumnValue column(
      Expr expr, List<Select.Item> items, List<Expression> expressions) throws SQLException {
    if (expr instanceof Expr.Literal literal && literal.value() instanceof Long number) {
      if (number < 1 || number > expressions.size()) {
        throw SqlErrors.noSuchColumn(
            binder.at("the result has no column " + number, expr.position()));
      }
      return asColumn(expressions.get(number.intValue() - 1));
    }
    if (expr instanceof Expr.ColumnName name && name.qualifier() == null) {
      for (Select.Item item : items) {
        Name alias = item.alias();
        Expr aliased = item.expression();
        if (alias != null && aliased != null && alias.text().equalsIgnoreCase(name.name())) {
          return asColumn(binder.value(aliased, scope));
        }
      }
    }
    return asColumn(binder.value(expr, scope));
  }

  private static @Nullable ColumnValue asColumn(Expression expression) {
    return expression instanceof ColumnValue column ? column : null;
  }
}
