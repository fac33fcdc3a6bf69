package io.lightningdb.benchmarks.store;

import static org.lmdbjava.ByteBufferProxy.PROXY_OPTIMAL;

import io.lightningdb.benchmarks.measure.Directories;
import io.lightningdb.benchmarks.measure.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.CopyFlags;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.Meta;
import org.lmdbjava.Txn;

/** LMDB through lmdbjava. */
final class LmdbAdapter implements TransactionalAdapter {

  /*
   * lmdbjava's fastest way is direct buffers whose address it sets, for which its JVM has to be
   * opened, with its own checks of arguments switched off.
   *
   * Each thread keeps a read transaction and renews it before every get, so that a get sees the
   * newest commit as it does with the other stores. Renewing it only every 1,000 gets made no
   * difference that could be measured.
   */
  private static final String DATA_FILE = "data.mdb";
  private static final String DATABASE = "entries";
  private static final int READERS_MAX = 126;
  private static final long MAP_BYTES_MIN = 1L << 30;

  /** The map cannot grow while it is used; space it does not fill takes no disk. */
  private static final long MAP_BYTES_PER_DATA_BYTE = 16;

  @Override
  public String id() {
    return "lmdb";
  }

  @Override
  public String title() {
    return "LMDB";
  }

  @Override
  public void load() {
    Meta.version();
  }

  @Override
  public String version() {
    Meta.Version version = Meta.version();
    return version.major + "." + version.minor + "." + version.patch + ", " + Versions.of(id());
  }

  @Override
  public String settings(Plan plan) {
    return "map of "
        + mapBytes(plan) / (1 << 20)
        + " MiB; PROXY_OPTIMAL with lmdbjava's checks off; no cache but the operating system's;"
        + " each reading thread keeps a read transaction and renews it before every get, so a get"
        + " sees the newest commit; one writer at a time, as LMDB has it";
  }

  @Override
  public String promise(Survives survives) {
    return switch (survives) {
      case PROCESS_END ->
          "MDB_NOSYNC: a commit that returned survives the end of the process. A power failure can"
              + " damage the whole database, not only lose its last commits. A batch is there whole"
              + " or not at all.";
      case POWER_FAILURE ->
          "Default flags: data pages are synced (fdatasync) and the meta page is written"
              + " synchronously before a commit returns; commits do not share a sync.";
    };
  }

  @Override
  public List<String> jvmArguments() {
    return List.of(
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "-D" + Env.DISABLE_CHECKS_PROP + "=true");
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    Env.Builder<ByteBuffer> builder =
        Env.create(PROXY_OPTIMAL)
            .setMapSize(mapBytes(plan))
            .setMaxDbs(1)
            .setMaxReaders(READERS_MAX);
    Env<ByteBuffer> environment =
        switch (survives) {
          case PROCESS_END -> builder.open(directory.toFile(), EnvFlags.MDB_NOSYNC);
          case POWER_FAILURE -> builder.open(directory.toFile());
        };
    return new LmdbStore(environment);
  }

  /** Who writes has the whole store for itself until it commits. */
  @Override
  public boolean has(TransactionKind kind) {
    return kind == TransactionKind.PESSIMISTIC;
  }

  @Override
  public TransactionalStore openTransactional(
      Path directory, Survives survives, Plan plan, TransactionKind kind) {
    return (LmdbStore) open(directory, survives, plan);
  }

  @Override
  public boolean compact(Path directory, Plan plan) {
    Path copies = Directories.empty(directory.resolve("compacted"));
    try (LmdbStore store = (LmdbStore) open(directory, Survives.PROCESS_END, plan)) {
      store.environment.copy(copies.toFile(), CopyFlags.MDB_CP_COMPACT);
    }
    try {
      Files.move(
          copies.resolve(DATA_FILE),
          directory.resolve(DATA_FILE),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Directories.delete(copies);
    return true;
  }

  private static long mapBytes(Plan plan) {
    return Math.max(MAP_BYTES_MIN, MAP_BYTES_PER_DATA_BYTE * plan.dataBytes());
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Copies {@code buffer}, as far as it fits, to the beginning of {@code into}. */
  private static int copy(ByteBuffer buffer, byte[] into) {
    int length = buffer.remaining();
    buffer.get(buffer.position(), into, 0, Math.min(length, into.length));
    return length;
  }

  /** Returns a direct buffer that holds {@code bytes}: {@code buffer}, or a larger new one. */
  private static ByteBuffer fill(ByteBuffer buffer, byte[] bytes) {
    ByteBuffer room =
        buffer.capacity() >= bytes.length ? buffer : ByteBuffer.allocateDirect(2 * bytes.length);
    return room.clear().put(bytes).flip();
  }

  private static final class LmdbStore implements TransactionalStore {

    private final Env<ByteBuffer> environment;
    private final Dbi<ByteBuffer> database;

    LmdbStore(Env<ByteBuffer> environment) {
      this.environment = environment;
      this.database = environment.openDbi(DATABASE, DbiFlags.MDB_CREATE);
    }

    @Override
    public StoreWriter writer() {
      return new Writer(environment, database);
    }

    @Override
    public Transactor transactor() {
      return new LmdbTransactor(environment, database);
    }

    @Override
    public StoreReader reader() {
      return new Reader(environment, database);
    }

    @Override
    public void close() {
      environment.close();
    }
  }

  private static final class Writer implements StoreWriter {

    private final Env<ByteBuffer> environment;
    private final Dbi<ByteBuffer> database;
    private ByteBuffer keyBuffer = ByteBuffer.allocateDirect(64);
    private ByteBuffer valueBuffer = ByteBuffer.allocateDirect(1024);
    private @Nullable Txn<ByteBuffer> transaction;

    Writer(Env<ByteBuffer> environment, Dbi<ByteBuffer> database) {
      this.environment = environment;
      this.database = database;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (transaction == null) {
        transaction = environment.txnWrite();
      }
      keyBuffer = fill(keyBuffer, key);
      valueBuffer = fill(valueBuffer, value);
      database.put(transaction, keyBuffer, valueBuffer);
    }

    @Override
    public void commit() {
      if (transaction != null) {
        transaction.commit();
        transaction.close();
        transaction = null;
      }
    }

    @Override
    public void close() {
      if (transaction != null) {
        transaction.close();
        transaction = null;
      }
    }
  }

  private static final class LmdbTransactor implements Transactor, Transactor.Access {

    private final Env<ByteBuffer> environment;
    private final Dbi<ByteBuffer> database;
    private ByteBuffer keyBuffer = ByteBuffer.allocateDirect(64);
    private ByteBuffer valueBuffer = ByteBuffer.allocateDirect(1024);
    private @Nullable Txn<ByteBuffer> transaction;

    LmdbTransactor(Env<ByteBuffer> environment, Dbi<ByteBuffer> database) {
      this.environment = environment;
      this.database = database;
    }

    @Override
    public boolean transact(Work work) {
      try (Txn<ByteBuffer> begun = environment.txnWrite()) {
        transaction = begun;
        work.run(this);
        begun.commit();
      } finally {
        transaction = null;
      }
      return true;
    }

    @Override
    public byte @Nullable [] getToChange(byte[] key) {
      keyBuffer = fill(keyBuffer, key);
      ByteBuffer value = database.get(transaction, keyBuffer);
      return value == null ? null : copy(value);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      keyBuffer = fill(keyBuffer, key);
      valueBuffer = fill(valueBuffer, value);
      database.put(transaction, keyBuffer, valueBuffer);
    }

    @Override
    public void close() {}
  }

  private static final class Reader implements StoreReader {

    private final Dbi<ByteBuffer> database;
    private final Txn<ByteBuffer> transaction;
    private ByteBuffer keyBuffer = ByteBuffer.allocateDirect(64);

    Reader(Env<ByteBuffer> environment, Dbi<ByteBuffer> database) {
      this.database = database;
      this.transaction = environment.txnRead();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      renew();
      keyBuffer = fill(keyBuffer, key);
      ByteBuffer value = database.get(transaction, keyBuffer);
      return value == null ? null : copy(value);
    }

    @Override
    public void scan(EntryVisitor visitor) {
      renew();
      try (Cursor<ByteBuffer> cursor = database.openCursor(transaction)) {
        EntryCopy copy =
            new EntryCopy(into -> copy(cursor.key(), into), into -> copy(cursor.val(), into));
        boolean found = cursor.first();
        while (found) {
          copy.giveTo(visitor);
          found = cursor.next();
        }
      }
    }

    @Override
    public void scan(byte[] from, int limit, EntryVisitor visitor) {
      renew();
      keyBuffer = fill(keyBuffer, from);
      try (Cursor<ByteBuffer> cursor = database.openCursor(transaction)) {
        EntryCopy copy =
            new EntryCopy(into -> copy(cursor.key(), into), into -> copy(cursor.val(), into));
        boolean found = cursor.get(keyBuffer, GetOp.MDB_SET_RANGE);
        for (int i = 0; i < limit && found; i++) {
          copy.giveTo(visitor);
          found = cursor.next();
        }
      }
    }

    private void renew() {
      transaction.reset();
      transaction.renew();
    }

    @Override
    public void close() {
      transaction.close();
    }
  }
}
