package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.ReadTime;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a cursor should do, over a map in which null stands for a deletion, and a value can begin
 * with {@link #expiring the time at which it expires}. It takes the freedoms that cursors have: the
 * key that it lends lies in a longer array, and is spoilt when it moves.
 */
public final class MapCursor implements EntryCursor {

  private static final byte GARBAGE = 0x55;

  /** No value begins so by chance. */
  private static final int EXPIRES = 0xE7B1_1A9C;

  private static final int TIME = Integer.BYTES;
  private static final int EXPIRY_BYTES = TIME + Long.BYTES;

  private final NavigableMap<byte[], byte @Nullable []> entries;
  private Map.@Nullable Entry<byte[], byte @Nullable []> entry;
  private byte[] lent = {};

  public MapCursor(NavigableMap<byte[], byte @Nullable []> entries) {
    this.entries = entries;
  }

  /** Makes an empty map of the kind that is needed here. */
  public static NavigableMap<byte[], byte @Nullable []> newMap() {
    return new TreeMap<>(Keys::compare);
  }

  /** Returns a value, to be found in maps, of an entry that expires. */
  public static byte[] expiring(long expiresAt, byte[] rest) {
    return ByteBuffer.allocate(EXPIRY_BYTES + rest.length)
        .putInt(EXPIRES)
        .putLong(expiresAt)
        .put(rest)
        .array();
  }

  /** Returns when an entry of a map expires that has a value. */
  public static long expiresAt(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    return value.length >= EXPIRY_BYTES && bytes.getInt(0) == EXPIRES
        ? bytes.getLong(TIME)
        : ReadTime.NEVER;
  }

  private boolean moveTo(Map.@Nullable Entry<byte[], byte @Nullable []> newEntry) {
    Arrays.fill(lent, GARBAGE);
    entry = newEntry;
    if (newEntry != null) {
      lent = Arrays.copyOf(newEntry.getKey(), newEntry.getKey().length + 3);
      Arrays.fill(lent, newEntry.getKey().length, lent.length, GARBAGE);
    }
    return newEntry != null;
  }

  private Map.Entry<byte[], byte @Nullable []> entry() {
    if (entry == null) {
      throw new IllegalStateException("the cursor is on no entry");
    }
    return entry;
  }

  @Override
  public boolean first() {
    return moveTo(entries.firstEntry());
  }

  @Override
  public boolean last() {
    return moveTo(entries.lastEntry());
  }

  @Override
  public boolean seek(byte[] key) {
    return moveTo(entries.ceilingEntry(key));
  }

  @Override
  public boolean seekBefore(byte[] key) {
    return moveTo(entries.lowerEntry(key));
  }

  @Override
  public boolean next() {
    return moveTo(entries.higherEntry(entry().getKey()));
  }

  @Override
  public boolean previous() {
    return moveTo(entries.lowerEntry(entry().getKey()));
  }

  @Override
  public byte[] key() {
    entry();
    return lent;
  }

  @Override
  public int keyLength() {
    return entry().getKey().length;
  }

  @Override
  public boolean isDelete() {
    return entry().getValue() == null;
  }

  @Override
  public long expiresAt() {
    byte[] value = entry().getValue();
    return value == null ? ReadTime.NEVER : expiresAt(value);
  }

  @Override
  public byte[] value() {
    byte[] value = entry().getValue();
    if (value == null) {
      throw new IllegalStateException("a deletion has no value");
    }
    return value.clone();
  }
}
