package io.lightningdb.jcache.bound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.lightningdb.jcache.lock.LockName;
import io.lightningdb.jcache.store.EntryRecord;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/*
 * Caffeine has the keys and the sizes of all entries and decides which of them is worth least, by
 * W-TinyLFU (Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", 2017).
 * The entries themselves are removed by whoever has put one too many, once he has given up his locks.
 *
 * Which keys are here is changed under the lock of the key, together with the entry. So a victim that
 * was put again before anybody came to remove it is found to be here again, and stays. What others
 * write to the keyspace is found by the sweep.
 */
/**
 * How many entries a cache may have, or how large they may be together. Any number of threads may
 * use it.
 */
public final class Bound {

  private final boolean isOfBytes;
  private final Cache<LockName, Integer> sizes;
  private final Queue<LockName> victims = new ConcurrentLinkedQueue<>();

  private Bound(boolean isOfBytes, long weightMax) {
    this.isOfBytes = isOfBytes;
    this.sizes =
        Caffeine.newBuilder()
            .maximumWeight(weightMax)
            .weigher((LockName key, Integer size) -> size)
            .executor(Runnable::run)
            .evictionListener(
                (@Nullable LockName key, @Nullable Integer size, RemovalCause cause) ->
                    // Null only where keys are held weakly.
                    victims.add(Objects.requireNonNull(key)))
            .build();
  }

  /** Returns a bound of the number of entries. */
  public static Bound ofEntries(long entriesMax) {
    return new Bound(false, entriesMax);
  }

  /** Returns a bound of the bytes of keys and values. */
  public static Bound ofBytes(long bytesMax) {
    return new Bound(true, bytesMax);
  }

  private int size(byte[] key, int recordBytes) {
    return isOfBytes ? Math.max(1, key.length + recordBytes - EntryRecord.HEADER_BYTES) : 1;
  }

  /** Notes that an entry was put. The caller has its lock. */
  public void put(byte[] key, int recordBytes) {
    sizes.put(new LockName(key), size(key, recordBytes));
  }

  /** Notes that an entry is there. */
  public void found(byte[] key, int recordBytes) {
    LockName name = new LockName(key);
    if (sizes.getIfPresent(name) == null) {
      sizes.asMap().putIfAbsent(name, size(key, recordBytes));
    }
  }

  /** Notes that an entry was read. */
  public void read(byte[] key) {
    Integer ignored = sizes.getIfPresent(new LockName(key));
  }

  /**
   * Notes that an entry was removed. If the caller does not have its lock, and it was put
   * meanwhile, it is not counted until it is found.
   */
  public void removed(byte[] key) {
    sizes.invalidate(new LockName(key));
  }

  /** Returns the keys of all entries that are counted; weakly consistent. */
  public Iterator<byte[]> keys() {
    Iterator<LockName> names = sizes.asMap().keySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return names.hasNext();
      }

      @Override
      public byte[] next() {
        return names.next().bytes();
      }
    };
  }

  /** Notes that all entries are being removed. */
  public void cleared() {
    sizes.invalidateAll();
  }

  /** Returns whether an entry is to stay. The caller has its lock. */
  public boolean isToStay(byte[] key) {
    return sizes.asMap().containsKey(new LockName(key));
  }

  /** Notes that a victim could not be removed yet. */
  public void removeLater(byte[] key) {
    victims.add(new LockName(key));
  }

  /** Returns the key of an entry that is to go, each only once, or null if there is none. */
  public byte @Nullable [] nextVictim() {
    LockName victim = victims.poll();
    return victim == null ? null : victim.bytes();
  }
}
