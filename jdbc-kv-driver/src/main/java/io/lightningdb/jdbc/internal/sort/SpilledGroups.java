package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * All is sorted by the key: rows of groups that are not in memory, with the arguments of those
 * aggregates that take every row; for each DISTINCT aggregate its arguments; and the groups in
 * memory, which lack some of the latter only. One pass over all of these at once, key by key, then
 * completes group after group.
 */
/** What {@link GroupedRows} cannot keep in memory. */
final class SpilledGroups implements AutoCloseable {

  private final int keyColumns;
  private final List<AggregateUse> aggregates;
  private final Arguments[] arguments;
  private final RowOrder keyOrder;
  private final RowSorter rows;

  /** The arguments of DISTINCT aggregates; null for the others. */
  private final @Nullable SpilledArguments[] distinct;

  private List<Group> inMemory = List.of();
  private int nextInMemory;
  private @Nullable Object @Nullable [] row;

  SpilledGroups(int keyColumns, List<AggregateUse> aggregates, SpillSpace space) {
    this.keyColumns = keyColumns;
    this.aggregates = aggregates;
    this.arguments = Arguments.of(keyColumns, aggregates);
    this.keyOrder = RowOrder.ofFirst(keyColumns);
    this.rows = new RowSorter(keyOrder, Long.MAX_VALUE, space);
    this.distinct = new @Nullable SpilledArguments[arguments.length];
    for (int i = 0; i < distinct.length; i++) {
      if (aggregates.get(i).distinct()) {
        distinct[i] = new SpilledArguments(keyColumns, arguments[i].count(), space);
      }
    }
  }

  /** Adds a row whose group is not in memory. The array remains the caller's. */
  void add(@Nullable Object[] added) throws SQLException {
    @Nullable Object[] kept = added.clone();
    for (int i = 0; i < arguments.length; i++) {
      SpilledArguments spilled = distinct[i];
      if (spilled != null) {
        spilled.add(added, arguments[i].in(added));
        arguments[i].clear(kept);
      }
    }
    rows.add(kept);
  }

  /** Adds arguments of a DISTINCT aggregate that may be new to a group in memory. */
  void addDistinct(int aggregate, @Nullable Object[] key, @Nullable Object[] values)
      throws SQLException {
    SpilledArguments spilled = distinct[aggregate];
    if (spilled == null) {
      throw new IllegalArgumentException("aggregate " + aggregate + " is not DISTINCT");
    }
    spilled.add(key, values);
  }

  /**
   * Says that all rows have been added.
   *
   * @param groups those in memory
   */
  void finish(List<Group> groups) throws SQLException {
    inMemory = new ArrayList<>(groups);
    RowOrder.sort(inMemory, (a, b) -> keyOrder.compare(a.key, b.key));
    rows.finish();
    for (SpilledArguments spilled : distinct) {
      if (spilled != null) {
        spilled.finish();
      }
    }
    row = rows.next();
  }

  /** Returns the next group with all that belongs to it, or null at the end. */
  @Nullable Group next() throws SQLException {
    Group group = nextWithoutDistinct();
    if (group == null) {
      return null;
    }
    for (int i = 0; i < distinct.length; i++) {
      SpilledArguments spilled = distinct[i];
      if (spilled != null) {
        spilled.giveTo(group, i);
      }
    }
    return group;
  }

  private @Nullable Group nextWithoutDistinct() throws SQLException {
    Group group = nextInMemory < inMemory.size() ? inMemory.get(nextInMemory) : null;
    if (row == null || (group != null && keyOrder.compare(group.key, row) < 0)) {
      nextInMemory++;
      return group;
    }
    return collect(row);
  }

  /** Returns the group of {@code first} and all rows of it that follow. */
  private Group collect(@Nullable Object[] first) throws SQLException {
    Group group = new Group(Arrays.copyOf(first, keyColumns), 0, 0, aggregates);
    @Nullable Object[] member = first;
    while (member != null && keyOrder.compare(member, group.key) == 0) {
      for (int i = 0; i < arguments.length; i++) {
        if (distinct[i] == null) {
          group.add(i, arguments[i].in(member));
        }
      }
      member = rows.next();
    }
    row = member;
    return group;
  }

  @Override
  public void close() {
    rows.close();
    for (SpilledArguments spilled : distinct) {
      if (spilled != null) {
        spilled.close();
      }
    }
  }
}
