package io.lightningdb.jdbc.internal.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class DistinctRowsTest {

  private final ScratchFiles files = new ScratchFiles();

  private SpillSpace space(long budgetBytes) {
    return new SpillSpace(budgetBytes, null, () -> {}, files);
  }

  private static List<Object[]> distinct(List<Object[]> rows, SpillSpace space)
      throws SQLException {
    List<Object[]> results = new ArrayList<>();
    try (DistinctRows distinct = new DistinctRows(space)) {
      for (Object[] row : rows) {
        Object[] reused = row.clone();
        if (distinct.add(reused)) {
          results.add(row);
        }
        Arrays.fill(reused, "overwritten");
      }
      distinct.finish();
      for (Object[] row = distinct.next(); row != null; row = distinct.next()) {
        results.add(row);
      }
    }
    return results;
  }

  private static List<Object[]> model(List<Object[]> rows, int columns) throws SQLException {
    RowOrder order = RowOrder.ofFirst(columns);
    List<Object[]> results = new ArrayList<>();
    for (Object[] row : rows) {
      boolean known = false;
      for (Object[] before : results) {
        known |= order.compare(before, row) == 0;
      }
      if (!known) {
        results.add(row);
      }
    }
    return results;
  }

  @RepeatedTest(150)
  void eachRowComesOnceAndAsItWasTheFirstTime(Seed seed) throws SQLException {
    int columns = seed.between(0, 3);
    List<Object[]> rows = new RandomRows(seed, columns).rows(seed.between(0, 500));
    long budgetBytes = seed.pick(List.of(0L, 6_000L, 40_000L, 1L << 30));
    SpillSpace space = space(budgetBytes);
    List<Object[]> results = distinct(rows, space);
    List<Object[]> expected = model(rows, columns);
    if (budgetBytes < 1 << 30) {
      RowOrder order = RowOrder.ofFirst(columns);
      order.sort(results);
      order.sort(expected);
    }
    assertThat(results.toArray(new Object[0][])).isDeepEqualTo(expected.toArray(new Object[0][]));
    assertThat(space.usedBytes()).isZero();
    assertThat(files.open()).isZero();
  }

  @Test
  void whatIsNewIsToldAtOnceWhileMemoryReaches() throws SQLException {
    try (DistinctRows distinct = new DistinctRows(space(1 << 20))) {
      assertThat(distinct.add(new Object[] {1L, null})).isTrue();
      assertThat(distinct.add(new Object[] {new BigDecimal("1.0"), null})).isFalse();
      assertThat(distinct.add(new Object[] {1L, 1L})).isTrue();
      assertThat(distinct.add(new Object[] {1.0, null})).isFalse();
      distinct.finish();
      assertThat(distinct.next()).isNull();
      assertThatThrownBy(() -> distinct.add(new Object[] {2L, 2L}))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aRowThatDidNotFitIsNotGivenTwiceWhenItComesAgainInASmallerForm() throws SQLException {
    for (int others = 0; others < 10; others++) {
      List<Object[]> rows = new ArrayList<>();
      for (long i = 0; i < others; i++) {
        rows.add(new Object[] {i + 2});
      }
      rows.add(new Object[] {BigDecimal.ONE.setScale(900)});
      rows.add(new Object[] {1L});
      assertThat(distinct(rows, space(0))).hasSize(others + 1);
    }
  }

  @Test
  void closingInTheMiddleClosesTheFiles() throws SQLException {
    SpillSpace space = space(4_000);
    DistinctRows distinct = new DistinctRows(space);
    for (long i = 0; i < 1_000; i++) {
      distinct.add(new Object[] {i});
    }
    assertThat(files.open()).isOne();
    distinct.close();
    distinct.close();
    assertThat(files.open()).isZero();
    assertThat(space.usedBytes()).isZero();
  }
}
