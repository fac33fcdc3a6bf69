package io.lightningdb.benchmarks.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.PlanBuilder;
import io.lightningdb.benchmarks.row.ModelAdapter.Cheat;
import io.lightningdb.benchmarks.store.Survives;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No row gives figures to a store that forgets, garbles or invents anything. */
final class CheatingStoreTest {

  private static final Plan PLAN =
      small().entries(2_000).putsPerCommit(100).measureMillis(5).build();

  private final Path directory;

  CheatingStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static PlanBuilder small() {
    return Plan.quick().toBuilder().warmUpMillis(1).overloadMillis(5).servedMib(1).servedMillis(5);
  }

  static Stream<Row> rows() {
    return Rows.all().stream().filter(row -> row.isFor(new ModelAdapter(Cheat.NONE)));
  }

  static Stream<Row> writingRows() {
    return rows().filter(row -> row.start() == Row.Start.EMPTY);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anHonestStoreIsMeasured(Row row) {
    Measurement measurement = measure(row, Cheat.NONE, PLAN);
    assertThat(measurement.operations()).isPositive();
    assertThat(measurement.perSecond()).isPositive();
    assertThat(measurement.latency().calls()).isPositive();
    assertThat(measurement.latency().max()).isGreaterThanOrEqualTo(measurement.latency().p50());
    assertThat(row.headline().of().applyAsDouble(measurement)).isPositive();
    assertThat(row.columns())
        .allSatisfy(column -> assertThat(column.of().applyAsDouble(measurement)).isNotNaN());
    assertThat(row.seconds(row.plan(PLAN))).isPositive();
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
  void aStoreThatLosesAnEntryIsFoundOut(Row row) {
    assertFails(row, Cheat.LOSES_WHAT_IS_PUT_FIRST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read-write", "large-put", "space", "overload", "small-heap"})
  void aStoreThatLosesOverwritesIsFoundOut(String row) {
    // Few entries and some time, so that the one is surely overwritten.
    Plan plan =
        small().entries(20).measureMillis(1_000).overloadMillis(500).servedMillis(500).build();
    assertThatThrownBy(() -> measure(Rows.named(row), Cheat.LOSES_OVERWRITES_OF_AN_ENTRY, plan))
        .hasStackTraceContaining("StoreException");
  }

  @ParameterizedTest
  @ValueSource(strings = "get-absent-1")
  void aStoreThatFindsWhatIsNotThereIsFoundOut(String row) {
    assertFails(Rows.named(row), Cheat.FINDS_WHAT_IS_NOT_THERE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"range", "growth"})
  void aStoreWhoseShortScansAreWrongIsFoundOut(String row) {
    assertFails(Rows.named(row), Cheat.SCANS_TOO_FAR);
    assertFails(Rows.named(row), Cheat.SKIPS_IN_SHORT_SCANS);
  }

  @ParameterizedTest
  @ValueSource(strings = "space")
  void aStoreThatLosesEntriesWhenCompactedIsFoundOut(String row) {
    assertFails(Rows.named(row), Cheat.LOSES_ENTRIES_WHEN_COMPACTED);
  }

  @ParameterizedTest
  @ValueSource(strings = "reopen-killed")
  void aStoreThatLosesEntriesWhenItsProcessIsKilledIsFoundOut(String row) {
    assertFails(Rows.named(row), Cheat.LOSES_WHAT_IS_NOT_CLOSED);
    // Only then: the same store passes where it is closed.
    measure(Rows.named("reopen-closed"), Cheat.LOSES_WHAT_IS_NOT_CLOSED, PLAN);
  }

  private void assertFails(Row row, Cheat cheat) {
    assertThatThrownBy(() -> measure(row, cheat, PLAN))
        .isInstanceOf(RuntimeException.class)
        .hasStackTraceContaining("StoreException");
  }

  private Measurement measure(Row row, Cheat cheat, Plan runPlan) {
    Plan plan = row.plan(runPlan);
    Path own = directory.resolve(row.id() + "-" + cheat + "-" + System.nanoTime());
    assertThat(own.toFile().mkdirs()).isTrue();
    CaseContext context =
        new CaseContext(new ModelAdapter(cheat), own, plan, CheatingStoreTest::writeAndDie);
    if (row.start() != Row.Start.EMPTY) {
      Rows.prepare(context);
    }
    return row.measure(context);
  }

  /** What a kill leaves of the model, which writes each commit to its file: a store not closed. */
  private static void writeAndDie(CaseContext context) {
    Filling filling = new Filling(context.plan(), KeyOrder.SCATTERED);
    filling.fill(context.open(Survives.PROCESS_END), Latency.histogram(), Deadline.never());
  }
}
