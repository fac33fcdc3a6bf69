package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.Survives;
import java.util.ArrayList;
import java.util.List;

/** A thread that gets and a thread that overwrites, both at full speed. */
final class ReadWriteRow implements Row {

  private static final String WRITES = "writesPerSecond";
  private static final String WRITE_P99 = "writeP99Micros";

  @Override
  public String id() {
    return "read-write";
  }

  @Override
  public String heading() {
    return "A reader and a writer at full speed together (not durable: no sync)";
  }

  @Override
  public String operation() {
    return "get";
  }

  @Override
  public String timedCall() {
    return "a get; writes are puts with a commit each";
  }

  @Override
  public List<Figure> columns() {
    List<Figure> columns = new ArrayList<>();
    columns.add(Figure.more("writes per second", Figure.Better.MORE, WRITES, 1));
    columns.add(Figure.p50());
    columns.add(Figure.p99());
    columns.add(Figure.p999());
    columns.add(Figure.more("p99 µs of writes", Figure.Better.LESS, WRITE_P99, 1));
    return columns;
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public Start start() {
    return Start.COPY;
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.reading(plan) + Budget.writing(plan);
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    Generations generations = Generations.first(plan.entries());
    Measurement measured;
    try (Store store = context.open(survives())) {
      WarmUp.run(store, plan, 1);
      ReaderAndWriters.run(store, entries, generations, plan, plan.warmUpMillis());
      ReaderAndWriters both =
          ReaderAndWriters.run(store, entries, generations, plan, plan.measureMillis());
      Latency writes = Latency.of(both.writes());
      measured =
          Measurement.of(both.reads().getTotalCount(), both.usage(), Latency.of(both.reads()))
              .with(WRITES, writes.calls() / both.usage().seconds())
              .with(WRITE_P99, writes.p99());
    }
    try (Store store = context.open(survives());
        StoreReader reader = store.reader()) {
      Contents.of(reader).check(Contents.expected(entries, generations));
    }
    return measured;
  }
}
