package io.lightningdb.benchmarks.micro;

import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/*
 * The one benchmark that looks inside: a memtable cannot be had alone through the public API. Both
 * sides copy what they are given. The memtable takes one writer at a time, so its puts are made under
 * a lock, as commits are; its versions have sequences, which the map has nothing like.
 */
/** Puts and gets at random in a memtable and in the map that it stands in for. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class MemtableBenchmark {

  private static final int ENTRIES = 1_000_000;

  /** What holds the entries. */
  public enum Kind {
    /** The engine's own. */
    MEMTABLE {
      @Override
      Table newTable() {
        return new MemtableTable();
      }
    },
    /** The JDK's skip list. */
    SKIP_LIST {
      @Override
      Table newTable() {
        return new SkipListTable();
      }
    };

    abstract Table newTable();
  }

  private interface Table {
    void put(byte[] key, byte[] value);

    byte @Nullable [] get(byte[] key);
  }

  private static final class MemtableTable implements Table {
    private final ReentrantLock writing = new ReentrantLock();
    private final KeyspaceId keyspace = new KeyspaceId(1);
    private final Generation generation = new Generation(0);

    @Override
    public void put(byte[] key, byte[] value) {
      writing.lock();
      try {
        generation.put(keyspace, key, value, ReadTime.NEVER, generation.lastSequence() + 1);
      } finally {
        writing.unlock();
      }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      Memtable memtable = generation.memtable(keyspace);
      try {
        return memtable == null ? null : memtable.get(key, Long.MAX_VALUE, ReadTime.BEFORE_ALL);
      } catch (IOException e) {
        throw new UncheckedIOException("no value lies in the log here", e);
      }
    }
  }

  private static final class SkipListTable implements Table {
    private final ConcurrentNavigableMap<byte[], byte[]> map =
        new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

    @Override
    public void put(byte[] key, byte[] value) {
      map.put(key.clone(), value.clone());
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = map.get(key);
      return value == null ? null : value.clone();
    }
  }

  /** What one thread works with. */
  @State(Scope.Thread)
  public static class Hand {
    private final Entries entries = new Entries(Plan.quick(), KeyOrder.SCATTERED);
    private final byte[] key = entries.newKey();
    private final byte[] value = entries.newValue();
    private RandomIndex indexes = new RandomIndex(ENTRIES, 1, 0);
    private int thread;
    private int threads = 1;

    /** Finds out which of how many threads this is. */
    @Setup
    public void prepare(ThreadParams params) {
      thread = params.getThreadIndex();
      threads = params.getThreadCount();
      indexes = new RandomIndex(ENTRIES, 1, thread);
    }

    void putShare(Table table) {
      for (int index = thread; index < ENTRIES; index += threads) {
        entries.fillKey(index, key);
        entries.fillValue(index, value);
        table.put(key, value);
      }
    }

    byte @Nullable [] get(Table table, long firstIndex) {
      entries.fillKey(firstIndex + indexes.next(), key);
      return table.get(key);
    }
  }

  /** A table that is empty at the beginning of each iteration. */
  @State(Scope.Benchmark)
  public static class Empty {
    /** What holds the entries. */
    @Param public Kind kind = Kind.MEMTABLE;

    private Table table = Kind.MEMTABLE.newTable();

    /** Makes an empty table. */
    @Setup(Level.Iteration)
    public void renew() {
      table = kind.newTable();
    }
  }

  /** A table with all entries. */
  @State(Scope.Benchmark)
  public static class Full {
    /** What holds the entries. */
    @Param public Kind kind = Kind.MEMTABLE;

    private Table table = Kind.MEMTABLE.newTable();

    /** Fills a table. */
    @Setup
    public void fill() {
      table = kind.newTable();
      new Hand().putShare(table);
    }
  }

  /**
   * Puts a million entries, each thread its share. Milliseconds for all are nanoseconds for each.
   */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public void put(Empty empty, Hand hand) {
    hand.putShare(empty.table);
  }

  /** Gets an entry that is there. */
  @Benchmark
  public byte @Nullable [] get(Full full, Hand hand) {
    return hand.get(full.table, 0);
  }

  /** Asks for a key that is not there. */
  @Benchmark
  public byte @Nullable [] getAbsent(Full full, Hand hand) {
    return hand.get(full.table, ENTRIES);
  }
}
