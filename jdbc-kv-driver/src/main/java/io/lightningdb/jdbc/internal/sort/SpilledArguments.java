package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Arguments of a DISTINCT aggregate, sorted by group so that those which are equal meet. */
final class SpilledArguments implements AutoCloseable {

  private final int keyColumns;
  private final RowOrder keyOrder;
  private final RowOrder order;
  private final RowSorter sorter;
  private @Nullable Object @Nullable [] row;

  SpilledArguments(int keyColumns, int arguments, SpillSpace space) {
    this.keyColumns = keyColumns;
    this.keyOrder = RowOrder.ofFirst(keyColumns);
    this.order = RowOrder.ofFirst(keyColumns + arguments);
    this.sorter = new RowSorter(order, Long.MAX_VALUE, space);
  }

  /**
   * @param key begins with the values of the group
   */
  void add(@Nullable Object[] key, @Nullable Object[] arguments) throws SQLException {
    @Nullable Object[] added = Arrays.copyOf(key, keyColumns + arguments.length);
    System.arraycopy(arguments, 0, added, keyColumns, arguments.length);
    sorter.add(added);
  }

  void finish() throws SQLException {
    sorter.finish();
    row = sorter.next();
  }

  /**
   * Gives an aggregate of a group all that was added for it, without duplicates. Each group must
   * come to this, in the order of the keys.
   */
  void giveTo(Group group, int aggregate) throws SQLException {
    while (row != null && keyOrder.compare(row, group.key) == 0) {
      @Nullable Object[] given = row;
      group.add(aggregate, Arrays.copyOfRange(given, keyColumns, given.length));
      do {
        row = sorter.next();
      } while (row != null && order.compare(row, given) == 0);
    }
    assert row == null || keyOrder.compare(row, group.key) > 0 : "a group was left out";
  }

  @Override
  public void close() {
    sorter.close();
  }
}
