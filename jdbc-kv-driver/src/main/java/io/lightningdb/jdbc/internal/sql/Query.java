package io.lightningdb.jdbc.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query as it is written.
 *
 * @param body where its rows come from
 * @param limit how many rows at most
 * @param offset how many rows to pass over first
 * @param lock how the rows are locked, if they are: FOR UPDATE
 */
public record Query(
    QueryBody body,
    List<Order> order,
    @Nullable Expr limit,
    @Nullable Expr offset,
    @Nullable Lock lock,
    int position)
    implements Statement.Explainable, QueryBody {

  public Query {
    order = List.copyOf(order);
  }

  /**
   * SELECT.
   *
   * @param items what is asked for
   * @param from the tables; null where there is no FROM
   * @param grouped whether GROUP BY is there
   */
  public record Select(
      boolean distinct,
      List<Item> items,
      @Nullable From from,
      @Nullable Expr where,
      boolean grouped,
      List<Expr> groups,
      @Nullable Expr having,
      int position)
      implements QueryBody {

    public Select {
      items = List.copyOf(items);
      groups = List.copyOf(groups);
    }
  }

  /**
   * UNION.
   *
   * @param all whether rows that are equal are kept
   */
  public record Union(QueryBody left, QueryBody right, boolean all, int position)
      implements QueryBody {}

  /** VALUES. */
  public record Values(List<List<Expr>> rows, int position) implements QueryBody {

    public Values {
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * An item of a SELECT's list.
   *
   * @param expression what is asked for; null for all columns
   * @param alias its name in the result; for all columns, the table that they are of
   */
  public record Item(@Nullable Expr expression, @Nullable Name alias, int position) {}

  /**
   * An item of ORDER BY.
   *
   * @param nullsFirst whether null comes before all values; null where nothing is said
   */
  public record Order(Expr expression, boolean descending, @Nullable Boolean nullsFirst) {}

  /** FOR UPDATE. */
  public enum Lock {
    /** Waits for who has locked a row. */
    WAIT,
    /** Fails if somebody has locked a row. */
    NOWAIT,
    /** Leaves out what somebody has locked. */
    SKIP_LOCKED
  }

  /** What stands behind FROM. */
  public sealed interface From {

    /** A table. */
    record TableName(Name name, @Nullable Name alias) implements From {}

    /**
     * A query in the place of a table.
     *
     * @param columns other names for its columns; empty if there are none
     */
    record Derived(Query query, Name alias, List<Name> columns) implements From {

      public Derived {
        columns = List.copyOf(columns);
      }
    }

    /**
     * Two joined.
     *
     * @param left whether rows of the left side without a partner are kept
     * @param on what joins them; null for all with all
     */
    record Join(From first, From second, boolean left, @Nullable Expr on, int position)
        implements From {}
  }
}
