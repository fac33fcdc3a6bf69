package io.lightningdb.jcache.store;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.WriteBatch;
import io.lightningdb.jcache.codec.ObjectCodec;
import io.lightningdb.jcache.lock.LockName;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/*
 * Equal keys can differ in their serialized bytes: two sets in their order, two objects in a field
 * that equals does not look at. Beside each entry whose key is serialized lies an index entry of the
 * key's hash code and bytes. Who does not find a key by its bytes looks at all keys of the same hash
 * code, and asks equals.
 *
 * Some hash codes are another in each process, because an enum constant, a Class, or an object
 * without a hashCode of its own has a part in them. Index entries of such keys name the process that
 * made them; those of earlier processes are renewed before the index is relied on for the first time.
 * Until then such keys are found by their bytes, which is nearly always enough.
 *
 * An index entry without its entry is harmless, and is passed over.
 */
/** Finds keys by their hash codes. */
final class HashIndex {

  private static final byte LASTING = 1;
  private static final byte OF_PROCESS = 2;
  private static final byte[] VALUE = {1};
  private static final int RENEWED_AT_ONCE = 1_000;

  /** Tells this process from all others that ever had the database open. */
  private static final long PROCESS =
      ManagementFactory.getRuntimeMXBean().getStartTime() << 22 ^ ProcessHandle.current().pid();

  private final Database database;
  private final Keyspace keyspace;
  private final ReentrantLock renewing;

  /** Returns the object of a stored key, or nothing if its class cannot be had. */
  private final Function<byte[], Optional<Object>> decoder;

  private volatile boolean isCurrent;

  HashIndex(
      Database database,
      Keyspace keyspace,
      ReentrantLock renewing,
      Function<byte[], Optional<Object>> decoder) {
    this.database = database;
    this.keyspace = keyspace;
    this.renewing = renewing;
    this.decoder = decoder;
  }

  /** Returns the range in which no index entry lies. */
  static KeyRange entries() {
    return KeyRange.atLeast(new byte[] {ObjectCodec.TAG_MIN});
  }

  /** Returns the range in which all index entries lie. */
  static KeyRange all() {
    return KeyRange.between(new byte[] {LASTING}, new byte[] {OF_PROCESS + 1});
  }

  /** Returns the name of the lock that all equal keys share; before those of all entries. */
  static LockName lockName(int hash) {
    return new LockName(lasting(hash, new byte[0]));
  }

  private static byte[] lasting(int hash, byte[] key) {
    return ByteBuffer.allocate(1 + Integer.BYTES + key.length)
        .put(LASTING)
        .putInt(hash)
        .put(key)
        .array();
  }

  private static byte[] ofProcess(long process, int hash, byte[] key) {
    return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + key.length)
        .put(OF_PROCESS)
        .putLong(process)
        .putInt(hash)
        .put(key)
        .array();
  }

  private static int keyOffset(byte[] indexEntry) {
    return 1 + (indexEntry[0] == OF_PROCESS ? Long.BYTES : 0) + Integer.BYTES;
  }

  /** Returns the bytes of the key that an index entry is about. */
  static byte[] keyOf(byte[] indexEntry) {
    return Arrays.copyOfRange(
        indexEntry, Math.min(keyOffset(indexEntry), indexEntry.length), indexEntry.length);
  }

  /** Returns the name of the lock that everybody holds who adds or removes this index entry. */
  static LockName lockNameOf(byte[] indexEntry) {
    int offset = keyOffset(indexEntry);
    return lockName(
        offset <= indexEntry.length
            ? ByteBuffer.wrap(indexEntry).getInt(offset - Integer.BYTES)
            : 0);
  }

  /** Returns the key under which the index entry of a new entry belongs. */
  static byte[] name(EntryKey key, byte[] storedKey) {
    return key.hashMayChange()
        ? ofProcess(PROCESS, key.hash(), storedKey)
        : lasting(key.hash(), storedKey);
  }

  /** Returns what an index entry holds. */
  static byte[] value() {
    return VALUE.clone();
  }

  /** Returns all keys under which the index entry of an entry that goes may lie. */
  static byte[][] names(int hash, byte[] storedKey) {
    return new byte[][] {lasting(hash, storedKey), ofProcess(PROCESS, hash, storedKey)};
  }

  /** Returns the bytes of a stored key that is equal to {@code key}, or those of the key itself. */
  byte[] resolve(EntryKey key) {
    return resolve(key, keyspace);
  }

  /**
   * Does as {@link #resolve(EntryKey)} does, with the keys that {@code view} has; if that is of an
   * earlier moment, then of one after {@link #renewOnce}.
   */
  byte[] resolve(EntryKey key, ReadView view) {
    int hash = key.hash();
    byte[] found = find(key.object(), lasting(hash, new byte[0]), view);
    if (found.length == 0) {
      renewOnce();
      found = find(key.object(), ofProcess(PROCESS, hash, new byte[0]), view);
    }
    return found.length == 0 ? key.bytes() : found;
  }

  /**
   * Returns the bytes of a stored key below {@code prefix} that is equal to {@code key}, or none.
   */
  private byte[] find(Object key, byte[] prefix, ReadView view) {
    try (Cursor cursor = view.cursor(KeyRange.prefix(prefix))) {
      while (cursor.next()) {
        byte[] stored = keyOf(cursor.key());
        if (decoder.apply(stored).filter(key::equals).isPresent() && view.contains(stored)) {
          return stored;
        }
      }
      return new byte[0];
    }
  }

  /**
   * Makes index entries that earlier processes left, and whose hash codes have changed, current.
   */
  void renewOnce() {
    if (isCurrent) {
      return;
    }
    renewing.lock();
    try {
      if (!isCurrent) {
        renew();
        isCurrent = true;
      }
    } finally {
      renewing.unlock();
    }
  }

  private void renew() {
    WriteBatch batch = new WriteBatch();
    try (Cursor cursor = keyspace.cursor(KeyRange.prefix(new byte[] {OF_PROCESS}))) {
      while (cursor.next()) {
        renew(cursor.key(), batch);
        if (batch.size() >= RENEWED_AT_ONCE) {
          database.write(batch, Durability.ASYNC);
          batch.clear();
        }
      }
    }
    database.write(batch, Durability.ASYNC);
  }

  private void renew(byte[] indexEntry, WriteBatch batch) {
    int offset = keyOffset(indexEntry);
    if (indexEntry.length < offset || ByteBuffer.wrap(indexEntry).getLong(1) == PROCESS) {
      return;
    }
    byte[] stored = keyOf(indexEntry);
    if (keyspace.contains(stored)) {
      Optional<Object> key = decoder.apply(stored);
      if (key.isEmpty()) {
        // Its class is not to be had here; it may be elsewhere.
        return;
      }
      batch.put(keyspace, ofProcess(PROCESS, key.get().hashCode(), stored), VALUE);
    }
    batch.delete(keyspace, indexEntry);
  }
}
