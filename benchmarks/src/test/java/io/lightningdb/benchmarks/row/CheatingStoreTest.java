package io.lightningdb.benchmarks.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.row.ModelAdapter.Cheat;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No row gives figures to a store that forgets or garbles anything. */
final class CheatingStoreTest {

  private static final Plan PLAN = new Plan("test", 2_000, 16, 100, 100, 1, 5, 1, 42, 64, 1);

  private final Path directory;

  CheatingStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  static Stream<Row> rows() {
    return Rows.all().stream().filter(row -> row.isFor(new ModelAdapter(Cheat.NONE)));
  }

  static Stream<Row> readingRows() {
    return rows().filter(Row::readsLoadedStore);
  }

  static Stream<Row> writingRows() {
    return rows().filter(row -> !row.readsLoadedStore());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anHonestStoreIsMeasured(Row row) {
    Measurement measurement = measure(row, new ModelAdapter(Cheat.NONE));
    assertThat(measurement.operations()).isPositive();
    assertThat(measurement.perSecond()).isPositive();
    assertThat(measurement.latency().calls()).isPositive();
    assertThat(measurement.latency().max()).isGreaterThanOrEqualTo(measurement.latency().p50());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aStoreThatForgetsAnEntryIsFoundOut(Row row) {
    assertFails(row, Cheat.FORGETS_AN_ENTRY);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aStoreThatGarblesTheEndOfAValueIsFoundOut(Row row) {
    assertFails(row, Cheat.ANSWERS_WITH_OTHER_BYTES);
  }

  @ParameterizedTest
  @MethodSource("writingRows")
  void aStoreThatLosesACommitIsFoundOut(Row row) {
    Plan plan = new Plan("test", 500, 16, 100, 1, 1, 5, 1, 42, 64, 1);
    assertThatThrownBy(
            () ->
                row.measure(
                    new CaseContext(new ModelAdapter(Cheat.LOSES_A_COMMIT), directory, plan)))
        .isInstanceOf(RuntimeException.class);
  }

  private void assertFails(Row row, Cheat cheat) {
    assertThatThrownBy(() -> measure(row, new ModelAdapter(cheat)))
        .isInstanceOf(RuntimeException.class)
        .hasStackTraceContaining("StoreException");
  }

  private Measurement measure(Row row, ModelAdapter adapter) {
    CaseContext context = new CaseContext(adapter, directory, PLAN);
    if (row.readsLoadedStore()) {
      Rows.prepare(context);
    }
    return row.measure(context);
  }
}
