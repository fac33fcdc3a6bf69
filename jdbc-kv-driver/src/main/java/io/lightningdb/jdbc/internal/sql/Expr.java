package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression as it is written; conditions are expressions, too. */
public sealed interface Expr {

  /** Returns where it begins in the statement, for messages. */
  int position();

  /**
   * A literal.
   *
   * @param value the value; null for NULL
   * @param type its type; null for NULL, and for a string, which takes any type it is used with
   */
  record Literal(@Nullable Object value, @Nullable ColumnType type, int position) implements Expr {}

  /**
   * A question mark.
   *
   * @param index its number, counted from 0
   */
  record Parameter(int index, int position) implements Expr {}

  /**
   * A column's name.
   *
   * @param qualifier the name before the point, if there is one
   */
  record ColumnName(@Nullable String qualifier, String name, int position) implements Expr {}

  /** The word DEFAULT in the place of a value. */
  record DefaultValue(int position) implements Expr {}

  /**
   * A call of a function or an aggregate.
   *
   * @param distinct whether DISTINCT stands before the arguments
   * @param star whether a star stands in their place
   */
  record Call(String name, List<Expr> arguments, boolean distinct, boolean star, int position)
      implements Expr {

    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** Two texts, one behind the other. */
  record Concatenation(Expr left, Expr right, int position) implements Expr {}

  /** CAST. */
  record Cast(Expr operand, ColumnType type, int position) implements Expr {}

  /**
   * CASE.
   *
   * @param operand what is compared; null where each branch has a condition
   * @param otherwise what stands behind ELSE, if there is one
   */
  record Case(@Nullable Expr operand, List<Branch> branches, @Nullable Expr otherwise, int position)
      implements Expr {

    public Case {
      branches = List.copyOf(branches);
    }

    /** WHEN and THEN. */
    public record Branch(Expr when, Expr then) {}
  }

  /** Several values in parentheses. */
  record RowValue(List<Expr> elements, int position) implements Expr {

    public RowValue {
      elements = List.copyOf(elements);
    }
  }

  /** A minus sign before an operand. */
  record Minus(Expr operand, int position) implements Expr {}

  /** Arithmetic. */
  record Arithmetic(Operator operator, Expr left, Expr right, int position) implements Expr {

    /** What is calculated. */
    public enum Operator {
      PLUS("+"),
      MINUS("-"),
      TIMES("*"),
      DIVIDED_BY("/"),
      MODULO("%");

      private final String sign;

      Operator(String sign) {
        this.sign = sign;
      }

      public String sign() {
        return sign;
      }
    }
  }

  /** A comparison of two values. */
  record Compare(Comparator comparator, Expr left, Expr right, int position) implements Expr {}

  /** BETWEEN. */
  record Between(Expr operand, Expr low, Expr high, boolean negated, int position)
      implements Expr {}

  /** IN with a list. */
  record In(Expr operand, List<Expr> list, boolean negated, int position) implements Expr {

    public In {
      list = List.copyOf(list);
    }
  }

  /** A query in parentheses that gives one value. */
  record Scalar(Query query, int position) implements Expr {}

  /** EXISTS. */
  record Exists(Query query, int position) implements Expr {}

  /** IN with a query. */
  record InQuery(Expr operand, Query query, boolean negated, int position) implements Expr {}

  /** LIKE. */
  record Like(Expr operand, Expr pattern, @Nullable Expr escape, boolean negated, int position)
      implements Expr {}

  /** IS DISTINCT FROM. */
  record IsDistinct(Expr left, Expr right, boolean negated, int position) implements Expr {}

  /** IS NULL. */
  record IsNull(Expr operand, boolean negated, int position) implements Expr {}

  /** IS TRUE, IS FALSE. */
  record IsTruth(Expr operand, boolean truth, boolean negated, int position) implements Expr {}

  /** NOT. */
  record Not(Expr operand, int position) implements Expr {}

  /** Conditions that must all hold. */
  record And(List<Expr> operands, int position) implements Expr {

    public And {
      operands = List.copyOf(operands);
    }
  }

  /** Conditions of which one must hold. */
  record Or(List<Expr> operands, int position) implements Expr {

    public Or {
      operands = List.copyOf(operands);
    }
  }
}
