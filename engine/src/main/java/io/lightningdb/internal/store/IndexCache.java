package io.lightningdb.internal.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * Without an inner page nothing beneath it is found, and one leads to a hundred leaves. So inner
 * pages and filters do not compete with leaves: they get what they need, and the block cache has the
 * rest. Only where the rest would be next to nothing do they have to go, those first that are used
 * least, as leaves do; and like leaves they are used by way of their pointers.
 *
 * With an inner page the leaves beneath it go too, since nobody can find them: whoever reads the page
 * again has pointers of its own.
 */
/** The inner pages above leaves, and the filters, that are in memory, within a budget in bytes. */
public final class IndexCache {

  private static final int ENTRY_OVERHEAD_BYTES = 100;

  /** What is read in vain at most, by and large, where a filter is looked for and not in memory. */
  private static final int CREDIT_BYTES = 8 * 1024;

  /** The part of the budget that one filter may take. */
  private static final int FILTER_SHARE = 8;

  private final BlockCache blocks;
  private final Cache<IndexPointer<?>, IndexPart> cache;
  private final CacheClock clock;
  private final AtomicLong innerPageBytes = new AtomicLong();
  private final AtomicLong filterBytes = new AtomicLong();
  private final LongAdder shortages = new LongAdder();

  /** What may be read of filters that there is no room for. */
  private final AtomicLong creditBytes = new AtomicLong();

  private volatile long bytesMax = Long.MAX_VALUE;
  private volatile long bytesToTell = Long.MAX_VALUE;
  private volatile Runnable whenGrown = () -> {};

  /** Makes an index for a cache, without bounds for now. */
  IndexCache(BlockCache blocks) {
    this.blocks = blocks;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(Long.MAX_VALUE)
            .weigher((IndexPointer<?> pointer, IndexPart part) -> weight(part))
            .removalListener(this::removed)
            .executor(Runnable::run)
            .build();
    this.clock = new CacheClock(cache::estimatedSize);
  }

  private static int weight(IndexPart part) {
    return part.memoryBytes() + ENTRY_OVERHEAD_BYTES;
  }

  private AtomicLong bytesOf(IndexPart part) {
    return part.kind() == BlockKind.FILTER ? filterBytes : innerPageBytes;
  }

  private void removed(
      @Nullable IndexPointer<?> pointer, @Nullable IndexPart part, RemovalCause cause) {
    if (pointer == null || part == null) {
      return;
    }
    bytesOf(part).addAndGet(-weight(part));
    if (cause != RemovalCause.REPLACED) {
      pointer.unlink(part);
    }
    if (cause.wasEvicted()) {
      shortages.increment();
      for (BlockPointer beneath : part.beneath()) {
        if (beneath.resident() != null) {
          blocks.remove(beneath);
        }
      }
    }
  }

  /** Returns what was made of the block at {@code pointer}, or null if it is not in memory. */
  public <P extends IndexPart> @Nullable P get(IndexPointer<P> pointer) {
    P part = pointer.part();
    if (part != null && pointer.notedAt() != clock.now()) {
      note(pointer, part);
    }
    return part;
  }

  private void note(IndexPointer<?> pointer, IndexPart part) {
    pointer.setNotedAt(clock.now());
    if (cache.getIfPresent(pointer) == null) {
      pointer.unlink(part);
    }
  }

  /** Keeps what was made of a block, unless something is kept already, and returns what is. */
  public <P extends IndexPart> P keep(IndexPointer<P> pointer, P made) {
    pointer.setNotedAt(clock.now());
    P kept = pointer.link(made);
    if (kept == made) {
      clock.countRead();
      bytesOf(made).addAndGet(weight(made));
      cache.put(pointer, made);
      if (bytes() > bytesToTell) {
        whenGrown.run();
      }
    }
    return kept;
  }

  /*
   * A filter is some fifty times as long as a leaf. Where there is no room for it, reading it to save
   * the reading of a leaf makes things worse, unless it stays. So each question that finds none pays
   * in a leaf's worth, and from time to time that is enough for one.
   */
  /** Returns whether to read a filter that is not in memory, rather than to do without. */
  public boolean admits(IndexPointer<?> filter) {
    int length = filter.length();
    if (bytes() + length < bytesMax) {
      return true;
    }
    boolean admitted =
        length < bytesMax / FILTER_SHARE && creditBytes.addAndGet(CREDIT_BYTES) >= length;
    if (admitted) {
      // Two at once may both take it; then the next one comes later.
      creditBytes.addAndGet(-length);
    } else {
      shortages.increment();
    }
    return admitted;
  }

  /** Lets go of what was made of the block at {@code pointer}, which is hardly needed again. */
  void remove(IndexPointer<?> pointer) {
    cache.invalidate(pointer);
  }

  /** Lets go of everything that is in files that were given back. */
  void removeRetired() {
    cache.asMap().keySet().removeIf(pointer -> pointer.file().isRetired());
  }

  void clear() {
    cache.invalidateAll();
  }

  /**
   * Sets how much there may be, in bytes; what is too much goes at once.
   *
   * @param newBytesToTell with how much more than this {@code task} is to be run
   */
  public void resize(long newBytesMax, long newBytesToTell, Runnable task) {
    bytesMax = newBytesMax;
    whenGrown = task;
    bytesToTell = newBytesToTell;
    cache.policy().eviction().orElseThrow().setMaximum(newBytesMax);
  }

  /** Returns the memory in use, in bytes. */
  public long bytes() {
    return innerPageBytes.get() + filterBytes.get();
  }

  /** Returns the memory that inner pages take, in bytes. */
  public long innerPageBytes() {
    return innerPageBytes.get();
  }

  /** Returns the memory that filters take, in bytes. */
  public long filterBytes() {
    return filterBytes.get();
  }

  /** Returns how often an inner page or a filter had to go or was not let in for want of room. */
  public long shortages() {
    return shortages.sum();
  }
}
