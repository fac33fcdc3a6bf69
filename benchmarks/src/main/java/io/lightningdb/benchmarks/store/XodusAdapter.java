package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Directories;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;
import org.jspecify.annotations.Nullable;

/** Xodus, the store beneath YouTrack and Hub. */
final class XodusAdapter implements StoreAdapter {

  /*
   * A writing transaction is an exclusive one: others would be begun again whenever somebody else
   * has committed meanwhile. A reading transaction is taken for each get, so that it sees the newest
   * commit as it does with the other stores; Xodus has no way to renew one.
   */
  private static final String STORE = "entries";
  private static final int ENTRIES_PER_FLUSH = 100_000;

  @Override
  public String id() {
    return "xodus";
  }

  @Override
  public String title() {
    return "Xodus";
  }

  @Override
  public String version() {
    return Versions.of(id());
  }

  @Override
  public String settings(Plan plan) {
    return "memoryUsage of "
        + plan.cacheMib()
        + " MiB, not shared; StoreConfig.WITHOUT_DUPLICATES; the rest as it comes: garbage"
        + " collector on, files of 8 MiB; exclusive transactions for writing, a read-only"
        + " transaction for each get";
  }

  @Override
  public String promise(Survives survives) {
    return switch (survives) {
      case PROCESS_END ->
          "commit() with logDurableWrite off: the log is written to the operating system before it"
              + " returns, and synced every ten seconds. A power failure can lose what was not"
              + " synced. A batch is there whole or not at all.";
      case POWER_FAILURE ->
          "commit() with logDurableWrite on: the log is synced before it returns; commits do not"
              + " share a sync.";
    };
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    return new XodusStore(environment(directory, survives, plan));
  }

  /*
   * The collector of Xodus works in the background and cannot be waited for. What its tools do to
   * make a database small is to copy what is in it to a new one.
   */
  @Override
  public boolean compact(Path directory, Plan plan) {
    Path copies = directory.resolveSibling(directory.getFileName() + "-compacted");
    Directories.empty(copies);
    try (XodusStore from = (XodusStore) open(directory, Survives.PROCESS_END, plan);
        XodusStore to = (XodusStore) open(copies, Survives.PROCESS_END, plan)) {
      to.append(from);
    }
    Directories.empty(directory);
    Directories.copy(copies, directory);
    Directories.delete(copies);
    return true;
  }

  private static Environment environment(Path directory, Survives survives, Plan plan) {
    EnvironmentConfig config =
        new EnvironmentConfig()
            .setMemoryUsage(plan.cacheBytes())
            .setLogCacheShared(false)
            .setLogDurableWrite(survives == Survives.POWER_FAILURE)
            .setManagementEnabled(false);
    return Environments.newInstance(directory.toFile(), config);
  }

  private static byte[] copy(ByteIterable bytes) {
    byte[] copy = new byte[bytes.getLength()];
    System.arraycopy(bytes.getBytesUnsafe(), 0, copy, 0, copy.length);
    return copy;
  }

  /** Copies {@code bytes}, as far as they fit, to the beginning of {@code into}. */
  private static int copy(ByteIterable bytes, byte[] into) {
    int length = bytes.getLength();
    System.arraycopy(bytes.getBytesUnsafe(), 0, into, 0, Math.min(length, into.length));
    return length;
  }

  private static final class XodusStore implements Store {

    private final Environment environment;
    private final jetbrains.exodus.env.Store entries;

    XodusStore(Environment environment) {
      this.environment = environment;
      this.entries =
          environment.computeInTransaction(
              transaction ->
                  environment.openStore(STORE, StoreConfig.WITHOUT_DUPLICATES, transaction));
    }

    /** Puts all entries of {@code other} here, where there are none yet. */
    void append(XodusStore other) {
      Transaction source = other.environment.beginReadonlyTransaction();
      Transaction target = environment.beginExclusiveTransaction();
      try (Cursor cursor = other.entries.openCursor(source)) {
        for (long count = 1; cursor.getNext(); count++) {
          entries.putRight(
              target,
              new ArrayByteIterable(cursor.getKey()),
              new ArrayByteIterable(cursor.getValue()));
          if (count % ENTRIES_PER_FLUSH == 0) {
            target.flush();
          }
        }
        target.flush();
      } finally {
        target.abort();
        source.abort();
      }
    }

    @Override
    public StoreWriter writer() {
      return new Writer(environment, entries);
    }

    @Override
    public StoreReader reader() {
      return new Reader(environment, entries);
    }

    @Override
    public void close() {
      environment.close();
    }
  }

  private static final class Writer implements StoreWriter {

    private final Environment environment;
    private final jetbrains.exodus.env.Store entries;
    private @Nullable Transaction transaction;

    Writer(Environment environment, jetbrains.exodus.env.Store entries) {
      this.environment = environment;
      this.entries = entries;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (transaction == null) {
        transaction = environment.beginExclusiveTransaction();
      }
      // Both are kept until the commit.
      entries.put(
          transaction, new ArrayByteIterable(key.clone()), new ArrayByteIterable(value.clone()));
    }

    @Override
    public void commit() {
      if (transaction != null) {
        Transaction committed = transaction;
        transaction = null;
        if (!committed.commit()) {
          throw new StoreException("an exclusive transaction of Xodus met a conflict");
        }
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

    private final Environment environment;
    private final jetbrains.exodus.env.Store entries;

    Reader(Environment environment, jetbrains.exodus.env.Store entries) {
      this.environment = environment;
      this.entries = entries;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      Transaction transaction = environment.beginReadonlyTransaction();
      try {
        ByteIterable value = entries.get(transaction, new ArrayByteIterable(key));
        return value == null ? null : copy(value);
      } finally {
        transaction.abort();
      }
    }

    @Override
    public void scan(EntryVisitor visitor) {
      Transaction transaction = environment.beginReadonlyTransaction();
      try (Cursor cursor = entries.openCursor(transaction)) {
        EntryCopy copy =
            new EntryCopy(
                into -> copy(cursor.getKey(), into), into -> copy(cursor.getValue(), into));
        while (cursor.getNext()) {
          copy.giveTo(visitor);
        }
      } finally {
        transaction.abort();
      }
    }

    @Override
    public void scan(byte[] from, int limit, EntryVisitor visitor) {
      Transaction transaction = environment.beginReadonlyTransaction();
      try (Cursor cursor = entries.openCursor(transaction)) {
        EntryCopy copy =
            new EntryCopy(
                into -> copy(cursor.getKey(), into), into -> copy(cursor.getValue(), into));
        boolean found = cursor.getSearchKeyRange(new ArrayByteIterable(from)) != null;
        for (int i = 0; i < limit && found; i++) {
          copy.giveTo(visitor);
          found = cursor.getNext();
        }
      } finally {
        transaction.abort();
      }
    }

    @Override
    public void close() {}
  }
}
