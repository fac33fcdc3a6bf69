package io.lightningdb.jcache;

import io.lightningdb.jcache.bound.Bound;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.store.EntryRecord;
import io.lightningdb.jcache.store.EntryScan;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;

/**
 * Goes round and round through one cache, looking for expired entries, and counting those that a
 * bounded cache does not know of yet. For one thread at a time.
 */
final class Sweep {

  private static final System.Logger LOGGER = System.getLogger(Sweep.class.getName());

  private static final int PAGE_ENTRIES = 500;

  /** One in so many has to have expired for it to be worth going on at once. */
  private static final int WORTHWHILE = 4;

  private final EntryContext<?, ?> context;
  private final EntryScan scan;
  private final Consumer<byte[]> expire;
  private final Runnable evict;
  private byte @Nullable [] after;
  private boolean isFirstRound = true;
  private boolean isExpirySeen;

  /** What is left to be looked for of the entries that a bounded cache has counted, or null. */
  private @Nullable Iterator<byte[]> counted;

  private boolean isOver;

  /** Whether entries expire though the policy never says so. */
  private volatile boolean anyExpiry;

  /**
   * @param expire removes an entry that has expired
   * @param evict removes the entries that are too many
   */
  Sweep(EntryContext<?, ?> context, Consumer<byte[]> expire, Runnable evict) {
    this.context = context;
    this.scan = context.store().scan();
    this.expire = expire;
    this.evict = evict;
  }

  /**
   * Looks at a page.
   *
   * @return whether to go on at once
   */
  boolean step() {
    if (isOver && !anyExpiry) {
      return false;
    }
    if (counted != null) {
      return recount(counted);
    }
    List<EntryScan.RawEntry> page = scan.page(after, PAGE_ENTRIES);
    if (page.isEmpty()) {
      // Once round. Where nothing expires, and nothing will, and nothing is counted, once is
      // enough.
      isOver = context.expiry().isEternal() && !isExpirySeen && context.bound() == null;
      isFirstRound = false;
      Bound bound = context.bound();
      counted = bound == null ? null : bound.keys();
      isExpirySeen = false;
      after = null;
      return false;
    }
    // Goes on behind this page even if something in it cannot be removed.
    after = page.get(page.size() - 1).key();
    long now = context.nowMillis();
    int expired = 0;
    for (EntryScan.RawEntry entry : page) {
      try {
        context.noteFound(entry.key(), entry.record().length);
        EntryRecord record = context.format().parse(entry.key(), entry.record());
        isExpirySeen |= record.expiryMillis() != EntryRecord.NEVER;
        if (record.isExpiredAt(now)) {
          expired++;
          expire.accept(entry.key());
        }
      } catch (CacheException e) {
        // A damaged entry, a key whose class is not to be had, a listener that fails: the others
        // go all the same.
        LOGGER.log(
            e instanceof CacheEntryListenerException
                ? System.Logger.Level.WARNING
                : System.Logger.Level.DEBUG,
            "an entry of cache '" + context.name() + "' cannot be removed",
            e);
      }
    }
    evict.run();
    boolean isCounting = isFirstRound && context.bound() != null;
    return isCounting || expired * WORTHWHILE >= page.size();
  }

  /** Looks for counted entries that are not there any more. */
  private boolean recount(Iterator<byte[]> keys) {
    Bound bound = context.bound();
    for (int i = 0; i < PAGE_ENTRIES && bound != null && keys.hasNext(); i++) {
      byte[] key = keys.next();
      if (!context.store().contains(key)) {
        bound.removed(key);
      }
    }
    counted = keys.hasNext() ? keys : null;
    return counted != null;
  }

  /** Notes that an entry expires, whatever the policy says. Any thread may call this. */
  void noteExpiry() {
    anyExpiry = true;
  }
}
