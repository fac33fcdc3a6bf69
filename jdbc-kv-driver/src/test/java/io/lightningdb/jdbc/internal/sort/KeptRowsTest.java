package io.lightningdb.jdbc.internal.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that are kept to look others up in: {@link RowSet} and {@link RowBuckets}. */
@ExtendWith(Seeds.class)
class KeptRowsTest {

  private static final long ENOUGH = 1 << 20;

  private final SpillSpace space = new SpillSpace(ENOUGH, null, () -> {});

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  private static @Nullable Object value(Seed seed) {
    return switch (seed.between(0, 5)) {
      case 0 -> null;
      case 1 -> BigDecimal.valueOf(seed.between(0, 4)).setScale(1);
      case 2 -> (double) seed.between(0, 4);
      default -> (long) seed.between(0, 4);
    };
  }

  private static List<@Nullable Object[]> rows(int count, Seed seed) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(value(seed), value(seed)));
    }
    return rows;
  }

  /** Whether a row is IN others, as the standard defines it: equal to one, or else unknown. */
  private static @Nullable Boolean model(@Nullable Object[] row, List<@Nullable Object[]> among)
      throws SQLException {
    boolean unknown = false;
    for (@Nullable Object[] each : among) {
      Boolean equal = RowSet.isEqual(row, each);
      if (Boolean.TRUE.equals(equal)) {
        return true;
      }
      unknown |= equal == null;
    }
    return unknown ? null : (Boolean) false;
  }

  @RepeatedTest(30)
  void aSetTellsWhatTheStandardSays(Seed seed) throws SQLException {
    List<@Nullable Object[]> rows = rows(seed.between(0, 12), seed);
    RowSet set = new RowSet(2, space);
    for (@Nullable Object[] each : rows) {
      assertThat(set.add(each.clone())).isTrue();
    }
    for (@Nullable Object[] each : rows(50, seed)) {
      assertThat(set.contains(each)).isEqualTo(model(each, rows));
    }
  }

  @Test
  void rowsAreEqualOrDifferentOrNeither() throws SQLException {
    assertThat(RowSet.isEqual(row(1L, "a"), row(new BigDecimal("1.0"), "a"))).isTrue();
    assertThat(RowSet.isEqual(row(1L, null), row(2L, "a"))).isFalse();
    assertThat(RowSet.isEqual(row(1L, null), row(1L, "a"))).isNull();
    assertThat(RowSet.isEqual(row((Object) null), row((Object) null))).isNull();
  }

  @Test
  void theFirstValuesComeOnceAndWithoutNull() throws SQLException {
    RowSet set = new RowSet(1, space);
    for (Object value : new @Nullable Object[] {3L, null, 1L, 3L, null, 2L}) {
      set.add(row(value));
    }
    assertThat(set.firstValues(4)).containsExactly(3L, 1L, 2L);
    assertThat(set.firstValues(3)).isNull();
  }

  @RepeatedTest(30)
  void bucketsHaveTheRowsWithTheSameKeyInTheirOrder(Seed seed) throws SQLException {
    List<@Nullable Object[]> rows = rows(seed.between(0, 30), seed);
    RowBuckets buckets = new RowBuckets(1, space);
    for (@Nullable Object[] each : rows) {
      assertThat(buckets.add(row(each[0]), each)).isTrue();
    }
    for (int i = 0; i < 20; i++) {
      Object key = value(seed);
      List<@Nullable Object[]> expected = new ArrayList<>();
      for (@Nullable Object[] each : rows) {
        if (Boolean.TRUE.equals(RowSet.isEqual(row(key), row(each[0])))) {
          expected.add(each);
        }
      }
      assertThat(buckets.find(row(key))).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void withoutAKeyAllRowsAreInOneBucket() throws SQLException {
    RowBuckets buckets = new RowBuckets(0, space);
    buckets.add(row(), row(1L));
    buckets.add(row(), row((Object) null));
    assertThat(buckets.find(row())).hasSize(2);
  }

  @Test
  void whoFindsNoRoomIsToldAndGivesItBack() throws SQLException {
    RowSet set = new RowSet(1, space);
    RowBuckets buckets = new RowBuckets(1, space);
    long inSet = 0;
    while (set.add(row("text " + inSet))) {
      inSet++;
    }
    long inBuckets = 0;
    while (buckets.add(row(inBuckets % 7), row("text " + inBuckets))) {
      inBuckets++;
    }
    assertThat(inSet).isGreaterThan(1_000);
    assertThat(space.usedBytes()).isBetween(ENOUGH / 4, ENOUGH + (4 << 10));
    set.clear();
    buckets.clear();
    buckets.clear();
    assertThat(space.usedBytes()).isZero();
    assertThat(buckets.find(row(1L))).isEmpty();
    assertThat(set.contains(row("text 1"))).isFalse();
  }
}
