package io.lightningdb.benchmarks.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.row.CheatingCache.Cheat;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** No row gives figures to a cache that forgets, garbles or miscounts anything. */
final class CheatingCacheTest {

  private static final Plan PLAN =
      Plan.quick().toBuilder().entries(1_000).warmUpMillis(1).measureMillis(5).build();

  private final Path directory;

  CheatingCacheTest(@TempDir Path directory) {
    this.directory = directory;
  }

  static Stream<Row> rows() {
    return Rows.all().stream().filter(row -> row.isFor(new CheatingCache(Cheat.NONE)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anHonestCacheIsMeasured(Row row) {
    Measurement measurement = measure(row, Cheat.NONE);
    assertThat(measurement.operations()).isPositive();
    assertThat(measurement.perSecond()).isPositive();
    assertThat(measurement.latency().calls()).isPositive();
    assertThat(row.columns())
        .allSatisfy(column -> assertThat(column.of().applyAsDouble(measurement)).isNotNaN());
    assertThat(row.seconds(row.plan(PLAN))).isPositive();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aCacheThatForgetsOrGarblesIsFoundOut(Row row) {
    assertFails(row, Cheat.FORGETS_AN_ENTRY);
    assertFails(row, Cheat.ANSWERS_WITH_OTHER_BYTES);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aCacheThatSaysItKeepsEntriesAndDoesNotIsFoundOut(Row row) {
    assertFails(row, Cheat.LOSES_EVERYTHING_WHEN_CLOSED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Cheat.class,
      mode = Mode.INCLUDE,
      names = {
        "LOSES_PUTS_TO_AN_ENTRY",
        "LEAVES_A_KEY_OUT_OF_BULK_READS",
        "INVOKES_NOTHING",
        "INVOKES_TWICE"
      })
  void aCacheThatCheatsInACallIsFoundOut(Cheat cheat) {
    String row =
        switch (cheat) {
          case LOSES_PUTS_TO_AN_ENTRY -> "jcache-put-";
          case LEAVES_A_KEY_OUT_OF_BULK_READS -> "jcache-getall-";
          default -> "jcache-invoke-";
        };
    assertFails(Rows.named(row + 1), cheat);
    assertFails(Rows.named(row + 2), cheat);
  }

  private void assertFails(Row row, Cheat cheat) {
    assertThatThrownBy(() -> measure(row, cheat))
        .isInstanceOf(RuntimeException.class)
        .hasStackTraceContaining("StoreException");
  }

  private Measurement measure(Row row, Cheat cheat) {
    return row.measure(
        new CaseContext(new CheatingCache(cheat), directory, row.plan(PLAN), context -> {}));
  }
}
