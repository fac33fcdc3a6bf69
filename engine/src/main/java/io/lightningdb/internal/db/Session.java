package io.lightningdb.internal.db;

import io.lightningdb.BulkLoad;
import io.lightningdb.Capabilities;
import io.lightningdb.ChangeCursor;
import io.lightningdb.ChangeListener;
import io.lightningdb.ChangeSubscription;
import io.lightningdb.ConflictException;
import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LimitException;
import io.lightningdb.Limits;
import io.lightningdb.ListenOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Progress;
import io.lightningdb.Snapshot;
import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import io.lightningdb.internal.txn.Write;
import io.lightningdb.internal.txn.WriteSet;
import io.lightningdb.internal.wal.FrameType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One user's handle of an open database. */
final class Session implements LocalDatabase {

  private static final Capabilities CAPABILITIES =
      new Capabilities(
          Set.of(Isolation.values()),
          true,
          true,
          true,
          Limits.KEY_BYTES_MAX,
          Limits.VALUE_BYTES_MAX,
          Limits.COMMIT_BYTES_MAX);

  private static final long PAUSE_MICROS_MAX = 10_000;

  private final Engine engine;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param release called once, when the session is closed
   */
  Session(Engine engine, Runnable release) {
    this.engine = engine;
    this.release = release;
  }

  Engine engine() {
    return engine;
  }

  void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the database is closed");
    }
  }

  @Override
  public Keyspace keyspace(String name) {
    return findKeyspace(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no keyspace '" + name + "'; there are " + keyspaceNames()));
  }

  @Override
  public Optional<Keyspace> findKeyspace(String name) {
    Objects.requireNonNull(name, "name");
    checkOpen();
    return Optional.ofNullable(engine.timeline().view().catalog().find(name)).map(this::handle);
  }

  private Keyspace handle(KeyspaceInfo info) {
    return new KeyspaceHandle(this, info, engine.options().durability());
  }

  @Override
  public Keyspace createKeyspace(String name, KeyspaceOptions options) {
    return create(name, options, false);
  }

  @Override
  public Keyspace openKeyspace(String name, KeyspaceOptions options) {
    Objects.requireNonNull(options, "options");
    return findKeyspace(name).orElseGet(() -> create(name, options, true));
  }

  private Keyspace create(String name, KeyspaceOptions options, boolean mayExist) {
    checkName(name);
    Objects.requireNonNull(options, "options");
    checkOpen();
    Catalog changed =
        engine
            .committer()
            .changeCatalog(
                FrameType.CREATE,
                (catalog, payload) -> {
                  if (catalog.find(name) != null) {
                    if (mayExist) {
                      return catalog;
                    }
                    throw nameIsTaken(name);
                  }
                  KeyspaceId id = new KeyspaceId(catalog.nextId());
                  payload.writeVarint(id.value()).writeText(name);
                  KeyspaceOptionsCodec.encode(options, payload);
                  return catalog.with(new KeyspaceInfo(id, name, options));
                });
    return handle(Objects.requireNonNull(changed.find(name)));
  }

  @Override
  public void dropKeyspace(String name) {
    Objects.requireNonNull(name, "name");
    checkOpen();
    engine
        .committer()
        .changeCatalog(
            FrameType.DROP,
            (catalog, payload) -> {
              KeyspaceInfo info = existing(catalog, name);
              payload.writeVarint(info.id().value());
              return catalog.without(info.id());
            });
    engine.maintenance().flushSoon();
  }

  @Override
  public void renameKeyspace(String from, String to) {
    Objects.requireNonNull(from, "from");
    checkName(to);
    checkOpen();
    engine
        .committer()
        .changeCatalog(
            FrameType.RENAME,
            (catalog, payload) -> {
              KeyspaceInfo info = existing(catalog, from);
              if (from.equals(to)) {
                return catalog;
              }
              if (catalog.find(to) != null) {
                throw nameIsTaken(to);
              }
              payload.writeVarint(info.id().value()).writeText(to);
              return catalog.with(new KeyspaceInfo(info.id(), to, info.options()));
            });
  }

  @Override
  public KeyspaceOptions alterKeyspace(String name, UnaryOperator<KeyspaceOptions> change) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(change, "change");
    while (true) {
      checkOpen();
      KeyspaceInfo present = existing(engine.timeline().view().catalog(), name);
      KeyspaceOptions altered = change.apply(present.options());
      KeyspaceAlteration alteration = new KeyspaceAlteration(present, altered);
      checkOpen();
      engine.committer().changeCatalog(FrameType.ALTER, alteration);
      if (alteration.isMade()) {
        return altered;
      }
    }
  }

  private static KeyspaceInfo existing(Catalog catalog, String name) {
    KeyspaceInfo info = catalog.find(name);
    if (info == null) {
      throw new IllegalArgumentException(
          "there is no keyspace '" + name + "'; there are " + catalog.sortedNames());
    }
    return info;
  }

  private static IllegalArgumentException nameIsTaken(String name) {
    return new IllegalArgumentException("there is a keyspace '" + name + "' already");
  }

  private static void checkName(String name) {
    int bytes = Objects.requireNonNull(name, "name").getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0) {
      throw new IllegalArgumentException("the name of a keyspace must not be empty");
    }
    if (bytes > Limits.KEYSPACE_NAME_BYTES_MAX) {
      throw new LimitException(
          "the name of a keyspace has "
              + bytes
              + " bytes in UTF-8; the limit is "
              + Limits.KEYSPACE_NAME_BYTES_MAX);
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException(
          "the name of a keyspace has a lone surrogate: not valid Unicode");
    }
  }

  @Override
  public List<String> keyspaceNames() {
    checkOpen();
    return engine.timeline().view().catalog().sortedNames();
  }

  @Override
  public void write(WriteBatch batch) {
    write(batch, engine.options().durability());
  }

  @Override
  public void write(WriteBatch batch, Durability durability) {
    Objects.requireNonNull(durability, "durability");
    List<Write> writes = writes(batch);
    if (!writes.isEmpty()) {
      engine.committer().commit(this, writes, durability);
    }
  }

  @Override
  public CompletionStage<Void> writeAsync(WriteBatch batch) {
    return writeAsync(batch, engine.options().durability());
  }

  @Override
  public CompletionStage<Void> writeAsync(WriteBatch batch, Durability durability) {
    Objects.requireNonNull(durability, "durability");
    List<Write> writes;
    try {
      writes = writes(batch);
    } catch (LimitException e) {
      return CompletableFuture.failedFuture(e);
    }
    return writes.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : engine.committer().commitAsync(this, writes, durability);
  }

  /** Checks and returns what is in a batch. */
  private List<Write> writes(WriteBatch batch) {
    Objects.requireNonNull(batch, "batch");
    checkOpen();
    List<Write> writes = new ArrayList<>(batch.size());
    boolean anyRange = false;
    for (WriteBatch.Write write : batch.writes()) {
      KeyspaceId keyspace = handleOf(write.keyspace()).id();
      if (write instanceof WriteBatch.Put put) {
        Sizes.checkKey(put.key());
        Sizes.checkValue(put.value());
        writes.add(Write.put(keyspace, put.key(), put.value(), engine.expiresAt(put.expiry())));
      } else if (write instanceof WriteBatch.Delete delete) {
        Sizes.checkKey(delete.key());
        writes.add(new Write(keyspace, delete.key(), null));
      } else if (write instanceof WriteBatch.DeleteRange deleteRange) {
        KeyRange range = deleteRange.range();
        Sizes.checkRange(range);
        if (!range.isEmpty()) {
          anyRange = true;
          writes.add(Write.range(keyspace, KeyRanges.firstOf(range), range.to()));
        }
      }
    }
    return anyRange ? rangesFirst(writes) : writes;
  }

  /** Returns writes that have the same effect with deleted ranges first, as a commit has them. */
  private List<Write> rangesFirst(List<Write> writes) {
    WriteSet set = new WriteSet(engine.files());
    for (Write write : writes) {
      if (write.isRange()) {
        set.deleteRange(write.keyspace(), write.key(), write.value());
      } else {
        set.put(write.keyspace(), write.key(), write.value(), write.expiresAt());
      }
    }
    return set.writes();
  }

  /** Returns what takes the locks that a commit of this thread outside of transactions needs. */
  Locker newLocker() {
    return Locker.ofCommit(this, TransactionOptions.defaults().lockTimeout());
  }

  /** Returns a keyspace as a handle of this database. */
  KeyspaceHandle handleOf(Keyspace keyspace) {
    Objects.requireNonNull(keyspace, "keyspace");
    if (keyspace instanceof KeyspaceHandle handle && handle.engine() == engine) {
      return handle;
    }
    throw new IllegalArgumentException(
        "the keyspace '" + keyspace.name() + "' belongs to another database");
  }

  @Override
  public Transaction begin(TransactionOptions options) {
    Objects.requireNonNull(options, "options");
    checkOpen();
    Transaction transaction = new TransactionHandle(this, options);
    if (closed.get()) {
      // Whoever closed the database may not have seen it.
      transaction.close();
      checkOpen();
    }
    return transaction;
  }

  @Override
  public <T extends @Nullable Object> T transact(
      TransactionOptions options, Function<? super Transaction, T> work) {
    Objects.requireNonNull(work, "work");
    for (int attempt = 1; ; attempt++) {
      try (Transaction transaction = begin(options)) {
        T result = work.apply(transaction);
        transaction.commit();
        return result;
      } catch (ConflictException e) {
        if (attempt == Limits.TRANSACT_ATTEMPTS_MAX) {
          throw e;
        }
      }
      // Longer and longer, and by chance, so that those in conflict do not meet again.
      long micros = Math.min(PAUSE_MICROS_MAX, 16L << Math.min(attempt, 20));
      pause(TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(micros)));
    }
  }

  /** Waits. An interrupt does not end that, or its thread would use up its attempts at once. */
  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Snapshot snapshot() {
    checkOpen();
    return new SnapshotHandle(this);
  }

  @Override
  public void sync() {
    checkOpen();
    engine.sync();
  }

  @Override
  public CompletionStage<Void> syncAsync() {
    checkOpen();
    return engine.committer().syncAsync();
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("a local database is no " + type.getName());
  }

  @Override
  public boolean isOpen() {
    return !closed.get();
  }

  @Override
  public Optional<Path> directory() {
    return engine.disk().directory();
  }

  @Override
  public Options options() {
    return engine.options();
  }

  @Override
  public void flush() {
    checkOpen();
    engine.flush();
  }

  @Override
  public void compact(Progress progress) {
    Objects.requireNonNull(progress, "progress");
    checkOpen();
    engine.compact(progress);
  }

  @Override
  public BulkLoad bulkLoad(Keyspace keyspace) {
    KeyspaceHandle handle = handleOf(keyspace);
    View view = engine.timeline().view();
    checkOpen();
    handle.check(view);
    KeyspaceInfo info = Objects.requireNonNull(view.catalog().find(handle.id()));
    BulkLoadHandle load = new BulkLoadHandle(this, handle, info);
    engine.loads().add(load);
    if (closed.get()) {
      // Whoever closed the database may not have seen it.
      load.cancel();
      checkOpen();
    }
    return load;
  }

  @Override
  public long lastSequence() {
    checkOpen();
    return engine.timeline().now().sequence();
  }

  @Override
  public long changesKeptAfter() {
    checkOpen();
    return engine.changes().keptAfter();
  }

  @Override
  public ChangeCursor changesAfter(long sequence) {
    checkOpen();
    return engine.changes().open(this, sequence);
  }

  @Override
  public ChangeSubscription listen(ChangeListener listener, ListenOptions options) {
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(options, "options");
    checkOpen();
    return engine.changes().listen(this, listener, options);
  }

  @Override
  public List<String> verify() {
    checkOpen();
    OpenSnapshot snapshot = engine.openSnapshot(this, Kind.VERIFICATION);
    try {
      return new Verification(engine, snapshot).run();
    } finally {
      engine.closeSnapshot(snapshot);
    }
  }

  @Override
  public DatabaseStatistics statistics() {
    checkOpen();
    return engine.statistics();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      engine.changes().close(this);
      engine.committer().watches().endOf(this);
      // First, for one of the others may wait for a lock.
      for (Locker locker : engine.lockers()) {
        if (locker.session() == this) {
          locker.close();
        }
      }
      for (Lease transaction : engine.leases().transactions()) {
        if (transaction.session() == this) {
          transaction.endUnlessCommitting();
        }
      }
      for (OpenSnapshot snapshot : engine.snapshots().all()) {
        if (snapshot.session() == this && !snapshot.isTransaction()) {
          engine.closeSnapshot(snapshot);
        }
      }
      for (BulkLoadHandle load : engine.loads()) {
        if (load.session() == this) {
          load.cancel();
        }
      }
      for (StreamedValue stream : engine.streams()) {
        if (stream.session() == this) {
          stream.cancel();
        }
      }
      try {
        release.run();
      } finally {
        engine.completeStages();
      }
    }
  }

  @Override
  public String toString() {
    return "Lightning database in " + engine.disk() + (closed.get() ? " (closed)" : "");
  }
}
