package io.lightningdb.jcache;

import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.store.EntryRecord;
import io.lightningdb.jcache.store.EntryScan;
import java.util.List;
import java.util.function.Consumer;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;

/**
 * Goes round and round through one cache, looking for expired entries. For one thread at a time.
 */
final class Sweep {

  private static final System.Logger LOGGER = System.getLogger(Sweep.class.getName());

  private static final int PAGE_ENTRIES = 500;

  /** One in so many has to have expired for it to be worth going on at once. */
  private static final int WORTHWHILE = 4;

  private final EntryContext<?, ?> context;
  private final EntryScan scan;
  private final Consumer<byte[]> expire;
  private byte @Nullable [] after;
  private boolean isExpirySeen;
  private boolean isOver;

  /**
   * @param expire removes an entry that has expired
   */
  Sweep(EntryContext<?, ?> context, Consumer<byte[]> expire) {
    this.context = context;
    this.scan = context.store().scan();
    this.expire = expire;
  }

  /**
   * Looks at a page.
   *
   * @return whether to go on at once
   */
  boolean step() {
    if (isOver) {
      return false;
    }
    List<EntryScan.RawEntry> page = scan.page(after, PAGE_ENTRIES);
    if (page.isEmpty()) {
      // Once round. Where nothing expires, and nothing will, once is enough.
      isOver = context.expiry().isEternal() && !isExpirySeen;
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
    return expired * WORTHWHILE >= page.size();
  }
}
