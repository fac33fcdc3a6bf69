package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.db.MemorySplit.Measured;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemorySplitTest {

  private static final long MIB = 1024 * 1024;
  private static final long BUDGET = 100 * MIB;
  private static final double MILLI = 1_000_000;

  private static MemorySplit after(
      int intervals, long memtablesMib, double readMillis, double writeMillis) {
    MemorySplit split = MemorySplit.of(BUDGET, memtablesMib * MIB);
    for (int i = 0; i < intervals; i++) {
      long cacheBytes = BUDGET - split.memtableBytes();
      split = split.next(new Measured(readMillis * MILLI, writeMillis * MILLI, cacheBytes));
    }
    return split;
  }

  private static long percent(MemorySplit split) {
    return Math.round(100.0 * split.memtableBytes() / BUDGET);
  }

  /*
   * What a doubled cache, and larger memtables, would save in a second, in milliseconds; and what
   * memtables have at first and in the end, in hundredths.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "only reading,                      800,   0, 30,  5",
    "only writing,                        0, 400, 30, 60",
    "nothing,                             0,   0, 30, 30",
    "reading what is in memory,           0,   0, 60, 60",
    "next to nothing,                   0.5, 0.1, 30, 30",
    "reading much and writing little,   500,   5, 30,  5",
    "writing much and reading little,     5, 500, 30, 60",
    "as much of both where it belongs,  350, 150, 30, 30",
    "nearly as much of both,            350, 200, 30, 30",
  })
  void memoryGoesWhereItSavesMore(
      String load, double readMillis, double writeMillis, long from, long to) {
    assertThat(percent(after(300, from, readMillis, writeMillis))).as(load).isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource({"5", "30", "60"})
  void aMixSettlesWhereverItBegins(long from) {
    // Both gains are greater for who has less; they are equal at a third of the whole.
    MemorySplit split = after(300, from, 200, 100);
    assertThat(percent(split)).isBetween(20L, 45L);
    MemorySplit later = split;
    for (int i = 0; i < 100; i++) {
      later = later.next(new Measured(200 * MILLI, 100 * MILLI, BUDGET - later.memtableBytes()));
    }
    assertThat(later.memtableBytes()).isEqualTo(split.memtableBytes());
  }

  @Test
  void aStepIsSmall() {
    MemorySplit split = MemorySplit.of(BUDGET, 30 * MIB);
    for (int i = 0; i < 20; i++) {
      MemorySplit next = split.next(new Measured(1e12, 0, 70 * MIB));
      assertThat(split.memtableBytes() - next.memtableBytes()).isBetween(0L, BUDGET / 50);
      split = next;
    }
  }

  @Test
  void aBurstIsForgotten() {
    MemorySplit split = MemorySplit.of(BUDGET, 30 * MIB).next(new Measured(0, 1e9, 70 * MIB));
    assertThat(split.memtableBytes()).isGreaterThan(30 * MIB);
    for (int i = 0; i < 100; i++) {
      split = split.next(new Measured(0, 0, BUDGET - split.memtableBytes()));
    }
    assertThat(split.writeNanos()).isLessThan(MILLI);
    assertThat(split.next(new Measured(0, 0, 70 * MIB)).memtableBytes())
        .isEqualTo(split.memtableBytes());
  }

  /** All that is read fits into seven tenths exactly: less is missed, and more is not used. */
  @Test
  void whoIsAtTheEdgeTurnsLessAndLessOften() {
    MemorySplit split = MemorySplit.of(BUDGET, 30 * MIB);
    List<Integer> turnsAt = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long cacheBytes = BUDGET - split.memtableBytes();
      double readNanos = Math.max(0, 70 * MIB - cacheBytes) * 100.0;
      MemorySplit next = split.next(new Measured(readNanos, 50 * MILLI, cacheBytes));
      if (next.turns() > split.turns()) {
        turnsAt.add(i);
      }
      split = next;
      assertThat(percent(split)).isBetween(25L, 50L);
    }
    assertThat(turnsAt).hasSizeBetween(2, 30);
    int last = turnsAt.size() - 1;
    assertThat(turnsAt.get(last) - turnsAt.get(last - 1))
        .isGreaterThan(turnsAt.get(1) - turnsAt.get(0));
  }

  @Test
  void boundsAreKept() {
    assertThat(MemorySplit.clamp(BUDGET, 0)).isEqualTo(BUDGET / 100 * 5);
    assertThat(MemorySplit.clamp(BUDGET, 50 * MIB)).isEqualTo(50 * MIB);
    assertThat(MemorySplit.clamp(BUDGET, BUDGET)).isEqualTo(BUDGET / 100 * 60);
  }
}
