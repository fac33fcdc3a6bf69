package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a cursor should do, over a map in which null stands for a deletion. It takes the freedoms
 * that cursors have: the key that it lends lies in a longer array, and is spoilt when it moves.
 */
public final class MapCursor implements EntryCursor {

  private static final byte GARBAGE = 0x55;

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
  public byte[] value() {
    byte[] value = entry().getValue();
    if (value == null) {
      throw new IllegalStateException("a deletion has no value");
    }
    return value.clone();
  }
}
