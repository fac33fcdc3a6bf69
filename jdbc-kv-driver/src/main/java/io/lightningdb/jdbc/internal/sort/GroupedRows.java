package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Groups are kept in a hash table, and so is what each DISTINCT aggregate has been given, while
 * memory reaches. From the first thing on that does not fit none of these tables grows any more:
 * rows of groups that are there are still added to them, and whatever else comes is left to
 * SpilledGroups. So nothing that is spilled is in a table as well, and nothing is counted twice.
 */
/**
 * Groups rows and aggregates each group. NULL equals NULL here, and values are equal that compare
 * as such, even if they look different; a group has those of its first row. The groups come in the
 * order of their first rows if all fits into memory, and else in the order of their values.
 *
 * <p>Memory is bounded as long as what an aggregate keeps is about as large as the arguments of one
 * row; it is not known how much one takes that strings them all together.
 *
 * <p>Serves one thread at a time; after a failure it can only be closed.
 */
public final class GroupedRows implements AutoCloseable {

  private final int keyColumns;
  private final List<AggregateUse> aggregates;
  private final Arguments[] arguments;
  private final @Nullable GivenArguments[] given;
  private final SpillSpace space;
  private final MemoryUse memory;
  private final KeyTable<Group> groups;

  /** The only group there is without a key. */
  private final @Nullable Group only;

  private @Nullable SpilledGroups spilled;
  private boolean finished;
  private int next;

  /**
   * @param keyColumns how many values of a row tell its group; without any there is exactly one
   *     group, even when no row is added
   */
  public GroupedRows(int keyColumns, List<AggregateUse> aggregates, SpillSpace space) {
    this.keyColumns = keyColumns;
    this.aggregates = List.copyOf(aggregates);
    this.arguments = Arguments.of(keyColumns, aggregates);
    this.space = space;
    // The rest is for sorting.
    this.memory = new MemoryUse(space, space.budgetBytes() / 2);
    this.groups = new KeyTable<>(keyColumns);
    this.given = new @Nullable GivenArguments[arguments.length];
    for (int i = 0; i < given.length; i++) {
      if (aggregates.get(i).distinct()) {
        given[i] = new GivenArguments(arguments[i].count(), memory);
      }
    }
    this.only = keyColumns == 0 ? newGroup(new @Nullable Object[0], 0) : null;
  }

  /**
   * Adds a row: the values that tell its group, and behind them the arguments of the aggregates,
   * one after the other. The array remains the caller's, who can use it for the next row.
   */
  public void add(@Nullable Object[] row) throws SQLException {
    if (finished) {
      throw new IllegalStateException("no more rows can be added");
    }
    Group group = only != null ? only : groupOf(row);
    if (group == null) {
      spilled().add(row);
      return;
    }
    for (int i = 0; i < arguments.length; i++) {
      @Nullable Object[] values = arguments[i].in(row);
      GivenArguments before = given[i];
      if (before == null) {
        group.add(i, values);
      } else {
        addDistinct(group, i, values, before);
      }
    }
    long growth = group.growTo(variableBytes(row));
    if (growth > 0) {
      memory.take(growth);
    }
  }

  /** Returns the group of a row, or null if it is none of those in memory. */
  private @Nullable Group groupOf(@Nullable Object[] row) throws SQLException {
    int hash = ValueHash.ofFirst(row, keyColumns);
    Group group = groups.find(row, hash);
    if (group == null
        && spilled == null
        && memory.tryTake(Group.bytes(row, keyColumns, arguments.length))) {
      group = newGroup(Arrays.copyOf(row, keyColumns), hash);
    }
    return group;
  }

  private Group newGroup(@Nullable Object[] key, int hash) {
    Group group = new Group(key, hash, groups.entries().size(), aggregates);
    groups.add(group);
    return group;
  }

  private void addDistinct(
      Group group, int aggregate, @Nullable Object[] values, GivenArguments before)
      throws SQLException {
    switch (before.offer(group, values, spilled == null)) {
      case KNOWN -> {}
      case NEW -> group.add(aggregate, values);
      case NO_ROOM -> spilled().addDistinct(aggregate, group.key, values);
    }
  }

  private long variableBytes(@Nullable Object[] row) {
    long bytes = 0;
    for (int i = keyColumns; i < row.length; i++) {
      bytes += RowBytes.ofVariable(row[i]);
    }
    return bytes;
  }

  private SpilledGroups spilled() {
    if (spilled == null) {
      spilled = new SpilledGroups(keyColumns, aggregates, space);
    }
    return spilled;
  }

  /** Says that all rows have been added. */
  public void finish() throws SQLException {
    finished = true;
    forgetGiven();
    if (spilled != null) {
      spilled.finish(groups.entries());
    }
  }

  /**
   * Returns the values of the next group, then what its aggregates have come to; null at the end.
   */
  public @Nullable Object @Nullable [] next() throws SQLException {
    if (!finished) {
      throw new IllegalStateException("more rows may be added");
    }
    Group group = spilled != null ? spilled.next() : nextInMemory();
    return group == null ? null : group.result();
  }

  private void forgetGiven() {
    for (GivenArguments before : given) {
      if (before != null) {
        before.clear();
      }
    }
  }

  private @Nullable Group nextInMemory() {
    return next < groups.entries().size() ? groups.entries().get(next++) : null;
  }

  /** Gives back memory and files. A second call does nothing. */
  @Override
  public void close() {
    finished = true;
    groups.clear();
    forgetGiven();
    memory.release();
    if (spilled != null) {
      spilled.close();
    }
  }
}
