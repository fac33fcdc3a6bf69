package io.lightningdb.benchmarks.micro;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.WriteBatch;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Gets at random from a database in memory, out of the memtable and out of the tree. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GetBenchmark {

  /** The number of entries. */
  @Param("100000")
  public long entryCount;

  /** Whether the entries are in the tree rather than in the memtable. */
  @Param({"false", "true"})
  public boolean flushed;

  private final Entries entries = new Entries(Plan.quick(), KeyOrder.SCATTERED);
  private final byte[] key = entries.newKey();
  private RandomIndex indexes = new RandomIndex(1, 0, 0);
  private @Nullable Database database;
  private @Nullable Keyspace keyspace;

  /** Fills a new database. */
  @Setup(Level.Trial)
  public void fill() {
    Database opened = Lightning.openInMemory();
    Keyspace created = opened.createKeyspace("entries");
    byte[] value = entries.newValue();
    WriteBatch batch = new WriteBatch();
    for (long index = 0; index < entryCount; index++) {
      entries.fillKey(index, key);
      entries.fillValue(index, value);
      batch.put(created, key, value);
      if (batch.size() == Plan.quick().putsPerCommit() || index == entryCount - 1) {
        opened.write(batch);
        batch.clear();
      }
    }
    if (flushed) {
      opened.unwrap(LocalDatabase.class).flush();
    }
    indexes = new RandomIndex(entryCount, 1, 0);
    database = opened;
    keyspace = created;
  }

  /** Closes the database. */
  @TearDown(Level.Trial)
  public void close() {
    if (database != null) {
      database.close();
    }
  }

  /** Gets an entry that is there. */
  @Benchmark
  public byte @Nullable [] get() {
    entries.fillKey(indexes.next(), key);
    return keyspace == null ? null : keyspace.get(key);
  }
}
