package io.lightningdb.jdbc.internal.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class RowSorterTest {

  private static final RowOrder BY_FIRST = RowOrder.ofFirst(1);

  private final ScratchFiles files = new ScratchFiles();

  private SpillSpace space(long budgetBytes) {
    return new SpillSpace(budgetBytes, null, () -> {}, files);
  }

  private static RowOrder randomOrder(int columns, Seed seed) {
    List<RowOrder.Item> items = new ArrayList<>();
    for (int i = seed.between(0, columns); i > 0; i--) {
      items.add(new RowOrder.Item(seed.between(0, columns - 1), seed.oneIn(2), seed.oneIn(2)));
    }
    return new RowOrder(items);
  }

  /** Sorts by inserting each row behind all that are not larger. */
  private static List<Object[]> model(List<Object[]> rows, RowOrder order) throws SQLException {
    List<Object[]> sorted = new ArrayList<>();
    for (Object[] row : rows) {
      int at = sorted.size();
      while (at > 0 && order.compare(sorted.get(at - 1), row) > 0) {
        at--;
      }
      sorted.add(at, row);
    }
    return sorted;
  }

  private static List<Object[]> sort(
      List<Object[]> rows, RowOrder order, long limit, SpillSpace space) throws SQLException {
    List<Object[]> sorted = new ArrayList<>();
    try (RowSorter sorter = new RowSorter(order, limit, space)) {
      for (Object[] row : rows) {
        sorter.add(row);
      }
      sorter.finish();
      for (Object[] row = sorter.next(); row != null; row = sorter.next()) {
        sorted.add(row);
      }
      assertThat(sorter.next()).isNull();
    }
    return sorted;
  }

  private static void assertSame(List<Object[]> actual, List<Object[]> expected) {
    assertThat(actual.toArray(new Object[0][])).isDeepEqualTo(expected.toArray(new Object[0][]));
  }

  private static List<Object[]> wholes(int count, Seed seed) {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new Object[] {(long) seed.between(0, count / 4), (long) i});
    }
    return rows;
  }

  @RepeatedTest(100)
  void rowsComeBackSortedAndThoseThatAreEqualAsTheyCame(Seed seed) throws SQLException {
    int columns = seed.between(1, 4);
    List<Object[]> rows = new RandomRows(seed, columns).numbered(seed.between(0, 400));
    RowOrder order = randomOrder(columns, seed);
    SpillSpace space = space(seed.pick(List.of(0L, 5_000L, 100_000L, 1L << 30)));
    assertSame(sort(rows, order, Long.MAX_VALUE, space), model(rows, order));
    assertThat(space.usedBytes()).isZero();
    assertThat(files.open()).isZero();
  }

  @RepeatedTest(100)
  void aLimitGivesTheFirstOfThem(Seed seed) throws SQLException {
    int columns = seed.between(1, 3);
    List<Object[]> rows = new RandomRows(seed, columns).numbered(seed.between(0, 600));
    RowOrder order = randomOrder(columns, seed);
    int limit = seed.between(0, seed.pick(List.of(3, 50, 700)));
    SpillSpace space = space(seed.pick(List.of(0L, 20_000L, 1L << 30)));
    List<Object[]> expected = model(rows, order);
    assertSame(
        sort(rows, order, limit, space), expected.subList(0, Math.min(limit, expected.size())));
    assertThat(space.usedBytes()).isZero();
    assertThat(files.open()).isZero();
  }

  @Test
  void manyRunsAreMergedInSeveralPasses(Seed seed) throws SQLException {
    List<Object[]> rows = wholes(20_000, seed);
    SpillSpace space = space(8_000);
    assertSame(sort(rows, BY_FIRST, Long.MAX_VALUE, space), stable(rows));
    // Once when they come, then in each pass but the last, which writes most of them.
    assertThat(space.spilledRows()).isGreaterThan(5L * rows.size() / 2);
    assertThat(files.openMax()).isLessThanOrEqualTo(2);
    assertThat(files.open()).isZero();
  }

  @Test
  void oneRunTooManyDoesNotMakeAllBeWrittenAgain(Seed seed) throws SQLException {
    List<Object[]> rows = wholes(30_000, seed);
    SpillSpace space = space(32_768);
    assertSame(sort(rows, BY_FIRST, Long.MAX_VALUE, space), stable(rows));
    assertThat(space.spilledRows()).isBetween(rows.size() + 1L, 3L * rows.size());
  }

  private static List<Object[]> stable(List<Object[]> rows) throws SQLException {
    List<Object[]> sorted = new ArrayList<>(rows);
    sorted.sort((a, b) -> Long.compare((Long) a[0], (Long) b[0]));
    return sorted;
  }

  @Test
  void memoryStaysWithinTheBudget(Seed seed) throws SQLException {
    SpillSpace space = space(1 << 20);
    long most = 0;
    try (RowSorter sorter = new RowSorter(BY_FIRST, Long.MAX_VALUE, space)) {
      for (Object[] row : wholes(100_000, seed)) {
        sorter.add(row);
        most = Math.max(most, space.usedBytes());
      }
      sorter.finish();
      while (sorter.next() != null) {
        most = Math.max(most, space.usedBytes());
      }
    }
    assertThat(most).isBetween(1L << 19, 1L << 20);
    assertThat(space.spilledRows()).isGreaterThanOrEqualTo(100_000);
  }

  @Test
  void aSmallLimitNeedsNoFileHoweverManyRowsThereAre(Seed seed) throws SQLException {
    List<Object[]> rows = wholes(50_000, seed);
    SpillSpace space = space(64 << 10);
    assertSame(sort(rows, BY_FIRST, 100, space), stable(rows).subList(0, 100));
    assertThat(space.spilledRows()).isZero();
    assertThat(files.created()).isZero();
  }

  @Test
  void onceAsManyRowsAreThereAsAreAskedForWorseOnesAreRefused() throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      rows.add(new Object[] {(long) i, 0L});
    }
    // A few more rows fit than are asked for, but not so many that sorting them would pay.
    SpillSpace space = space(64 << 10);
    assertSame(sort(rows, BY_FIRST, 800, space), rows.subList(0, 800));
    // And the one that found memory full.
    assertThat(space.spilledRows()).isEqualTo(801);
  }

  @Test
  void othersThatUseTheWholeBudgetLeaveALittle(Seed seed) throws SQLException {
    SpillSpace space = space(1 << 20);
    space.use(1 << 20);
    List<Object[]> rows = wholes(10_000, seed);
    assertSame(sort(rows, BY_FIRST, Long.MAX_VALUE, space), stable(rows));
    // Runs of an eighth of the budget, not of a row each.
    assertThat(files.writes()).isLessThan(100);
  }

  @Test
  void aRowLargerThanTheBudgetIsSorted() throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (long i = 20; i > 0; i--) {
      rows.add(new Object[] {i, "x".repeat(50_000)});
    }
    SpillSpace space = space(2_000);
    assertSame(sort(rows, BY_FIRST, Long.MAX_VALUE, space), stable(rows));
    assertThat(space.spilledRows()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void nullsComeWhereTheyAreAskedFor() throws SQLException {
    List<Object[]> rows =
        List.of(new Object[] {2L}, new Object[] {null}, new Object[] {1L}, new Object[] {null});
    assertThat(firsts(rows, RowOrder.Item.of(0, false))).containsExactly(null, null, 1L, 2L);
    assertThat(firsts(rows, RowOrder.Item.of(0, true))).containsExactly(2L, 1L, null, null);
    assertThat(firsts(rows, new RowOrder.Item(0, false, false)))
        .containsExactly(1L, 2L, null, null);
    assertThat(firsts(rows, new RowOrder.Item(0, true, true))).containsExactly(null, null, 2L, 1L);
  }

  private List<Object> firsts(List<Object[]> rows, RowOrder.Item item) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (Object[] row : sort(rows, new RowOrder(List.of(item)), Long.MAX_VALUE, space(0))) {
      values.add(row[0]);
    }
    return values;
  }

  @Test
  void noRowsAreNoRows() throws SQLException {
    assertThat(sort(List.of(), BY_FIRST, Long.MAX_VALUE, space(0))).isEmpty();
    assertThat(files.created()).isZero();
  }

  @Test
  void closingInTheMiddleClosesTheFiles(Seed seed) throws SQLException {
    List<Object[]> rows = wholes(1_000, seed);
    for (int given : new int[] {-1, 0, 1, 500, 1_000}) {
      SpillSpace space = space(4_000);
      RowSorter sorter = new RowSorter(BY_FIRST, Long.MAX_VALUE, space);
      for (Object[] row : rows) {
        sorter.add(row);
      }
      assertThat(files.open()).isOne();
      if (given >= 0) {
        sorter.finish();
      }
      for (int i = 0; i < given; i++) {
        assertThat(sorter.next()).isNotNull();
      }
      sorter.close();
      sorter.close();
      assertThat(files.open()).isZero();
      assertThat(space.usedBytes()).isZero();
      assertThatThrownBy(sorter::next).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> sorter.add(rows.get(0))).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void valuesThatCannotBeComparedAreTold() throws SQLException {
    try (RowSorter sorter = new RowSorter(BY_FIRST, Long.MAX_VALUE, space(1 << 20))) {
      sorter.add(new Object[] {1L});
      sorter.add(new Object[] {"a"});
      assertThatThrownBy(sorter::finish)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42804"));
      // What was left behind half done is not taken for a result.
      assertThatThrownBy(sorter::next).isInstanceOf(IllegalStateException.class);
    }
  }
}
