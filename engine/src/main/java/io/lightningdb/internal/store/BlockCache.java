package io.lightningdb.internal.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.lightningdb.internal.base.Sized;
import io.lightningdb.internal.block.Block;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * Caffeine keeps what is used often as well as what was used lately (Einziger, Friedman and Manes,
 * "TinyLFU", 2017), so one scan does not push out what everybody reads. Its upkeep runs in the
 * calling thread: it is short, and the JDK's common pool would outlive the database.
 *
 * A hit does not go through Caffeine. Each pointer knows its block while that is in the cache, as in
 * LeanStore (Leis et al., 2018), which saves the look-up in a hash table; and a use is noted once a
 * tick at most, which saves most of the upkeep: it touches several places in memory for each use. Which
 * blocks are used only matters when one has to go, so ticks are counted in blocks that are read, a
 * fraction of the cache's content each; where everything fits, hardly anything is noted.
 *
 * Once the cache is full, a block comes in only if it was asked for before, not long ago. Where far
 * more is read at random than fits, putting every block in and another one out costs as much as the
 * reading and gains nothing; and a scan leaves the cache as it is.
 *
 * Blobs are under the same rule, but they are found by where they are: a leaf has the pointer to a
 * blob as bytes, and looking it up in a table is little beside copying the blob. Whether one was asked
 * for before is noted in another table. A blob that would push out much for a single key is not kept;
 * nor are arrays so long that the collector of a usual heap would give them regions of their own.
 *
 * A block must not outlive its place in the cache by way of its pointer, or its memory would not be
 * counted. Whoever finds a block in Caffeine's table and gives it to its pointer therefore looks
 * again whether it is still there; Caffeine tells of a removal after it, so one of the two notices.
 */
/** The leaves and blobs read lately, within a budget in bytes. */
public final class BlockCache {

  private static final int ENTRY_OVERHEAD_BYTES = 100;

  /**
   * How many ticks ago a block must have been asked for to come into a full cache: two fillings.
   */
  private static final int RECENT_TICKS = 2 * CacheClock.TICKS_PER_FILLING;

  /** The part of the budget that may be left in a cache that counts as full. */
  private static final int FULL_SHARE = 16;

  /** The part of the budget that a blob may take. */
  private static final int BLOB_SHARE = 64;

  private static final int BLOB_BYTES_MAX = 256 * 1024;

  /** Blocks by their pointers, and blobs by theirs. */
  private final @Nullable Cache<Object, Sized> cache;

  private final IndexCache index = new IndexCache(this);
  private final BlobNotes blobNotes;
  private final CacheClock clock;
  private volatile long bytesMax;
  private volatile long bytesFull;

  /** What is in the cache, in bytes. */
  private final AtomicLong content = new AtomicLong();

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder missNanos = new LongAdder();
  private final LongAdder nearMisses = new LongAdder();

  /** Makes a cache of {@code bytesMax}; none if that is 0. */
  public BlockCache(long bytesMax) {
    this.blobNotes = new BlobNotes(bytesMax);
    setBytesMax(bytesMax);
    this.cache =
        bytesMax == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((Object pointer, Sized content) -> weight(content))
                .removalListener(this::removed)
                .executor(Runnable::run)
                .build();
    this.clock = new CacheClock(() -> cache == null ? 0 : cache.estimatedSize());
  }

  private void setBytesMax(long newBytesMax) {
    bytesMax = newBytesMax;
    bytesFull = newBytesMax - newBytesMax / FULL_SHARE;
  }

  /** Changes how much there may be; what is too much goes at once. A cache of 0 stays so. */
  public void resize(long newBytesMax) {
    if (cache != null && newBytesMax != bytesMax) {
      setBytesMax(newBytesMax);
      cache.policy().eviction().orElseThrow().setMaximum(newBytesMax);
    }
  }

  /** Returns the inner pages and filters that lead to the blocks. */
  public IndexCache index() {
    return index;
  }

  private static int weight(Sized content) {
    return content.memoryBytes() + ENTRY_OVERHEAD_BYTES;
  }

  private void removed(@Nullable Object key, @Nullable Sized value, RemovalCause cause) {
    if (value != null) {
      content.addAndGet(-weight(value));
    }
    if (key instanceof BlockPointer pointer && cause != RemovalCause.REPLACED) {
      pointer.setResident(null);
    }
  }

  /** Returns the block at {@code pointer}, or null if it is not in the cache. */
  @Nullable Block get(BlockPointer pointer) {
    Block block = pointer.resident();
    if (block == null) {
      block = find(pointer);
      if (block == null) {
        misses.increment();
        return null;
      }
    } else if (pointer.notedAt() != clock.now()) {
      note(pointer);
    }
    hits.increment();
    return block;
  }

  /** Looks for a block that its pointer does not know of. */
  private @Nullable Block find(BlockPointer pointer) {
    Block block = cache == null ? null : (Block) cache.getIfPresent(pointer);
    if (block != null) {
      pointer.setResident(block);
      if (peek(pointer) == null) {
        pointer.setResident(null);
      }
    }
    return block;
  }

  private void note(BlockPointer pointer) {
    pointer.setNotedAt(clock.now());
    if (cache != null && cache.getIfPresent(pointer) == null) {
      pointer.setResident(null);
    }
  }

  /** Returns the block at {@code pointer} if it is here, without counting that as a use. */
  @Nullable Block peek(BlockPointer pointer) {
    return (Block) present(pointer);
  }

  private @Nullable Sized present(Object key) {
    return cache == null ? null : cache.policy().getIfPresentQuietly(key);
  }

  /** Puts a block in, which others may have to leave for. */
  void put(BlockPointer pointer, Block block) {
    if (cache != null) {
      content.addAndGet(weight(block));
      pointer.setResident(block);
      cache.put(pointer, block);
    }
  }

  /**
   * Notes that the block at {@code pointer}, which is not here, was asked for, and returns whether
   * it is to be {@link #put} in: if there is room or it is asked for again.
   */
  boolean admits(BlockPointer pointer) {
    boolean admitted = admits(clock.age(pointer.notedAt()));
    pointer.setNotedAt(clock.now());
    return admitted;
  }

  private boolean admits(int age) {
    clock.countRead();
    boolean hasRoom = content.get() < bytesFull;
    if (!hasRoom && age <= CacheClock.TICKS_PER_FILLING) {
      nearMisses.increment();
    }
    return hasRoom || age <= RECENT_TICKS;
  }

  /** Returns whether a blob may be kept here; only for such ones are the other methods. */
  boolean takes(BlobPointer blob) {
    return blob.valueLength() <= Math.min(bytesMax / BLOB_SHARE, BLOB_BYTES_MAX);
  }

  /** Returns the blob at {@code pointer}, or null if it is not in the cache. */
  @Nullable CachedBlob get(BlobPointer pointer) {
    CachedBlob blob = peek(pointer);
    if (blob == null) {
      misses.increment();
      return null;
    }
    if (cache != null && blob.notedAt() != clock.now()) {
      blob.setNotedAt(clock.now());
      // Asked for what it notes only.
      var unused = cache.getIfPresent(pointer);
    }
    hits.increment();
    return blob;
  }

  /** Returns the blob at {@code pointer} if it is here, without counting that as a use. */
  @Nullable CachedBlob peek(BlobPointer pointer) {
    return (CachedBlob) present(pointer);
  }

  /** Puts a blob in, which others may have to leave for. */
  void put(BlobPointer pointer, CachedBlob blob) {
    if (cache != null) {
      content.addAndGet(weight(blob));
      cache.put(pointer, blob);
    }
  }

  /** Does for a blob what {@link #admits(BlockPointer)} does for a block. */
  boolean admits(BlobPointer pointer) {
    boolean admitted = admits(clock.age(blobNotes.notedAt(pointer)));
    blobNotes.note(pointer, clock.now());
    return admitted;
  }

  /** Removes the blob at {@code pointer}, which will hardly be asked for again. */
  void remove(BlobPointer pointer) {
    if (cache != null) {
      cache.invalidate(pointer);
    }
  }

  /** Notes how long it took to read a block that was not here. */
  void noteRead(long nanos) {
    missNanos.add(nanos);
  }

  /** Removes the block at {@code pointer}, which will hardly be asked for again. */
  void remove(BlockPointer pointer) {
    if (cache != null) {
      cache.invalidate(pointer);
    }
  }

  /** Removes everything. */
  public void clear() {
    index.clear();
    if (cache != null) {
      cache.invalidateAll();
    }
  }

  /** Returns the memory in use, in bytes. */
  public long bytes() {
    if (cache == null) {
      return 0;
    }
    cache.cleanUp();
    return cache.policy().eviction().map(Policy.Eviction::weightedSize).orElseThrow().orElse(0);
  }

  /** Returns how much memory there may be in use, in bytes. */
  public long bytesMax() {
    return bytesMax;
  }

  /** Returns how many reads were answered. */
  public long hits() {
    return hits.sum();
  }

  /** Returns how many reads went to the disk. */
  public long misses() {
    return misses.sum();
  }

  /** Returns how long these took, in nanoseconds. */
  public long missNanos() {
    return missNanos.sum();
  }

  /**
   * Returns how many of them a cache of twice the size would have answered: those of blocks that
   * had been asked for not longer ago than as many reads as fill this one.
   */
  public long nearMisses() {
    return nearMisses.sum();
  }
}
