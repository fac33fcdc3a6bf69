package io.lightningdb;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one keyspace: as it is now ({@link Keyspace}), as it was ({@link Snapshot#view}), or as a
 * transaction sees it ({@link Transaction#view}). Reading never waits for a writer.
 */
public interface ReadView {

  /**
   * Returns a copy of the value of {@code key}, or null where there is none.
   *
   * @throws NullPointerException if {@code key} is null
   * @throws LimitException if {@code key} is longer than {@link Capabilities#keyBytesMax()}
   */
  byte @Nullable [] get(byte[] key);

  /**
   * Returns the values of {@code keys}, all as of the same moment: one element for each key, in the
   * order given, null where there is no such key. A key may be given more than once.
   *
   * <p>The keys are looked up in their own order, which is faster than one by one where they lie
   * close together.
   */
  List<byte @Nullable []> getAll(List<byte[]> keys);

  /** Returns whether there is an entry for {@code key}. */
  boolean contains(byte[] key);

  /** Returns a cursor over the entries in {@code range}, as of this moment. */
  Cursor cursor(KeyRange range);

  /** Returns a cursor over all entries, as of this moment. */
  default Cursor cursor() {
    return cursor(KeyRange.all());
  }
}
