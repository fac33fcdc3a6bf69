package io.lightningdb.jcache.store;

import io.lightningdb.ChangeStamps;
import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.LightningException;
import io.lightningdb.ReadView;
import io.lightningdb.Snapshot;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.jcache.codec.ObjectCodec;
import io.lightningdb.jcache.lock.HeldLocks;
import io.lightningdb.jcache.lock.KeyLocks;
import io.lightningdb.jcache.lock.LockName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Whoever changes an entry holds the lock of its stored key. Whoever came with a key that is found by
 * its hash code holds the lock of that, too, and took it first: so of two equal keys that differ in
 * their bytes only one can be new. Changes by others (the engine's own API, JDBC) are noticed when a
 * change is made: it expects to find what was read.
 */
/** The entries of one cache in its keyspace. Any number of threads may use it. */
public final class EntryStore implements AutoCloseable {

  /** So many that writers of other keys seldom come in between. */
  private static final int STAMPS = 1024;

  private final Database database;
  private final Keyspace keyspace;
  private final EntryFormat format;
  private final KeyLocks locks;
  private final Duration lockTimeout;
  private final Failures failures;
  private final HashIndex index;
  private final @Nullable WriteQueue queue;

  /** Tell that an entry is still as it was read, without reading it once more. */
  private final ChangeStamps stamps;

  private volatile boolean closed;

  /**
   * @param lockTimeout how long to wait for the lock of a key
   * @param queue the queue of pending writes, or null if there is none
   */
  public EntryStore(
      Database database,
      Keyspace keyspace,
      EntryFormat format,
      KeyspaceShare share,
      Duration lockTimeout,
      @Nullable WriteQueue queue) {
    this.database = database;
    this.keyspace = keyspace;
    this.format = format;
    this.locks = share.locks();
    this.lockTimeout = lockTimeout;
    this.failures = format.failures();
    this.stamps = keyspace.changeStamps(STAMPS);
    this.index = new HashIndex(database, keyspace, share.renewing(), format::decodeKeyIfPossible);
    this.queue = queue;
  }

  /** Returns whether changes may have something outgoing. */
  public boolean writesBehind() {
    return queue != null && queue.isFed();
  }

  /**
   * Returns what the writer is still to be told of the key of a slot, or null if that is nothing.
   */
  public @Nullable PendingWrite pendingWrite(Slot slot) {
    WriteQueue pending = queue;
    return pending == null ? null : about(slot.key(), () -> pending.find(slot.storedKey()));
  }

  /** Returns a scan of all entries. */
  public EntryScan scan() {
    return scan(keyspace);
  }

  private EntryScan scan(ReadView view) {
    return new EntryScan(database, keyspace, view, this::newLocks, failures);
  }

  /** Takes a snapshot of the database, in which {@link #entriesOf} finds the entries. */
  public Snapshot snapshot() {
    return about(null, database::snapshot);
  }

  /** Brings up to date what a snapshot needs to be of use for {@link #entriesOf}. */
  public void prepareSnapshot() {
    about(
        null,
        () -> {
          index.renewOnce();
          return true;
        });
  }

  /** Returns the entries as a snapshot of the database has them. */
  public EntrySnapshot entriesOf(Snapshot snapshot) {
    ReadView view = snapshot.view(keyspace);
    return new EntrySnapshot(view, index, scan(view), failures);
  }

  /** Returns the entry of {@code key}, expired or not, or null if there is none. Takes no lock. */
  public @Nullable StoredEntry find(EntryKey key) {
    return about(
        key,
        () -> {
          StoredEntry found = read(key.bytes());
          if (found != null || !key.isIndexed()) {
            return found;
          }
          byte[] resolved = index.resolve(key);
          return Arrays.equals(resolved, key.bytes()) ? null : read(resolved);
        });
  }

  /** Returns the entries of {@code keys}, all as of the same moment where that is possible. */
  public List<@Nullable StoredEntry> findAll(List<EntryKey> keys) {
    List<byte @Nullable []> records =
        about(null, () -> keyspace.getAll(keys.stream().map(EntryKey::bytes).toList()));
    List<@Nullable StoredEntry> entries = new ArrayList<>(keys.size());
    for (int i = 0; i < records.size(); i++) {
      EntryKey key = keys.get(i);
      byte[] record = records.get(i);
      if (record == null) {
        entries.add(key.isIndexed() ? find(key) : null);
      } else {
        entries.add(
            about(key, () -> new StoredEntry(key.bytes(), EntryRecord.parse(key.bytes(), record))));
      }
    }
    return entries;
  }

  private @Nullable StoredEntry read(byte[] storedKey) {
    byte[] record = keyspace.get(storedKey);
    return record == null ? null : new StoredEntry(storedKey, EntryRecord.parse(storedKey, record));
  }

  /** Returns what tells whether keys were changed, to be closed by the caller. */
  public ChangeStamps changeStamps(int slots) {
    return about(null, () -> keyspace.changeStamps(slots));
  }

  /**
   * Returns whether an entry is there, and the engine will not drop it at some time, because who
   * put it there, which was not JCache, has said so.
   */
  public boolean isKeptByEngine(byte[] storedKey) {
    return about(
        null,
        () -> {
          try (Cursor cursor = keyspace.cursor(KeyRange.only(storedKey))) {
            return cursor.next() && cursor.expiresAt() == null;
          }
        });
  }

  /** Returns what holds the locks of an operation. */
  public HeldLocks newLocks() {
    return new HeldLocks(locks, lockTimeout);
  }

  /** Returns whether the calling thread has the lock of {@code key}. */
  public boolean isLockedByCaller(byte[] storedKey) {
    return locks.isHeldByCaller(new LockName(storedKey));
  }

  /** Takes the lock of {@code key} and returns what lies there. */
  public Slot lock(EntryKey key, HeldLocks held) {
    return about(
        key,
        () -> {
          if (!key.isIndexed()) {
            held.take(key.lockName(), key);
            return slot(key, key.bytes());
          }
          index.renewOnce();
          held.takeAgain(HashIndex.lockName(key.hash()), key);
          while (true) {
            byte[] storedKey = resolve(key);
            held.take(new LockName(storedKey), key);
            if (Arrays.equals(resolve(key), storedKey)) {
              return slot(key, storedKey);
            }
            // The entry went before it was locked.
            held.releaseLast();
          }
        });
  }

  /** Takes the locks of {@code keys}, in the same order everywhere, and returns what lies there. */
  public List<Slot> lockAll(List<EntryKey> keys, HeldLocks held) {
    return about(
        null,
        () -> {
          TreeSet<LockName> hashes = new TreeSet<>();
          for (EntryKey key : keys) {
            if (key.isIndexed()) {
              hashes.add(HashIndex.lockName(key.hash()));
            }
          }
          if (!hashes.isEmpty()) {
            index.renewOnce();
            hashes.forEach(name -> held.takeAgain(name, "with the same hash code"));
          }
          while (true) {
            SortedMap<LockName, EntryKey> names = resolveAll(keys);
            names.forEach(held::take);
            if (hashes.isEmpty() || names.keySet().equals(resolveAll(keys).keySet())) {
              List<Slot> slots = new ArrayList<>(names.size());
              for (EntryKey key : names.values()) {
                slots.add(slot(key, resolve(key)));
              }
              return slots;
            }
            names.keySet().forEach(name -> held.releaseLast());
          }
        });
  }

  private SortedMap<LockName, EntryKey> resolveAll(List<EntryKey> keys) {
    SortedMap<LockName, EntryKey> names = new TreeMap<>();
    for (EntryKey key : keys) {
      names.put(new LockName(resolve(key)), key);
    }
    return names;
  }

  private byte[] resolve(EntryKey key) {
    if (!key.isIndexed() || keyspace.contains(key.bytes())) {
      return key.bytes();
    }
    byte[] found = index.resolve(key);
    // Where the entry is gone, a new one lies where its pending write does.
    return queue != null && Arrays.equals(found, key.bytes()) ? queue.resolve(key) : found;
  }

  /** Takes the lock of a stored key if nobody has it, and returns what lies there, or null. */
  public @Nullable Slot tryLockStored(byte[] storedKey, HeldLocks held) {
    EntryKey key = format.storedKey(storedKey);
    if (!held.tryTake(key.lockName(), key)) {
      return null;
    }
    if (key.isIndexed()) {
      about(
          key,
          () -> {
            index.renewOnce();
            return true;
          });
    }
    return about(key, () -> slot(key, storedKey));
  }

  /** Reads again what lies in a slot whose lock is held. */
  public Slot reread(Slot slot) {
    return about(slot.key(), () -> slot(slot.key(), slot.storedKey()));
  }

  private Slot slot(EntryKey key, byte[] storedKey) {
    long stamp = stamps.stamp(stamps.slot(storedKey));
    StoredEntry found = read(storedKey);
    return new Slot(key, storedKey, found == null ? null : found.record(), stamp);
  }

  /**
   * Changes an entry only if it is still as it was read, and only in its time of expiry. Needs no
   * lock, and is lost with the process if that ends soon.
   */
  public void touch(EntryKey key, StoredEntry entry, long expiryMillis) {
    EntryRecord update = entry.record().withExpiry(entry.key(), expiryMillis);
    about(
        key,
        () ->
            keyspace
                .withDurability(Durability.ASYNC)
                .compareAndSet(entry.key(), entry.record().bytes(), update.bytes()));
  }

  /**
   * Makes a change for which the lock is held.
   *
   * @param toleratesTouch whether an entry that was only touched meanwhile counts as unchanged
   * @return whether the entry was as expected; if not, nothing was changed
   */
  public boolean change(EntryChange change, boolean toleratesTouch, Durability durability) {
    return about(
        change.slot().key(),
        () -> {
          EntryChange next = change;
          while (!changeOnce(next, durability)) {
            Slot slot = next.slot();
            Slot now = slot(slot.key(), slot.storedKey());
            if (!isAsExpected(slot.record(), now.record(), toleratesTouch)) {
              return false;
            }
            next = new EntryChange(now, change.update(), change.outgoing(), toleratesTouch);
          }
          return true;
        });
  }

  private static boolean isAsExpected(
      byte[] key, @Nullable EntryRecord expected, byte @Nullable [] found, boolean toleratesTouch) {
    return Arrays.equals(found, expected == null ? null : expected.bytes())
        || (toleratesTouch
            && found != null
            && isAsExpected(expected, EntryRecord.parse(key, found), true));
  }

  private static boolean isAsExpected(
      @Nullable EntryRecord expected, @Nullable EntryRecord found, boolean toleratesTouch) {
    if (expected == null || found == null) {
      return expected == found;
    }
    return toleratesTouch
        ? expected.differsInExpiryAtMost(found)
        : Arrays.equals(expected.bytes(), found.bytes());
  }

  private boolean changeOnce(EntryChange change, Durability durability) {
    Slot slot = change.slot();
    EntryRecord expected = slot.record();
    EntryRecord update = change.update();
    if (change.outgoing() != null
        || (slot.key().isIndexed() && (expected == null || update == null))) {
      return changeTogether(List.of(change), durability);
    }
    try {
      return stamps.write(
          slot.storedKey(), update == null ? null : update.bytes(), slot.stamp(), durability);
    } catch (IllegalStateException e) {
      throw closed
          ? new IllegalStateException("the cache was closed meanwhile; nothing was changed", e)
          : e;
    }
  }

  /**
   * Makes changes for which the locks are held, in one commit.
   *
   * @return whether all entries were as expected; if not, nothing was changed
   */
  public boolean changeAll(List<EntryChange> changes, Durability durability) {
    return about(null, () -> changeTogether(changes, durability));
  }

  private boolean changeTogether(List<EntryChange> changes, Durability durability) {
    return changeTogether(database, Map.of(this, changes), durability);
  }

  /**
   * Makes changes to several caches of one database, for which the locks are held, in one commit,
   * if all entries are as expected at its moment, those included that are not changed.
   *
   * @return whether they were; if not, nothing was changed
   */
  public static boolean changeTogether(
      Database database, Map<EntryStore, List<EntryChange>> changes, Durability durability) {
    List<EntryStore> feeding = new ArrayList<>();
    for (Map.Entry<EntryStore, List<EntryChange>> each : changes.entrySet()) {
      if (each.getValue().stream().anyMatch(change -> change.outgoing() != null)) {
        feeding.add(each.getKey());
      }
    }
    try {
      return commit(database, changes, feeding, transaction -> {}, durability);
    } catch (ConflictException e) {
      return false;
    }
  }

  /**
   * Commits changes, and what writers are to be told of them.
   *
   * @param feeding the stores whose queues get something, and are not asked yet
   * @param writes puts what the queues get that were asked
   */
  private static boolean commit(
      Database database,
      Map<EntryStore, List<EntryChange>> changes,
      List<EntryStore> feeding,
      WriteQueue.Puts writes,
      Durability durability) {
    if (!feeding.isEmpty()) {
      EntryStore first = feeding.get(0);
      List<EntryStore> rest = feeding.subList(1, feeding.size());
      return Objects.requireNonNull(first.queue)
          .commit(
              changes.getOrDefault(first, List.of()),
              first.lockTimeout,
              more ->
                  commit(
                      database,
                      changes,
                      rest,
                      transaction -> {
                        writes.into(transaction);
                        more.into(transaction);
                      },
                      durability));
    }
    TransactionOptions options = TransactionOptions.defaults().withDurability(durability);
    boolean anyCheck =
        changes.values().stream()
            .flatMap(List::stream)
            .anyMatch(change -> change.update() == change.slot().record());
    if (anyCheck) {
      // Of what is written the engine notices a change in between anyway.
      options = options.withIsolation(Isolation.SERIALIZABLE);
    }
    try (Transaction transaction = database.begin(options)) {
      for (Map.Entry<EntryStore, List<EntryChange>> each : changes.entrySet()) {
        for (EntryChange change : each.getValue()) {
          if (!each.getKey().apply(change, transaction)) {
            return false;
          }
        }
      }
      writes.into(transaction);
      transaction.commit();
      return true;
    }
  }

  private boolean apply(EntryChange change, Transaction transaction) {
    Slot slot = change.slot();
    EntryRecord expected = slot.record();
    byte[] found = transaction.get(keyspace, slot.storedKey());
    if (!isAsExpected(slot.storedKey(), expected, found, change.toleratesTouch())) {
      return false;
    }
    EntryRecord update = change.update();
    if (update == expected) {
      return true;
    }
    if (update != null) {
      transaction.put(keyspace, slot.storedKey(), update.bytes());
    } else {
      transaction.delete(keyspace, slot.storedKey());
    }
    if (slot.key().isIndexed()) {
      if (expected == null && update != null) {
        transaction.put(keyspace, HashIndex.name(slot.key(), slot.storedKey()), HashIndex.value());
      } else if (expected != null && update == null) {
        for (byte[] name : HashIndex.names(slot.key().hash(), slot.storedKey())) {
          transaction.delete(keyspace, name);
        }
      }
    }
    return true;
  }

  /** Returns whether anything lies under a stored key. */
  public boolean contains(byte[] storedKey) {
    return about(null, () -> keyspace.contains(storedKey));
  }

  /** What came of removing an entry. */
  public enum Removal {
    DONE,
    /** It was not there, or was not to be removed. */
    NOTHING,
    /** Somebody has it locked. */
    BUSY
  }

  /**
   * Removes an entry, damaged or not, waiting for nobody. It is lost with the process if that ends
   * soon.
   *
   * @param condition asked under the lock of the entry
   */
  public Removal removeIf(byte[] storedKey, HeldLocks held, BooleanSupplier condition) {
    if (!held.tryTake(new LockName(storedKey), EntryKey.show(storedKey))) {
      return Removal.BUSY;
    }
    TransactionOptions options =
        TransactionOptions.defaults()
            .withDurability(Durability.ASYNC)
            .withLockTimeout(Duration.ZERO);
    return about(
        null,
        () -> {
          if (!condition.getAsBoolean() || !keyspace.contains(storedKey)) {
            return Removal.NOTHING;
          }
          if (ObjectCodec.isSerialized(storedKey)) {
            index.renewOnce();
          }
          try (Transaction transaction = database.begin(options)) {
            transaction.delete(keyspace, storedKey);
            if (ObjectCodec.isSerialized(storedKey)) {
              // Without it the index entry is passed over; it stays if the key cannot be read.
              format
                  .decodeKeyIfPossible(storedKey)
                  .ifPresent(
                      key -> {
                        for (byte[] name : HashIndex.names(key.hashCode(), storedKey)) {
                          transaction.delete(keyspace, name);
                        }
                      });
            }
            transaction.commit();
            return Removal.DONE;
          } catch (ConflictException e) {
            return Removal.BUSY;
          }
        });
  }

  /** Returns once all changes that were made are on the device. */
  public void sync() {
    about(
        null,
        () -> {
          database.sync();
          return true;
        });
  }

  /** Returns a stage that completes once all changes that were made are on the device. */
  public CompletionStage<Void> syncAsync() {
    return database
        .syncAsync()
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    failure instanceof LightningException e ? failures.of(e) : failure));
  }

  @Override
  public void close() {
    closed = true;
    stamps.close();
  }

  private <T extends @Nullable Object> T about(@Nullable EntryKey key, Supplier<T> operation) {
    try {
      return operation.get();
    } catch (LightningException e) {
      throw key == null ? failures.of(e) : failures.of(e, key);
    }
  }
}
