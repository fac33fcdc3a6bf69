package io.lightningdb.jdbc.internal.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Seeds.class)
class SpillFailureTest {

  private static final int ROWS = 400;
  private static final long BUDGET = 4_000;

  private static SpillSpace space(ScratchFiles files) {
    return new SpillSpace(BUDGET, null, () -> {}, files);
  }

  /** Sorts, groups and looks for duplicates, and returns all that came out before a failure. */
  private static List<Object> run(SpillSpace space, List<Object> results) throws SQLException {
    try (RowSorter sorter = new RowSorter(RowOrder.ofFirst(1), Long.MAX_VALUE, space);
        DistinctRows distinct = new DistinctRows(space);
        GroupedRows groups = new GroupedRows(1, List.of(Sums.SUM, Sums.DISTINCT_SUM), space)) {
      for (int i = 0; i < ROWS; i++) {
        String text = "row " + i * 7 % ROWS;
        sorter.add(new Object[] {text, (long) i});
        if (distinct.add(new Object[] {text})) {
          results.add(text);
        }
        groups.add(new Object[] {text, (long) i, (long) i % 3});
      }
      sorter.finish();
      distinct.finish();
      groups.finish();
      collect(sorter::next, results);
      collect(distinct::next, results);
      collect(groups::next, results);
    }
    return results;
  }

  private static void collect(RowSource rows, List<Object> results) throws SQLException {
    for (Object[] row = rows.next(); row != null; row = rows.next()) {
      results.add(List.of(row));
    }
  }

  @RepeatedTest(300)
  void aDamagedByteIsAnErrorAndNeverAWrongRow(Seed seed) throws SQLException {
    ScratchFiles intact = new ScratchFiles();
    List<Object> expected = run(space(intact), new ArrayList<>());

    ScratchFiles files = new ScratchFiles();
    files.damageRead(seed.between(0, (int) intact.reads() - 1), seed.between(0, 5_000));
    List<Object> results = new ArrayList<>();
    SQLException failure =
        catchThrowableOfType(SQLException.class, () -> run(space(files), results));
    // The header is read twice, and its checksum looked at only the second time.
    if (failure == null) {
      assertThat(results).isEqualTo(expected);
    } else {
      assertThat((Throwable) failure).isInstanceOf(SQLNonTransientException.class);
      assertThat(failure.getSQLState()).isEqualTo("XX001");
      assertThat(results).isEqualTo(expected.subList(0, results.size()));
    }
    assertThat(files.open()).isZero();
  }

  @Test
  void aBlockThatBelongsElsewhereIsAnError() throws SQLException {
    ScratchFiles files = new ScratchFiles();
    try (RowSorter sorter = new RowSorter(RowOrder.ofFirst(1), Long.MAX_VALUE, space(files))) {
      // All of one length, and sorted: so the first block of one run could be that of another.
      for (long i = 0; i < 100; i++) {
        sorter.add(new Object[] {1_000_000 + i, "x".repeat(100)});
      }
      // The header of the first run's first block, the block, then the same of the next run.
      files.misdirectRead(3);
      assertThatThrownBy(sorter::finish)
          .isInstanceOf(SQLNonTransientException.class)
          .hasMessageContaining("checksum")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("XX001");
    }
  }

  @RepeatedTest(50)
  void aFullDiskIsToldAndLeavesNothingBehind(Seed seed) throws SQLException {
    ScratchFiles intact = new ScratchFiles();
    run(space(intact), new ArrayList<>());

    ScratchFiles files = new ScratchFiles();
    files.failFromWrite(
        seed.between(0, (int) intact.writes() - 1), new IOException("No space left on device"));
    SpillSpace space = space(files);
    assertThatThrownBy(() -> run(space, new ArrayList<>()))
        .isInstanceOf(SQLNonTransientException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("53100");
    assertThat(files.open()).isZero();
    assertThat(space.usedBytes()).isZero();
  }

  @Test
  void anotherFailureOfTheDiskIsAnother() {
    ScratchFiles files = new ScratchFiles();
    files.failFromWrite(3, new IOException("Input/output error"));
    assertThatThrownBy(() -> run(space(files), new ArrayList<>()))
        .isInstanceOf(SQLNonTransientException.class)
        .hasMessageContaining("Input/output error")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("58030");
  }

  @Test
  void aDirectoryThatDoesNotExistIsTold(@TempDir Path directory) {
    SpillSpace space = new SpillSpace(BUDGET, directory.resolve("none"), () -> {});
    assertThatThrownBy(() -> run(space, new ArrayList<>()))
        .isInstanceOf(SQLNonTransientException.class)
        .hasMessageContaining("none")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("58030");
  }

  @Test
  void aFailedSortGoesNoFurther() throws SQLException {
    ScratchFiles files = new ScratchFiles();
    files.failFromWrite(0, new IOException("No space left on device"));
    try (RowSorter sorter = new RowSorter(RowOrder.ofFirst(1), Long.MAX_VALUE, space(files))) {
      assertThatThrownBy(
              () -> {
                for (long i = 0; i < ROWS; i++) {
                  sorter.add(new Object[] {i});
                }
              })
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(sorter::finish).isInstanceOf(IllegalStateException.class);
    }
    assertThat(files.open()).isZero();
  }

  @RepeatedTest(20)
  void aStatementIsCancelledWhileItSpillsAndMerges(Seed seed) throws SQLException {
    long[] checks = new long[1];
    run(new SpillSpace(BUDGET, null, () -> checks[0]++, new ScratchFiles()), new ArrayList<>());
    assertThat(checks[0]).isGreaterThan(100);

    long last = seed.between(0, (int) checks[0] - 1);
    ScratchFiles files = new ScratchFiles();
    checks[0] = 0;
    Checkpoint cancelled =
        () -> {
          if (checks[0]++ == last) {
            throw SqlErrors.cancelled();
          }
        };
    assertThatThrownBy(() -> run(new SpillSpace(BUDGET, null, cancelled, files), new ArrayList<>()))
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("57014");
    assertThat(files.open()).isZero();
  }
}
