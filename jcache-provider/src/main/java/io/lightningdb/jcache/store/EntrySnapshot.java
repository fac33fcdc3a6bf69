package io.lightningdb.jcache.store;

import io.lightningdb.LightningException;
import io.lightningdb.ReadView;
import io.lightningdb.jcache.store.EntryScan.RawEntry;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of one cache as they were at one moment. Any number of threads may use it. */
public final class EntrySnapshot {

  private final ReadView source;
  private final HashIndex index;
  private final EntryScan scan;
  private final Failures failures;

  EntrySnapshot(ReadView source, HashIndex index, EntryScan scan, Failures failures) {
    this.source = source;
    this.index = index;
    this.scan = scan;
    this.failures = failures;
  }

  /** Returns the entry of {@code key}, expired or not, or null if there was none. */
  public @Nullable StoredEntry find(EntryKey key) {
    try {
      StoredEntry found = read(key.bytes());
      if (found != null || !key.isIndexed()) {
        return found;
      }
      byte[] resolved = index.resolve(key, source);
      return Arrays.equals(resolved, key.bytes()) ? null : read(resolved);
    } catch (LightningException e) {
      throw failures.of(e, key);
    }
  }

  private @Nullable StoredEntry read(byte[] storedKey) {
    byte[] record = source.get(storedKey);
    return record == null ? null : new StoredEntry(storedKey, EntryRecord.parse(storedKey, record));
  }

  /** Returns entries as {@link EntryScan#page(EntryRange, byte[], int)} does. */
  public List<RawEntry> page(EntryRange range, byte @Nullable [] after, int entriesMax) {
    return scan.page(range, after, entriesMax);
  }
}
