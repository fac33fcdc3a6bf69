package io.lightningdb.jcache.store;

import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.LightningException;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.jcache.codec.ObjectCodec;
import io.lightningdb.jcache.lock.LockName;
import io.lightningdb.jcache.store.PendingWrites.Pending;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A pending write lies under the stored key of its entry, one for each. The entry may be gone, evicted
 * or expired; a key that is equal to its key and differs in bytes must find the write nevertheless, or
 * there would be two writes of one key, in no order. So the queue has index entries as a cache has.
 *
 * Writes are put by those who have the lock of their key, and removed by the one who hands over, who
 * has no lock: he takes away what he has handed over, and nothing that has replaced it.
 */
/** The queue of writes that wait for the writer of one cache. Any number of threads may use it. */
public final class WriteQueue {

  private static final System.Logger LOGGER = System.getLogger(WriteQueue.class.getName());

  /** How often a commit is tried that comes together with the removal of an older write. */
  private static final int ATTEMPTS_MAX = 10;

  private final String cacheName;
  private final Database database;
  private final Keyspace keyspace;
  private final EntryFormat format;
  private final PendingWrites pending;
  private final HashIndex index;
  private final @Nullable Duration delay;
  private final InstantSource clock;

  /**
   * Opens a queue, and gets to know what an earlier run has left.
   *
   * @param delay how long a write waits, or null if none is to be put into the queue
   */
  public WriteQueue(
      String cacheName,
      Database database,
      Keyspace keyspace,
      EntryFormat format,
      KeyspaceShare share,
      @Nullable Duration delay,
      InstantSource clock) {
    this.cacheName = cacheName;
    this.database = database;
    this.keyspace = keyspace;
    this.format = format;
    this.pending = share.pendingWrites();
    this.index = new HashIndex(database, keyspace, share.renewing(), format::decodeKeyIfPossible);
    this.delay = delay;
    this.clock = clock;
    pending.loadOnce(this::left);
  }

  private List<Pending> left() {
    List<Pending> left = new ArrayList<>();
    long dueMillisMax = delay == null ? Long.MAX_VALUE : clock.millis() + delay.toMillis();
    try (Cursor cursor = keyspace.cursor(HashIndex.entries())) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        try {
          PendingWrite write = PendingWrite.parse(key, cursor.value());
          // The clock may have been set back.
          long due = Math.min(write.dueMillis(), dueMillisMax);
          left.add(new Pending(new LockName(key), write.sequence(), write.sequence(), due, due, 0));
        } catch (LightningException e) {
          pending.countFailure();
          reportDamage(key, e);
        }
      }
    }
    return left;
  }

  private void reportDamage(byte[] storedKey, LightningException e) {
    LOGGER.log(
        System.Logger.Level.ERROR,
        "a pending write cannot be handed to the writer, and stays in the queue until its key is"
            + " changed again",
        format.failures().storedKey(e, storedKey));
  }

  /** Returns which writes are pending. */
  public PendingWrites pending() {
    return pending;
  }

  /** Returns whether changes are put into this queue. */
  boolean isFed() {
    return delay != null;
  }

  /** Returns the bytes of a key with a pending write that is equal to {@code key}, or its own. */
  byte[] resolve(EntryKey key) {
    return keyspace.contains(key.bytes()) ? key.bytes() : index.resolve(key);
  }

  /**
   * Returns the write that is pending for a stored key, or null if there is none.
   *
   * @throws io.lightningdb.CorruptionException if it is damaged
   * @throws io.lightningdb.FormatException if a newer version wrote it
   */
  @Nullable PendingWrite find(byte[] storedKey) {
    byte[] record = keyspace.get(storedKey);
    return record == null ? null : PendingWrite.parse(storedKey, record);
  }

  /**
   * Returns the write that was taken to be handed over; null if there is none in the queue, or one
   * that is damaged, which is reported.
   */
  public @Nullable PendingWrite findTaken(Pending taken) {
    byte[] storedKey = taken.key().bytes();
    try {
      PendingWrite write = find(storedKey);
      if (write == null) {
        pending.handedOver(taken);
      }
      return write;
    } catch (LightningException e) {
      pending.forget(taken);
      reportDamage(storedKey, e);
      return null;
    }
  }

  /** Makes the record of a write that is about to be put. The caller has the lock of its key. */
  private PendingWrite seal(byte[] storedKey, Outgoing outgoing) {
    long delayMillis = delay == null ? 0 : delay.toMillis();
    long due = pending.dueMillis(new LockName(storedKey), clock.millis() + delayMillis);
    return PendingWrite.seal(storedKey, outgoing, due, pending.nextSequence());
  }

  /** A change of entries, of which the writer is to be told, made in one transaction. */
  interface Commit {
    /**
     * Commits.
     *
     * @param writes what to put, besides
     * @return whether that could be done; if not, nothing was changed
     * @throws ConflictException if somebody changed something in between
     */
    boolean run(Puts writes);
  }

  /** Puts pending writes. */
  interface Puts {
    void into(Transaction transaction);
  }

  /**
   * Puts writes in the same commit as the changes they are of, which may be tried several times.
   *
   * @param timeout how long to wait for room
   */
  boolean commit(List<EntryChange> changes, Duration timeout, Commit commit) {
    List<EntryChange> outgoing =
        changes.stream().filter(change -> change.outgoing() != null).toList();
    List<LockName> keys =
        outgoing.stream().map(change -> new LockName(change.slot().storedKey())).toList();
    int room = pending.reserve(keys, timeout, cacheName);
    try {
      for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
        List<PendingWrite> writes = new ArrayList<>(outgoing.size());
        for (EntryChange change : outgoing) {
          Outgoing what = change.outgoing();
          if (what != null) {
            writes.add(seal(change.slot().storedKey(), what));
          }
        }
        try {
          if (!commit.run(transaction -> put(outgoing, writes, transaction))) {
            return false;
          }
        } catch (ConflictException e) {
          // An older write of one of the keys has just been handed over, or else an entry was
          // changed, which the next attempt will find.
          LOGGER.log(System.Logger.Level.TRACE, "putting a pending write anew", e);
          continue;
        }
        for (int i = 0; i < keys.size(); i++) {
          pending.add(keys.get(i), writes.get(i));
        }
        pending.drainers().forEach(Runnable::run);
        return true;
      }
      return false;
    } finally {
      pending.release(room);
    }
  }

  private void put(List<EntryChange> outgoing, List<PendingWrite> writes, Transaction transaction) {
    for (int i = 0; i < writes.size(); i++) {
      Slot slot = outgoing.get(i).slot();
      transaction.put(keyspace, slot.storedKey(), writes.get(i).bytes());
      if (slot.key().isIndexed()) {
        transaction.put(keyspace, HashIndex.name(slot.key(), slot.storedKey()), HashIndex.value());
      }
    }
  }

  /**
   * Removes a write that was handed over, unless another has replaced it. If this is lost with the
   * process, the write is handed over once more.
   *
   * @param key the key of the write
   */
  public void remove(Pending taken, PendingWrite write, Object key) {
    byte[] storedKey = taken.key().bytes();
    if (ObjectCodec.isSerialized(storedKey)) {
      removeIndexed(storedKey, write, key.hashCode());
    } else {
      boolean ignored =
          keyspace.withDurability(Durability.ASYNC).compareAndSet(storedKey, write.bytes(), null);
    }
    pending.handedOver(taken);
  }

  private void removeIndexed(byte[] storedKey, PendingWrite write, int hash) {
    TransactionOptions options = TransactionOptions.defaults().withDurability(Durability.ASYNC);
    try (Transaction transaction = database.begin(options)) {
      if (Arrays.equals(transaction.get(keyspace, storedKey), write.bytes())) {
        transaction.delete(keyspace, storedKey);
        for (byte[] name : HashIndex.names(hash, storedKey)) {
          transaction.delete(keyspace, name);
        }
        transaction.commit();
      }
    } catch (ConflictException e) {
      // It was replaced by a newer one.
      LOGGER.log(System.Logger.Level.TRACE, "a pending write was replaced", e);
    }
  }
}
