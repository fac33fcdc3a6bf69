package io.lightningdb.internal.store;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.MapCursor;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a store should do, over a map; it needs no files. */
public final class ModelStore implements KeyspaceStore {

  private final NavigableMap<byte[], byte @Nullable []> entries;

  private ModelStore(NavigableMap<byte[], byte @Nullable []> entries) {
    this.entries = entries;
  }

  public static ModelStore empty() {
    return new ModelStore(MapCursor.newMap());
  }

  static ModelStore decode(ByteReader in) {
    NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
    for (long left = in.readVarint(); left > 0; left--) {
      entries.put(in.readBlob(), in.readBlob());
    }
    return new ModelStore(entries);
  }

  /** Returns all entries, not to be changed. */
  public NavigableMap<byte[], byte @Nullable []> entries() {
    return entries;
  }

  @Override
  public byte @Nullable [] get(byte[] key, ReadTime time) {
    byte[] value = entries.get(key);
    return value == null || time.isPast(MapCursor.expiresAt(value)) ? null : value.clone();
  }

  @Override
  public AscendingReader ascendingReader(ReadTime time) {
    return key -> get(key, time);
  }

  @Override
  public boolean contains(byte[] key, ReadTime time) {
    return get(key, time) != null;
  }

  @Override
  public boolean mayExpire() {
    return true;
  }

  @Override
  public EntryCursor cursor() {
    return new MapCursor(entries);
  }

  @Override
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  @Override
  public FileUse fileUse() {
    return FileUse.NONE;
  }

  /** Returns the store with changes made. */
  public ModelStore apply(EntryCursor changes) throws IOException {
    return apply(KeyRanges.NONE, changes, null);
  }

  @Override
  public ModelStore apply(KeyRanges deleted, EntryCursor changes, BlockOutput out)
      throws IOException {
    NavigableMap<byte[], byte @Nullable []> changed = MapCursor.newMap();
    changed.putAll(entries);
    changed.keySet().removeIf(deleted::contain);
    for (boolean on = changes.first(); on; on = changes.next()) {
      if (changes.isDelete()) {
        changed.remove(CursorWalk.key(changes));
      } else {
        changed.put(CursorWalk.key(changes), changes.value());
      }
    }
    return new ModelStore(changed);
  }

  /** Returns the store without what has expired. */
  ModelStore without(ReadTime time) {
    NavigableMap<byte[], byte @Nullable []> left = MapCursor.newMap();
    entries.forEach(
        (key, value) -> {
          if (value != null && !time.isPast(MapCursor.expiresAt(value))) {
            left.put(key, value);
          }
        });
    return new ModelStore(left);
  }

  @Override
  public ModelStore moveOut(Set<Long> files, BlockOutput out) {
    return this;
  }

  @Override
  public Load newLoad(BlockOutput out) {
    NavigableMap<byte[], byte @Nullable []> loaded = MapCursor.newMap();
    return new Load() {
      @Override
      public void add(byte[] key, byte[] value, long expiresAt) {
        loaded.put(key, value);
      }

      @Override
      public void finish() {}

      @Override
      public KeyspaceStore over(KeyspaceStore present, BlockOutput into) throws IOException {
        return present.apply(KeyRanges.NONE, new MapCursor(loaded), into);
      }
    };
  }

  @Override
  public void encode(ByteWriter out) {
    out.writeVarint(entries.size());
    entries.forEach((key, value) -> out.writeBlob(key).writeBlob(value));
  }

  @Override
  public void verify(Consumer<String> problems) {}
}
