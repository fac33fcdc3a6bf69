package io.lightningdb.jdbc.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement as it is written. */
public sealed interface Statement {

  /** A statement that EXPLAIN can explain. */
  sealed interface Explainable extends Statement {}

  /**
   * SELECT.
   *
   * @param items what is asked for; empty for *
   * @param table the table; null where there is no FROM
   * @param alias another name for the table
   * @param limit how many rows at most
   * @param offset how many rows to pass over first
   */
  record Select(
      List<Item> items,
      @Nullable Name table,
      @Nullable Name alias,
      @Nullable Expr where,
      List<Order> order,
      @Nullable Expr limit,
      @Nullable Expr offset)
      implements Explainable {

    public Select {
      items = List.copyOf(items);
      order = List.copyOf(order);
    }

    /**
     * An item of a SELECT's list.
     *
     * @param expression what is asked for; null for all columns of the table
     * @param alias its name in the result
     */
    public record Item(@Nullable Expr expression, @Nullable Name alias, int position) {}

    /** An item of ORDER BY. */
    public record Order(Expr expression, boolean descending) {}
  }

  /**
   * INSERT, MERGE and REPLACE.
   *
   * @param columns the columns that values are given for; empty for all of the table
   * @param rows the values
   * @param duplicates what to do with a row whose key exists
   */
  record Insert(Name table, List<Name> columns, List<Row> rows, OnDuplicate duplicates)
      implements Explainable {

    public Insert {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }

    /** The values of a row. */
    public record Row(List<Expr> values, int position) {

      public Row {
        values = List.copyOf(values);
      }
    }
  }

  /** What an INSERT does with a row whose key exists. */
  sealed interface OnDuplicate {

    /** An error. */
    record Fail() implements OnDuplicate {}

    /** The row is passed over: ON CONFLICT DO NOTHING. */
    record Ignore(List<Name> key) implements OnDuplicate {

      public Ignore {
        key = List.copyOf(key);
      }
    }

    /** The existing row is changed: ON CONFLICT DO UPDATE. */
    record Update(List<Name> key, List<Set> sets, int position) implements OnDuplicate {

      public Update {
        key = List.copyOf(key);
        sets = List.copyOf(sets);
      }
    }

    /** The given columns of the existing row are changed: MERGE. */
    record Merge(List<Name> key) implements OnDuplicate {

      public Merge {
        key = List.copyOf(key);
      }
    }

    /** The new row takes the place of the existing one: REPLACE. */
    record Replace() implements OnDuplicate {}
  }

  /** A column of an UPDATE and its new value. */
  record Set(Name column, Expr value) {}

  /** UPDATE. */
  record Update(Name table, @Nullable Name alias, List<Set> sets, @Nullable Expr where)
      implements Explainable {

    public Update {
      sets = List.copyOf(sets);
    }
  }

  /** DELETE. */
  record Delete(Name table, @Nullable Name alias, @Nullable Expr where) implements Explainable {}

  /** EXPLAIN. */
  record Explain(Explainable statement) implements Statement {}

  /**
   * CREATE TABLE.
   *
   * @param key the columns of a PRIMARY KEY that stands by itself; empty if there is none
   * @param keyName the name of its constraint
   */
  record CreateTable(
      Name table,
      boolean ifNotExists,
      List<ColumnDefinition> columns,
      List<Name> key,
      @Nullable Name keyName)
      implements Statement {

    public CreateTable {
      columns = List.copyOf(columns);
      key = List.copyOf(key);
    }
  }

  /** CREATE KEYSPACE. */
  record CreateKeyspace(Name name, boolean ifNotExists) implements Statement {}

  /** DROP TABLE and DROP KEYSPACE. */
  record Drop(Name name, boolean ifExists) implements Statement {}

  /** SHUTDOWN. */
  record Shutdown() implements Statement {}
}
