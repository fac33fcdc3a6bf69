package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.OuterValue;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.sql.Expr;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a query inside of an expression looks up what it does not know itself. */
final class OuterScope {

  private final Scope scope;
  private final ExpressionBinder binder;
  private final List<Expression> uses = new ArrayList<>();

  /**
   * @param scope what is known where the expression stands
   */
  OuterScope(Scope scope, ExpressionBinder binder) {
    this.scope = scope;
    this.binder = binder;
  }

  /** Returns what was found here: what the query uses of the row that it is run for. */
  List<Expression> uses() {
    return uses;
  }

  /** Returns a scope in which names are looked up in {@code inner} first, and then here. */
  Scope around(Scope inner) {
    return (qualifier, name) -> {
      Expression known = inner.find(qualifier, name);
      return known == null ? find(qualifier, name) : known;
    };
  }

  private @Nullable Expression find(@Nullable String qualifier, String name) throws SQLException {
    // What is grouped by is known as a whole.
    Expression known = scope.known(new Expr.ColumnName(qualifier, name, 0), binder);
    Expression found = known == null ? scope.find(qualifier, name) : known;
    if (found == null) {
      return null;
    }
    int index = uses.indexOf(found);
    if (index < 0) {
      index = uses.size();
      uses.add(found);
    }
    return new OuterValue(index, found.type(), found.isNullable(), found.describe());
  }
}
