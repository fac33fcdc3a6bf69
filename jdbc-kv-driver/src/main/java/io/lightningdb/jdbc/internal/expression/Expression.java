package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** An expression that can be evaluated. Immutable. */
public interface Expression {

  ColumnType type();

  /** Returns whether the result can be null. */
  boolean isNullable();

  /** Returns the expressions that this one is made of. */
  List<Expression> operands();

  /** Returns whether the result is the same for all rows. */
  default boolean isFixed() {
    for (Expression operand : operands()) {
      if (!operand.isFixed()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether the result is known once certain columns are.
   *
   * @param known tells by its ordinal whether a column is
   */
  default boolean isKnown(IntPredicate known) {
    for (Expression operand : operands()) {
      if (!operand.isKnown(known)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the result; null stands for NULL, and in a condition for UNKNOWN.
   *
   * @param row the columns' values
   * @param bindings the parameters' values and whatever else belongs to the execution
   */
  @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException;

  /** Returns the expression as SQL writes it, for EXPLAIN. */
  String describe();
}
