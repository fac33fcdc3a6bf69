package io.lightningdb.benchmarks.store;

import io.lightningdb.Compression;
import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.WriteBatch;
import io.lightningdb.benchmarks.measure.Compress;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lightning, with its defaults but for the cache, whose size is the same for all. */
final class LightningAdapter implements TransactionalAdapter {

  private static final String KEYSPACE = "entries";

  private final String id;
  private final String title;
  private final String engine;
  private final KeyspaceOptions keyspaceOptions;

  /**
   * Makes an adapter.
   *
   * @param engine how the keyspace is called in the settings that reports show
   */
  LightningAdapter(String id, String title, String engine, KeyspaceOptions keyspaceOptions) {
    this.id = id;
    this.title = title;
    this.engine = engine;
    this.keyspaceOptions = keyspaceOptions;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String version() {
    return Versions.of(id());
  }

  @Override
  public String settings(Plan plan) {
    return "a keyspace with "
        + engine
        + "; defaults but for cacheBytes="
        + plan.cacheBytes()
        + "; adaptive compression; batches through Database.write, reads through Keyspace.get, which sees"
        + " the newest commit each time, and Cursor";
  }

  @Override
  public String promise(Survives survives) {
    return switch (survives) {
      case PROCESS_END ->
          "Durability.FLUSHED: a commit that returned survives the end of the process. A power"
              + " failure can lose what was committed in the last 100 ms (syncInterval); what is"
              + " left is everything up to some commit. A batch is there whole or not at all.";
      case POWER_FAILURE ->
          "Durability.SYNC: the log is synced up to the commit before it returns; threads that"
              + " commit at the same time share a sync.";
    };
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    return openStore(directory, survives, plan, TransactionKind.OPTIMISTIC);
  }

  /** Transactions are the same in all keyspaces, so one of the two is enough. */
  @Override
  public boolean has(TransactionKind kind) {
    return keyspaceOptions.engine() == StorageEngine.BTREE;
  }

  @Override
  public TransactionalStore openTransactional(
      Path directory, Survives survives, Plan plan, TransactionKind kind) {
    return openStore(directory, survives, plan, kind);
  }

  private LightningStore openStore(
      Path directory, Survives survives, Plan plan, TransactionKind kind) {
    Durability durability =
        switch (survives) {
          case PROCESS_END -> Durability.FLUSHED;
          case POWER_FAILURE -> Durability.SYNC;
        };
    Options options =
        Options.builder().durability(durability).cacheBytes(plan.cacheBytes()).build();
    KeyspaceOptions chosen =
        plan.compress() == Compress.NOWHERE
            ? keyspaceOptions.toBuilder().compression(Compression.NONE).build()
            : keyspaceOptions;
    return new LightningStore(Lightning.open(directory, options), chosen, kind);
  }

  @Override
  public boolean compact(Path directory, Plan plan) {
    Options options = Options.builder().cacheBytes(plan.cacheBytes()).build();
    try (Database database = Lightning.open(directory, options)) {
      database.unwrap(LocalDatabase.class).compact();
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

  private static final class LightningStore implements TransactionalStore {

    private final Database database;
    private final Keyspace keyspace;
    private final TransactionKind kind;

    LightningStore(Database database, KeyspaceOptions keyspaceOptions, TransactionKind kind) {
      this.database = database;
      this.kind = kind;
      this.keyspace = database.openKeyspace(KEYSPACE, keyspaceOptions);
    }

    @Override
    public StoreWriter writer() {
      return new Writer(database, keyspace);
    }

    @Override
    public Transactor transactor() {
      return new LightningTransactor(database, keyspace, kind);
    }

    @Override
    public StoreReader reader() {
      return new Reader(keyspace);
    }

    @Override
    public void close() {
      database.close();
    }
  }

  private static final class Writer implements StoreWriter {

    private final Database database;
    private final Keyspace keyspace;
    private final WriteBatch batch = new WriteBatch();

    Writer(Database database, Keyspace keyspace) {
      this.database = database;
      this.keyspace = keyspace;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      batch.put(keyspace, key, value);
    }

    @Override
    public void commit() {
      database.write(batch);
      batch.clear();
    }

    @Override
    public void close() {}
  }

  private static final class LightningTransactor implements Transactor {

    private final Database database;
    private final Keyspace keyspace;
    private final TransactionOptions options;
    private final boolean locks;

    LightningTransactor(Database database, Keyspace keyspace, TransactionKind kind) {
      this.database = database;
      this.keyspace = keyspace;
      this.locks = kind == TransactionKind.PESSIMISTIC;
      this.options =
          TransactionOptions.defaults()
              .withIsolation(
                  kind == TransactionKind.SERIALIZABLE
                      ? Isolation.SERIALIZABLE
                      : Isolation.SNAPSHOT);
    }

    @Override
    public boolean transact(Work work) {
      try (Transaction transaction = database.begin(options)) {
        work.run(new LightningAccess(transaction, keyspace, locks));
        transaction.commit();
        return true;
      } catch (ConflictException e) {
        return false;
      }
    }

    @Override
    public void close() {}
  }

  private record LightningAccess(Transaction transaction, Keyspace keyspace, boolean locks)
      implements Transactor.Access {

    @Override
    public byte @Nullable [] getToChange(byte[] key) {
      return locks ? transaction.getForUpdate(keyspace, key) : transaction.get(keyspace, key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      transaction.put(keyspace, key, value);
    }
  }

  private static final class Reader implements StoreReader {

    private final Keyspace keyspace;

    Reader(Keyspace keyspace) {
      this.keyspace = keyspace;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return keyspace.get(key);
    }

    @Override
    public void scan(EntryVisitor visitor) {
      try (Cursor cursor = keyspace.cursor()) {
        EntryCopy copy = new EntryCopy(cursor::key, cursor::value);
        while (cursor.next()) {
          copy.giveTo(visitor);
        }
      }
    }

    @Override
    public void scan(byte[] from, int limit, EntryVisitor visitor) {
      try (Cursor cursor = keyspace.cursor(KeyRange.atLeast(from))) {
        EntryCopy copy = new EntryCopy(cursor::key, cursor::value);
        for (int i = 0; i < limit && cursor.next(); i++) {
          copy.giveTo(visitor);
        }
      }
    }

    @Override
    public void close() {}
  }
}
