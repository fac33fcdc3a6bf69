package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.TableReader;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.row.IndexFormat;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Index;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/*
 * Nothing is known of how many rows there are. So what counts is how much of a key the conditions fix: all
 * of it, its first columns, a range. Where an index and the primary key are on a par the primary key is
 * taken, because an index costs a get for each row.
 */
/** Chooses between the primary key and the indexes of a table. */
final class AccessPlanner {

  private static final int ONE_ROW = 10_000;
  private static final int GETS = 5_000;
  private static final int POINT = 100;
  private static final int BOUNDS = 50;
  private static final int PRIMARY = 5;

  /** An order that spares a sort: worth an index if only the first rows are wanted. */
  private static final int ORDER_WITH_LIMIT = 40;

  private static final int ORDER = 3;

  private final BoundTable table;
  private final RowFormat format;
  private final int offset;
  private final IntPredicate known;
  private final List<Condition> conditions;

  /**
   * @param offset the ordinal that the table's first column has in the conditions
   * @param known which columns were read before
   * @param conditions what has to be true of the rows that are read
   */
  AccessPlanner(
      BoundTable table,
      RowFormat format,
      int offset,
      IntPredicate known,
      List<Condition> conditions) {
    this.table = table;
    this.format = format;
    this.offset = offset;
    this.known = known;
    this.conditions = conditions;
  }

  /** A way to the rows, and how good it is. */
  record Choice(@Nullable IndexFormat index, KeyAccess access, int rank) {}

  /**
   * Chooses the best way to the rows.
   *
   * @param order the order wanted; empty for any
   * @param first whether only the first rows are wanted
   */
  Choice choose(List<KeyOrder.Item> order, boolean first) {
    boolean hasKey = !format.keys().columns().isEmpty();
    KeyAccess primary = KeyAccessPlanner.plan(format.keys(), hasKey, offset, known, conditions);
    Choice best = choice(null, primary, order, first);
    for (Index index : table.table().indexes()) {
      IndexFormat entries = new IndexFormat(index);
      KeyAccess access = KeyAccessPlanner.plan(entries.keys(), false, offset, known, conditions);
      Choice choice = choice(entries, access, order, first);
      if (choice.rank > best.rank) {
        best = choice;
      }
    }
    return best;
  }

  private Choice choice(
      @Nullable IndexFormat index, KeyAccess access, List<KeyOrder.Item> order, boolean first) {
    int rank = access.pointColumns() * POINT + (access.hasBounds() ? BOUNDS : 0);
    if (access.isOneRow() || (index != null && index.index().unique() && access.isSinglePoint())) {
      rank += ONE_ROW;
    } else if (access.isGets()) {
      rank += GETS;
    }
    if (index == null) {
      rank += PRIMARY;
    }
    if (!order.isEmpty() && KeyOrder.backwards(access, order, offset) != null) {
      rank += first ? ORDER_WITH_LIMIT : ORDER;
    }
    return new Choice(index, access, rank);
  }

  /** Returns the access to the rows in the way that was chosen. */
  TableAccess access(Choice choice, boolean backwards, boolean locks) {
    List<Condition> met = choice.index == null ? List.of() : choice.access.used();
    return new TableAccess(
        new TableReader(table, format, choice.index, backwards, choice.access.filter(), met, locks),
        choice.access);
  }
}
