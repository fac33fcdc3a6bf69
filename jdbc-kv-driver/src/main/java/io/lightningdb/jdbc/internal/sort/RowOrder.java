package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How rows are ordered: by the first item, those that are equal in it by the second, and so on. */
public record RowOrder(List<Item> items) {

  public RowOrder {
    items = List.copyOf(items);
  }

  /**
   * A column to order by.
   *
   * @param column its index in the row
   * @param nullsFirst whether rows without a value come first, whatever the direction
   */
  public record Item(int column, boolean descending, boolean nullsFirst) {

    /** Returns the item for which nulls are smaller than all values. */
    public static Item of(int column, boolean descending) {
      return new Item(column, descending, !descending);
    }
  }

  /** Returns the ascending order by the first {@code columns} columns. */
  static RowOrder ofFirst(int columns) {
    return new RowOrder(IntStream.range(0, columns).mapToObj(i -> Item.of(i, false)).toList());
  }

  /**
   * Compares two rows.
   *
   * @return a negative number, zero, or a positive one
   */
  public int compare(@Nullable Object[] a, @Nullable Object[] b) throws SQLException {
    // By index: an iterator for each comparison would be garbage.
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      int order = compare(a[item.column], b[item.column], item);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(@Nullable Object a, @Nullable Object b, Item item)
      throws SQLException {
    if (a == null || b == null) {
      return a == b ? 0 : ((a == null) == item.nullsFirst ? -1 : 1);
    }
    int order = Comparison.compare(a, b);
    // Not negated: the smallest number has no counterpart.
    return item.descending ? Integer.compare(0, order) : order;
  }

  /** Compares as a {@link Comparator} does, and may fail. */
  @FunctionalInterface
  interface FallibleComparator<T> {
    int compare(T a, T b) throws SQLException;
  }

  /**
   * Sorts rows and leaves those that are equal in the order in which they are.
   *
   * @throws SQLException if two values cannot be compared
   */
  void sort(List<@Nullable Object[]> rows) throws SQLException {
    sort(rows, this::compare);
  }

  /** Sorts what can be compared, stably. */
  static <T> void sort(List<T> list, FallibleComparator<? super T> comparator) throws SQLException {
    try {
      list.sort(
          (a, b) -> {
            try {
              return comparator.compare(a, b);
            } catch (SQLException e) {
              throw new ComparisonFailure(e);
            }
          });
    } catch (ComparisonFailure e) {
      throw e.failure;
    }
  }

  /** Carries a failure through the JDK's sort. */
  private static final class ComparisonFailure extends RuntimeException {

    private final SQLException failure;

    ComparisonFailure(SQLException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
