package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.ZipfIndex;
import io.lightningdb.benchmarks.store.StoreException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** Calls of a processor that counts in the value of an entry. */
final class CacheInvokes implements CacheCalls {

  /** Where the counter is: behind the tag, and what is there at first is where it starts. */
  private static final int COUNTER_AT = Long.BYTES;

  private static final EntryProcessor<String, byte[], @Nullable Void> INCREMENT = new Increment();

  private final Cache<String, byte[]> cache;
  private final CacheEntries entries;
  private final ZipfIndex draws;
  private String key = "";
  private long invocations;

  CacheInvokes(Cache<String, byte[]> cache, CacheEntries entries, int thread) {
    this.cache = cache;
    this.entries = entries;
    this.draws = entries.draws(thread);
  }

  @Override
  public void prepare() {
    key = entries.key(draws.next());
  }

  @Override
  public void call() {
    cache.invoke(key, INCREMENT);
  }

  @Override
  public void look() {
    invocations++;
  }

  @Override
  public void check() {
    // Counters are looked at when all threads are done.
  }

  /**
   * Checks that the counters in {@code cache} have counted every call, and that the rest of the
   * values is as it was.
   *
   * @throws StoreException if not
   */
  static void checkAll(
      Cache<String, byte[]> cache, CacheEntries entries, List<? extends CacheCalls> calls) {
    long expectedCounts = 0;
    for (CacheCalls each : calls) {
      expectedCounts += ((CacheInvokes) each).invocations;
    }
    long counts = 0;
    byte[] first = entries.newValue();
    for (int index = 0; index < entries.count(); index++) {
      byte[] found = entries.valueOf(cache, index);
      entries.fillValue(index, 0, first);
      long count = counter(found) - counter(first);
      setCounter(found, counter(first));
      if (count < 0 || !Arrays.equals(found, first)) {
        throw entries.wrong(index);
      }
      counts += count;
    }
    if (counts != expectedCounts) {
      throw new StoreException(expectedCounts + " calls of a processor counted " + counts);
    }
  }

  private static long counter(byte[] value) {
    return ByteBuffer.wrap(value).getLong(COUNTER_AT);
  }

  private static void setCounter(byte[] value, long counter) {
    ByteBuffer.wrap(value).putLong(COUNTER_AT, counter);
  }

  private static final class Increment implements EntryProcessor<String, byte[], @Nullable Void> {

    @Override
    public @Nullable Void process(MutableEntry<String, byte[]> entry, Object... arguments) {
      byte[] before = entry.getValue();
      if (before == null) {
        throw new StoreException("entry " + entry.getKey() + " is missing");
      }
      // A copy, since not every provider says whether this array is the entry's own.
      byte[] changed = before.clone();
      setCounter(changed, counter(before) + 1);
      entry.setValue(changed);
      return null;
    }
  }
}
