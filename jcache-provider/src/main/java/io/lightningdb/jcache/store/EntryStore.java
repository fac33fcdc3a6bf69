package io.lightningdb.jcache.store;

import io.lightningdb.ConflictException;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.LightningException;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.jcache.lock.HeldLocks;
import io.lightningdb.jcache.lock.KeyLocks;
import io.lightningdb.jcache.lock.LockName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Whoever changes an entry holds the lock of its stored key. Whoever came with a key that is found by
 * its hash code holds the lock of that, too, and took it first: so of two equal keys that differ in
 * their bytes only one can be new. Changes by others (the engine's own API, JDBC) are noticed when a
 * change is made: it expects to find what was read.
 */
/** The entries of one cache in its keyspace. Any number of threads may use it. */
public final class EntryStore {

  private final Database database;
  private final Keyspace keyspace;
  private final EntryFormat format;
  private final KeyLocks locks;
  private final Duration lockTimeout;
  private final Failures failures;
  private final HashIndex index;

  /**
   * @param lockTimeout how long to wait for the lock of a key
   */
  public EntryStore(
      Database database,
      Keyspace keyspace,
      EntryFormat format,
      KeyspaceShare share,
      Duration lockTimeout) {
    this.database = database;
    this.keyspace = keyspace;
    this.format = format;
    this.locks = share.locks();
    this.lockTimeout = lockTimeout;
    this.failures = format.failures();
    this.index = new HashIndex(database, keyspace, share.renewing(), format::decodeKeyIfPossible);
  }

  /** Returns a scan of all entries. */
  public EntryScan scan() {
    return new EntryScan(database, keyspace, this::newLocks, failures);
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
    return !key.isIndexed() || keyspace.contains(key.bytes()) ? key.bytes() : index.resolve(key);
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
    StoredEntry found = read(storedKey);
    return new Slot(key, storedKey, found == null ? null : found.record());
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
            EntryRecord expected = slot.record();
            EntryRecord found = now.record();
            if (!toleratesTouch
                || expected == null
                || found == null
                || !expected.differsInExpiryAtMost(found)) {
              return false;
            }
            next = new EntryChange(now, change.update());
          }
          return true;
        });
  }

  private boolean changeOnce(EntryChange change, Durability durability) {
    Slot slot = change.slot();
    EntryRecord expected = slot.record();
    EntryRecord update = change.update();
    if (slot.key().isIndexed() && (expected == null || update == null)) {
      return changeTogether(List.of(change), durability);
    }
    return keyspace
        .withDurability(durability)
        .compareAndSet(
            slot.storedKey(),
            expected == null ? null : expected.bytes(),
            update == null ? null : update.bytes());
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
    TransactionOptions options = TransactionOptions.defaults().withDurability(durability);
    try (Transaction transaction = database.begin(options)) {
      for (EntryChange change : changes) {
        if (!apply(change, transaction)) {
          return false;
        }
      }
      transaction.commit();
      return true;
    } catch (ConflictException e) {
      return false;
    }
  }

  private boolean apply(EntryChange change, Transaction transaction) {
    Slot slot = change.slot();
    EntryRecord expected = slot.record();
    byte[] found = transaction.get(keyspace, slot.storedKey());
    if (!Arrays.equals(found, expected == null ? null : expected.bytes())) {
      return false;
    }
    EntryRecord update = change.update();
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

  /** Returns once all changes that were made are on the device. */
  public void sync() {
    about(
        null,
        () -> {
          database.sync();
          return true;
        });
  }

  private <T extends @Nullable Object> T about(@Nullable EntryKey key, Supplier<T> operation) {
    try {
      return operation.get();
    } catch (LightningException e) {
      throw key == null ? failures.of(e) : failures.of(e, key);
    }
  }
}
