package io.lightningdb.jdbc.internal.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class GroupedRowsTest {

  private static final List<AggregateUse> AGGREGATES =
      List.of(Sums.SUM, Sums.DISTINCT_SUM, Sums.COUNT, Sums.DISTINCT_COUNT_OF_TWO);

  private static final int ARGUMENTS = 4;

  private final ScratchFiles files = new ScratchFiles();

  private SpillSpace space(long budgetBytes) {
    return new SpillSpace(budgetBytes, null, () -> {}, files);
  }

  private static List<Object[]> group(
      List<Object[]> rows, int keyColumns, List<AggregateUse> aggregates, SpillSpace space)
      throws SQLException {
    List<Object[]> results = new ArrayList<>();
    try (GroupedRows groups = new GroupedRows(keyColumns, aggregates, space)) {
      Object[] reused = null;
      for (Object[] row : rows) {
        reused = reused == null ? new Object[row.length] : reused;
        System.arraycopy(row, 0, reused, 0, row.length);
        groups.add(reused);
        Arrays.fill(reused, "overwritten");
      }
      groups.finish();
      for (Object[] row = groups.next(); row != null; row = groups.next()) {
        results.add(row);
      }
    }
    return results;
  }

  /** Finds each group by comparing with all before. */
  private static List<Object[]> model(List<Object[]> rows, int keyColumns) throws SQLException {
    RowOrder order = RowOrder.ofFirst(keyColumns);
    List<List<Object[]>> groups = new ArrayList<>();
    for (Object[] row : rows) {
      List<Object[]> members = null;
      for (List<Object[]> group : groups) {
        if (order.compare(group.get(0), row) == 0) {
          members = group;
        }
      }
      if (members == null) {
        members = new ArrayList<>();
        groups.add(members);
      }
      members.add(row);
    }
    List<Object[]> results = new ArrayList<>();
    for (List<Object[]> group : groups) {
      results.add(result(group, keyColumns));
    }
    return results;
  }

  private static Object[] result(List<Object[]> group, int keyColumns) {
    Object[] result = Arrays.copyOf(group.get(0), keyColumns + AGGREGATES.size());
    List<Object> summed = group.stream().map(row -> row[keyColumns]).toList();
    Set<Object> distinct = new LinkedHashSet<>();
    Set<Object> pairs = new LinkedHashSet<>();
    for (Object[] row : group) {
      distinct.add(row[keyColumns + 1]);
      pairs.add(Arrays.asList(row[keyColumns + 2], row[keyColumns + 3]));
    }
    result[keyColumns] = sum(summed);
    result[keyColumns + 1] = sum(List.copyOf(distinct.stream().filter(Objects::nonNull).toList()));
    result[keyColumns + 2] = (long) group.size();
    result[keyColumns + 3] = (long) pairs.size();
    return result;
  }

  private static Object sum(List<Object> values) {
    List<Object> numbers = values.stream().filter(Objects::nonNull).toList();
    return numbers.isEmpty() ? null : numbers.stream().mapToLong(v -> (Long) v).sum();
  }

  private static List<Object[]> randomRows(int keyColumns, int count, Seed seed) {
    List<Object[]> rows = new ArrayList<>();
    int values = seed.pick(List.of(2, 10, 100_000));
    for (Object[] key : new RandomRows(seed, keyColumns).rows(count)) {
      Object[] row = Arrays.copyOf(key, keyColumns + ARGUMENTS);
      for (int i = keyColumns; i < row.length; i++) {
        row[i] = seed.oneIn(5) ? null : (Object) (long) seed.between(0, values);
      }
      rows.add(row);
    }
    return rows;
  }

  private static void assertSame(List<Object[]> actual, List<Object[]> expected) {
    assertThat(actual.toArray(new Object[0][])).isDeepEqualTo(expected.toArray(new Object[0][]));
  }

  private static boolean isDeepEqual(List<Object[]> a, List<Object[]> b) {
    return Arrays.deepEquals(a.toArray(), b.toArray());
  }

  @RepeatedTest(150)
  void groupsAreThoseOfTheModel(Seed seed) throws SQLException {
    int keyColumns = seed.between(1, 3);
    List<Object[]> rows = randomRows(keyColumns, seed.between(0, 500), seed);
    long budgetBytes = seed.pick(List.of(0L, 6_000L, 60_000L, 1L << 30));
    SpillSpace space = space(budgetBytes);
    List<Object[]> results = group(rows, keyColumns, AGGREGATES, space);
    List<Object[]> expected = model(rows, keyColumns);
    if (budgetBytes < 1 << 30 && !isDeepEqual(results, expected)) {
      RowOrder.ofFirst(keyColumns).sort(expected);
    }
    assertSame(results, expected);
    assertThat(space.usedBytes()).isZero();
    assertThat(files.open()).isZero();
  }

  @RepeatedTest(30)
  void withoutAKeyAllRowsAreOneGroup(Seed seed) throws SQLException {
    List<Object[]> rows = randomRows(0, seed.between(1, 500), seed);
    SpillSpace space = space(seed.pick(List.of(0L, 6_000L, 1L << 30)));
    assertSame(group(rows, 0, AGGREGATES, space), List.<Object[]>of(result(rows, 0)));
    assertThat(files.open()).isZero();
  }

  @Test
  void withoutAKeyThereIsAGroupEvenWithoutRows() throws SQLException {
    assertSame(
        group(List.of(), 0, AGGREGATES, space(0)),
        List.<Object[]>of(new Object[] {null, null, 0L, 0L}));
    assertThat(group(List.of(), 1, AGGREGATES, space(0))).isEmpty();
  }

  @Test
  void manyDistinctValuesOfOneGroupAreSpilledAndCountedOnce() throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (long i = 0; i < 20_000; i++) {
      rows.add(new Object[] {i * 7 % 5_000});
    }
    SpillSpace space = space(20_000);
    assertSame(
        group(rows, 0, List.of(Sums.DISTINCT_SUM), space),
        List.<Object[]>of(new Object[] {5_000L * 4_999 / 2}));
    assertThat(space.spilledRows()).isGreaterThan(10_000);
  }

  @Test
  void groupsThatFitAreNotSpilledHoweverManyRowsTheyHave() throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (long i = 0; i < 50_000; i++) {
      rows.add(new Object[] {i % 100, i});
    }
    SpillSpace space = space(100_000);
    List<Object[]> results = group(rows, 1, List.of(Sums.SUM, Sums.COUNT), space);
    assertThat(results).hasSize(100);
    assertThat(space.spilledRows()).isZero();
  }

  @Test
  void memoryStaysWithinTheBudget(Seed seed) throws SQLException {
    SpillSpace space = space(1 << 20);
    long most = 0;
    try (GroupedRows groups = new GroupedRows(1, AGGREGATES, space)) {
      for (long i = 0; i < 50_000; i++) {
        groups.add(new Object[] {"group " + i % 20_000, i, i, i, i});
        most = Math.max(most, space.usedBytes());
      }
      groups.finish();
      int count = 0;
      while (groups.next() != null) {
        count++;
        most = Math.max(most, space.usedBytes());
      }
      assertThat(count).isEqualTo(20_000);
    }
    // Three sorts may each have an eighth beyond what is free, and merging a quarter.
    assertThat(most).isBetween(1L << 19, 2L << 20);
    assertThat(space.usedBytes()).isZero();
  }

  /** Were the small one put into memory, there would be two of what is one. */
  @Test
  void aValueThatDidNotFitIsNotAddedWhenItComesAgainInASmallerForm() throws SQLException {
    BigDecimal large = BigDecimal.ONE.setScale(900);
    for (long others = 0; others < 10; others++) {
      List<Object[]> keys = new ArrayList<>();
      List<Object[]> arguments = new ArrayList<>();
      for (long i = 0; i < others; i++) {
        keys.add(new Object[] {i + 2});
        arguments.add(new Object[] {i + 2, null});
      }
      keys.add(new Object[] {large});
      keys.add(new Object[] {1L});
      arguments.add(new Object[] {large, null});
      arguments.add(new Object[] {1L, null});
      assertThat(group(keys, 1, List.of(Sums.COUNT), space(0)))
          .hasSize((int) others + 1)
          .anySatisfy(row -> assertThat(row).containsExactly(large, 2L));
      assertSame(
          group(arguments, 0, List.of(Sums.DISTINCT_COUNT_OF_TWO), space(0)),
          List.<Object[]>of(new Object[] {others + 1}));
    }
  }

  @Test
  void aGroupHasTheValuesOfItsFirstRow() throws SQLException {
    List<Object[]> rows =
        List.of(
            new Object[] {new BigDecimal("1.00"), 1L},
            new Object[] {1L, 2L},
            new Object[] {null, 4L},
            new Object[] {1.0, 8L},
            new Object[] {null, 16L});
    assertSame(
        group(rows, 1, List.of(Sums.SUM), space(1 << 20)),
        List.of(new Object[] {new BigDecimal("1.00"), 11L}, new Object[] {null, 20L}));
  }

  @Test
  void closingInTheMiddleClosesTheFiles(Seed seed) throws SQLException {
    for (int given : new int[] {-1, 0, 10}) {
      SpillSpace space = space(10_000);
      GroupedRows groups = new GroupedRows(2, AGGREGATES, space);
      for (long i = 0; i < 3_000; i++) {
        groups.add(new Object[] {i % 1_000, "group", i, i, i, i});
      }
      assertThat(files.open()).isPositive();
      if (given >= 0) {
        groups.finish();
      }
      for (int i = 0; i < given; i++) {
        assertThat(groups.next()).isNotNull();
      }
      groups.close();
      groups.close();
      assertThat(files.open()).isZero();
      assertThat(space.usedBytes()).isZero();
    }
  }

  @Test
  void rowsCannotBeAddedWhenAllHaveBeen() throws SQLException {
    try (GroupedRows groups = new GroupedRows(0, List.of(Sums.COUNT), space(0))) {
      assertThatThrownBy(groups::next).isInstanceOf(IllegalStateException.class);
      groups.finish();
      assertThatThrownBy(() -> groups.add(new Object[0])).isInstanceOf(IllegalStateException.class);
    }
  }
}
