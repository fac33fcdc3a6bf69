package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Compress;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.OptimisticTransactionDB;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.TransactionDB;
import org.rocksdb.TransactionDBOptions;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB through its own Java binding. */
final class RocksDbAdapter implements TransactionalAdapter {

  private static final double BLOOM_BITS_PER_KEY = 10;
  private static final int SHARD_BITS_BY_ITSELF = -1;

  @Override
  public String id() {
    return "rocksdb";
  }

  @Override
  public String title() {
    return "RocksDB";
  }

  @Override
  public void load() {
    RocksDB.loadLibrary();
  }

  @Override
  public String version() {
    return Versions.of(id());
  }

  @Override
  public String settings(Plan plan) {
    return "HyperClockCache of "
        + plan.cacheMib()
        + " MiB; whole-key Bloom filter of 10 bits a key; a background job for each processor;"
        + " LZ4_COMPRESSION on every level, as Lightning compresses with LZ4 too;"
        + " the rest as it comes: 64 MiB memtables, 4 KiB blocks, write-ahead log on;"
        + " WriteBatch, get(byte[]), RocksIterator";
  }

  @Override
  public String promise(Survives survives) {
    return switch (survives) {
      case PROCESS_END ->
          "WriteOptions.setSync(false), log on: a write that returned survives the end of the"
              + " process. A power failure can lose what the operating system had not written yet;"
              + " what is left is everything up to some write. A batch is there whole or not at"
              + " all.";
      case POWER_FAILURE ->
          "WriteOptions.setSync(true): the log is synced (fdatasync) up to the write before it"
              + " returns; threads that write at the same time share a sync.";
    };
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    return new RocksDbStore<>(directory, survives, plan, RocksDB::open);
  }

  @Override
  public boolean has(TransactionKind kind) {
    return kind != TransactionKind.SERIALIZABLE;
  }

  @Override
  public TransactionalStore openTransactional(
      Path directory, Survives survives, Plan plan, TransactionKind kind) {
    return kind == TransactionKind.PESSIMISTIC
        ? new PessimisticStore(directory, survives, plan)
        : new OptimisticStore(directory, survives, plan);
  }

  @Override
  public boolean compact(Path directory, Plan plan) {
    try (RocksDbStore<RocksDB> store =
            new RocksDbStore<>(directory, Survives.PROCESS_END, plan, RocksDB::open);
        CompactRangeOptions everything =
            new CompactRangeOptions()
                .setBottommostLevelCompaction(
                    CompactRangeOptions.BottommostLevelCompaction.kForceOptimized)) {
      store.database.compactRange(null, null, null, everything);
    } catch (RocksDBException e) {
      throw failure("compacting", e);
    }
    return true;
  }

  @Override
  public boolean compressesAsUsual() {
    return true;
  }

  @Override
  public boolean takesPartInLongRows() {
    return true;
  }

  private static StoreException failure(String what, RocksDBException cause) {
    return new StoreException("RocksDB: " + what + " failed: " + cause.getMessage(), cause);
  }

  /** How to open a database of any kind: it is the same for all. */
  private interface Opening<D extends RocksDB> {
    D open(Options options, String path) throws RocksDBException;
  }

  private static class RocksDbStore<D extends RocksDB> implements Store {

    private final Cache cache;
    private final BloomFilter filter;
    private final Options options;
    final WriteOptions writeOptions;
    final ReadOptions readOptions;
    final D database;

    RocksDbStore(Path directory, Survives survives, Plan plan, Opening<D> opening) {
      cache = new HyperClockCache(plan.cacheBytes(), 0, SHARD_BITS_BY_ITSELF, false);
      filter = new BloomFilter(BLOOM_BITS_PER_KEY);
      BlockBasedTableConfig table =
          new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter);
      CompressionType compression =
          plan.compress() == Compress.NOWHERE
              ? CompressionType.NO_COMPRESSION
              : CompressionType.LZ4_COMPRESSION;
      options =
          new Options()
              .setCreateIfMissing(true)
              .setIncreaseParallelism(Runtime.getRuntime().availableProcessors())
              .setCompressionType(compression)
              .setBottommostCompressionType(compression)
              .setTableFormatConfig(table);
      writeOptions = new WriteOptions().setSync(survives == Survives.POWER_FAILURE);
      readOptions = new ReadOptions();
      try {
        database = opening.open(options, directory.toString());
      } catch (RocksDBException e) {
        throw failure("opening", e);
      }
    }

    @Override
    public StoreWriter writer() {
      return new Writer(database, writeOptions);
    }

    @Override
    public StoreReader reader() {
      return new Reader(database, readOptions);
    }

    @Override
    public void close() {
      try {
        database.closeE();
      } catch (RocksDBException e) {
        throw failure("closing", e);
      } finally {
        readOptions.close();
        writeOptions.close();
        options.close();
        filter.close();
        cache.close();
      }
    }
  }

  private static final class OptimisticStore extends RocksDbStore<OptimisticTransactionDB>
      implements TransactionalStore {

    OptimisticStore(Path directory, Survives survives, Plan plan) {
      super(directory, survives, plan, OptimisticTransactionDB::open);
    }

    @Override
    public Transactor transactor() {
      return new RocksDbTransactor(
          readOptions,
          used ->
              used == null
                  ? database.beginTransaction(writeOptions)
                  : database.beginTransaction(writeOptions, used));
    }
  }

  private static final class PessimisticStore extends RocksDbStore<TransactionDB>
      implements TransactionalStore {

    PessimisticStore(Path directory, Survives survives, Plan plan) {
      super(directory, survives, plan, PessimisticStore::open);
    }

    private static TransactionDB open(Options options, String path) throws RocksDBException {
      try (TransactionDBOptions defaults = new TransactionDBOptions()) {
        return TransactionDB.open(options, defaults, path);
      }
    }

    @Override
    public Transactor transactor() {
      return new RocksDbTransactor(
          readOptions,
          used ->
              used == null
                  ? database.beginTransaction(writeOptions)
                  : database.beginTransaction(writeOptions, used));
    }
  }

  private static final class Writer implements StoreWriter {

    private final RocksDB database;
    private final WriteOptions options;
    private final WriteBatch batch = new WriteBatch();

    Writer(RocksDB database, WriteOptions options) {
      this.database = database;
      this.options = options;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      try {
        batch.put(key, value);
      } catch (RocksDBException e) {
        throw failure("filling a batch", e);
      }
    }

    @Override
    public void commit() {
      try {
        database.write(options, batch);
      } catch (RocksDBException e) {
        throw failure("writing", e);
      }
      batch.clear();
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  private static final class Reader implements StoreReader {

    private final RocksDB database;
    private final ReadOptions options;

    Reader(RocksDB database, ReadOptions options) {
      this.database = database;
      this.options = options;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      try {
        return database.get(options, key);
      } catch (RocksDBException e) {
        throw failure("reading", e);
      }
    }

    @Override
    public void scan(EntryVisitor visitor) {
      try (RocksIterator iterator = database.newIterator(options)) {
        EntryCopy copy = new EntryCopy(iterator::key, iterator::value);
        for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
          copy.giveTo(visitor);
        }
        iterator.status();
      } catch (RocksDBException e) {
        throw failure("scanning", e);
      }
    }

    @Override
    public void scan(byte[] from, int limit, EntryVisitor visitor) {
      try (RocksIterator iterator = database.newIterator(options)) {
        EntryCopy copy = new EntryCopy(iterator::key, iterator::value);
        iterator.seek(from);
        for (int i = 0; i < limit && iterator.isValid(); i++) {
          copy.giveTo(visitor);
          iterator.next();
        }
        iterator.status();
      } catch (RocksDBException e) {
        throw failure("scanning", e);
      }
    }

    @Override
    public void close() {}
  }
}
