package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.measure.Workers;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.StoreWriter;
import io.lightningdb.benchmarks.store.Survives;
import io.lightningdb.benchmarks.store.TransactionKind;
import io.lightningdb.benchmarks.store.TransactionalAdapter;
import io.lightningdb.benchmarks.store.TransactionalStore;
import io.lightningdb.benchmarks.store.Transactor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Threads move amounts between accounts: a transaction reads two entries, changes both and commits.
 * One that was in another's way is run again at once. At the end the sum has to be what it was.
 */
final class TransferRow implements Row {

  private static final int FEW_ACCOUNTS = 100;
  private static final int MANY_ACCOUNTS_SHARE = 10;
  private static final long FIRST_AMOUNT = 1_000_000;
  private static final int AMOUNT_AT = Long.BYTES;
  private static final String RERUNS = "rerunsPerHundred";

  private final int threads;
  private final boolean contended;
  private final TransactionKind kind;

  TransferRow(int threads, boolean contended, TransactionKind kind) {
    this.threads = threads;
    this.contended = contended;
    this.kind = kind;
  }

  @Override
  public String id() {
    String of = section();
    return kind == TransactionKind.OPTIMISTIC
        ? of
        : of + "-" + kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String section() {
    return "transfer-" + threads + (contended ? "-contended" : "");
  }

  @Override
  public String heading() {
    return "Transfers between "
        + (contended ? "few" : "many")
        + " accounts, "
        + (threads == 1 ? "1 thread" : threads + " threads")
        + " (not durable: no sync)";
  }

  @Override
  public String label(Contender contender) {
    return contender.title() + ", " + kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String operation() {
    return "transfer";
  }

  @Override
  public String timedCall() {
    return "a transfer, run again until it was committed";
  }

  @Override
  public List<Figure> columns() {
    return List.of(
        Figure.p50(),
        Figure.p99(),
        Figure.p999(),
        Figure.more("reruns per 100 transfers", Figure.Better.LESS, RERUNS, 1),
        Figure.cpu(operation()),
        Figure.heapBytes(operation()));
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public Plan plan(Plan plan) {
    long accounts =
        contended ? FEW_ACCOUNTS : Math.max(FEW_ACCOUNTS, plan.entries() / MANY_ACCOUNTS_SHARE);
    return plan.toBuilder().entries(accounts).build();
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.writing(plan);
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof TransactionalAdapter adapter && adapter.has(kind);
  }

  @Override
  public Measurement measure(CaseContext context) {
    if (!(context.adapter() instanceof TransactionalAdapter adapter)) {
      throw new IllegalStateException(context.contender().id() + " has no transactions");
    }
    Plan plan = context.plan();
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    try (TransactionalStore store =
        adapter.openTransactional(context.directory(), survives(), plan, kind)) {
      fill(store, entries, plan);
      transfer(store, entries, plan, plan.warmUpMillis());
      Workers<Mover> workers = transfer(store, entries, plan, plan.measureMillis());
      Histogram latencies = Latency.histogram();
      workers.workers().forEach(worker -> latencies.add(worker.latencies));
      long transfers = latencies.getTotalCount();
      long reruns = workers.workers().stream().mapToLong(worker -> worker.reruns).sum();
      checkSum(store, plan);
      return Measurement.of(transfers, workers.usage(), Latency.of(latencies))
          .with(RERUNS, 100.0 * reruns / transfers);
    }
  }

  private Workers<Mover> transfer(
      TransactionalStore store, Entries entries, Plan plan, long millis) {
    return Workers.run(
        threads, number -> new Mover(store.transactor(), entries, plan, number, millis));
  }

  private static void fill(TransactionalStore store, Entries entries, Plan plan) {
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    try (StoreWriter writer = store.writer()) {
      for (long account = 0; account < plan.entries(); account++) {
        entries.fillKey(account, key);
        entries.fillValue(account, value);
        ByteBuffer.wrap(value).putLong(AMOUNT_AT, FIRST_AMOUNT);
        writer.put(key, value);
        if (account % plan.putsPerCommit() == 0) {
          writer.commit();
        }
      }
      writer.commit();
    }
  }

  private static void checkSum(TransactionalStore store, Plan plan) {
    long[] found = {0, 0};
    try (StoreReader reader = store.reader()) {
      reader.scan(
          (key, keyLength, value, valueLength) -> {
            found[0]++;
            found[1] += ByteBuffer.wrap(value).getLong(AMOUNT_AT);
          });
    }
    if (found[0] != plan.entries() || found[1] != plan.entries() * FIRST_AMOUNT) {
      throw new StoreException(
          found[0]
              + " accounts have "
              + found[1]
              + " where "
              + plan.entries()
              + " had "
              + plan.entries() * FIRST_AMOUNT);
    }
  }

  private static final class Mover implements Worker {

    private final Transactor transactor;
    private final Entries entries;
    private final RandomIndex accounts;
    private final long millis;
    private final byte[] lowKey;
    private final byte[] highKey;
    private final Histogram latencies = Latency.histogram();
    private long reruns;

    Mover(Transactor transactor, Entries entries, Plan plan, int thread, long millis) {
      this.transactor = transactor;
      this.entries = entries;
      this.accounts = new RandomIndex(plan.entries(), plan.seed(), thread);
      this.millis = millis;
      this.lowKey = entries.newKey();
      this.highKey = entries.newKey();
    }

    @Override
    public void run() {
      Deadline deadline = Deadline.in(millis);
      do {
        long one = accounts.next();
        long other = accounts.next();
        if (one == other) {
          continue;
        }
        // In one order, so that those who lock do not wait for each other in a circle.
        entries.fillKey(Math.min(one, other), lowKey);
        entries.fillKey(Math.max(one, other), highKey);
        long amount = one < other ? 1 : -1;
        long started = System.nanoTime();
        while (!transactor.transact(access -> move(access, amount))) {
          reruns++;
        }
        latencies.recordValue(System.nanoTime() - started);
      } while (!deadline.passed());
    }

    private void move(Transactor.Access access, long amount) {
      byte[] low = access.getToChange(lowKey);
      byte[] high = access.getToChange(highKey);
      access.put(lowKey, changed(low, -amount));
      access.put(highKey, changed(high, amount));
    }

    private static byte[] changed(byte @Nullable [] value, long by) {
      if (value == null) {
        throw new StoreException("an account is missing");
      }
      ByteBuffer buffer = ByteBuffer.wrap(value);
      buffer.putLong(AMOUNT_AT, buffer.getLong(AMOUNT_AT) + by);
      return value;
    }

    @Override
    public void close() {
      transactor.close();
    }
  }
}
