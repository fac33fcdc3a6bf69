package io.lightningdb.jcache;

import io.lightningdb.jcache.codec.Classes;
import io.lightningdb.jcache.codec.ObjectCodec;
import io.lightningdb.jcache.codec.SerialFilters;
import io.lightningdb.jcache.store.EntryRecord;

/** Entries as they lie in a keyspace, for those who write past the cache. */
final class RawEntries {

  private final ObjectCodec codec =
      new ObjectCodec(new Classes(getClass().getClassLoader(), SerialFilters.of(null)), null);
  private final TestClock clock;

  RawEntries(TestClock clock) {
    this.clock = clock;
  }

  byte[] key(Object key) {
    return codec.encodeKey(key).bytes();
  }

  /** Returns the record of an entry that never expires. */
  byte[] record(Object key, Object value) {
    return EntryRecord.seal(
            key(key),
            codec.encodeValue(value, EntryRecord.HEADER_BYTES),
            clock.millis(),
            EntryRecord.NEVER)
        .bytes();
  }

  Object value(byte[] record) {
    return codec.decode(record, EntryRecord.HEADER_BYTES);
  }
}
