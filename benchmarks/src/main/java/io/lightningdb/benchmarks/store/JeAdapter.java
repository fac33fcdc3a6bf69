package io.lightningdb.benchmarks.store;

import com.sleepycat.je.CheckpointConfig;
import com.sleepycat.je.Cursor;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.Durability;
import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import com.sleepycat.je.LockMode;
import com.sleepycat.je.OperationStatus;
import com.sleepycat.je.Transaction;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Berkeley DB Java Edition. */
final class JeAdapter implements StoreAdapter {

  /*
   * Gets read what is committed (READ_COMMITTED); scans read uncommitted data, which takes no locks,
   * the fastest that JE has. Nobody writes while rows scan, so both find the same.
   */
  private static final String DATABASE = "entries";

  /** The most that JE lets its cleaner be asked for, in percent of a file that is in use. */
  private static final String UTILIZATION_MAX = "90";

  @Override
  public String id() {
    return "je";
  }

  @Override
  public String title() {
    return "Berkeley DB JE";
  }

  @Override
  public String version() {
    return Versions.of(id());
  }

  @Override
  public String settings(Plan plan) {
    return "cacheSize of "
        + plan.cacheMib()
        + " MiB; transactional; the rest as it comes: cleaner and checkpointer on; gets with"
        + " READ_COMMITTED, scans with READ_UNCOMMITTED, which takes no locks; a transaction for"
        + " each batch";
  }

  @Override
  public String promise(Survives survives) {
    return switch (survives) {
      case PROCESS_END ->
          "Durability.COMMIT_WRITE_NO_SYNC: the log is written to the operating system before a"
              + " commit returns. A power failure can lose what it had not written yet. A batch is"
              + " there whole or not at all.";
      case POWER_FAILURE ->
          "Durability.COMMIT_SYNC: the log is synced before a commit returns; threads that commit"
              + " at the same time share a sync.";
    };
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    return new JeStore(new Environment(directory.toFile(), config(survives, plan)));
  }

  @Override
  public boolean compact(Path directory, Plan plan) {
    EnvironmentConfig config = config(Survives.PROCESS_END, plan);
    config.setConfigParam(EnvironmentConfig.CLEANER_MIN_UTILIZATION, UTILIZATION_MAX);
    CheckpointConfig force = new CheckpointConfig().setForce(true);
    try (Environment environment = new Environment(directory.toFile(), config)) {
      int cleaned;
      do {
        cleaned = environment.cleanLog();
        environment.checkpoint(force);
      } while (cleaned > 0);
    }
    return true;
  }

  private static EnvironmentConfig config(Survives survives, Plan plan) {
    EnvironmentConfig config = new EnvironmentConfig();
    config.setAllowCreate(true);
    config.setTransactional(true);
    config.setCacheSize(plan.cacheBytes());
    config.setDurability(
        switch (survives) {
          case PROCESS_END -> Durability.COMMIT_WRITE_NO_SYNC;
          case POWER_FAILURE -> Durability.COMMIT_SYNC;
        });
    return config;
  }

  private static final class JeStore implements Store {

    private final Environment environment;
    private final Database database;

    JeStore(Environment environment) {
      this.environment = environment;
      this.database =
          environment.openDatabase(
              null, DATABASE, new DatabaseConfig().setAllowCreate(true).setTransactional(true));
    }

    @Override
    public StoreWriter writer() {
      return new Writer(environment, database);
    }

    @Override
    public StoreReader reader() {
      return new Reader(database);
    }

    @Override
    public void close() {
      database.close();
      environment.close();
    }
  }

  private static final class Writer implements StoreWriter {

    private final Environment environment;
    private final Database database;
    private @Nullable Transaction transaction;

    Writer(Environment environment, Database database) {
      this.environment = environment;
      this.database = database;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (transaction == null) {
        transaction = environment.beginTransaction(null, null);
      }
      database.put(transaction, new DatabaseEntry(key), new DatabaseEntry(value));
    }

    @Override
    public void commit() {
      if (transaction != null) {
        transaction.commit();
        transaction = null;
      }
    }

    @Override
    public void close() {
      if (transaction != null) {
        transaction.abort();
        transaction = null;
      }
    }
  }

  private static final class Reader implements StoreReader {

    private final Database database;

    Reader(Database database) {
      this.database = database;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      DatabaseEntry value = new DatabaseEntry();
      OperationStatus status =
          database.get(null, new DatabaseEntry(key), value, LockMode.READ_COMMITTED);
      return status == OperationStatus.SUCCESS ? value.getData() : null;
    }

    @Override
    public void scan(EntryVisitor visitor) {
      DatabaseEntry key = new DatabaseEntry();
      DatabaseEntry value = new DatabaseEntry();
      try (Cursor cursor = database.openCursor(null, null)) {
        OperationStatus status = cursor.getFirst(key, value, LockMode.READ_UNCOMMITTED);
        while (status == OperationStatus.SUCCESS) {
          visitor.visit(key.getData(), key.getSize(), value.getData(), value.getSize());
          status = cursor.getNext(key, value, LockMode.READ_UNCOMMITTED);
        }
      }
    }

    @Override
    public void scan(byte[] from, int limit, EntryVisitor visitor) {
      DatabaseEntry key = new DatabaseEntry(from);
      DatabaseEntry value = new DatabaseEntry();
      try (Cursor cursor = database.openCursor(null, null)) {
        OperationStatus status = cursor.getSearchKeyRange(key, value, LockMode.READ_UNCOMMITTED);
        for (int i = 0; i < limit && status == OperationStatus.SUCCESS; i++) {
          visitor.visit(key.getData(), key.getSize(), value.getData(), value.getSize());
          status = cursor.getNext(key, value, LockMode.READ_UNCOMMITTED);
        }
      }
    }

    @Override
    public void close() {}
  }
}
