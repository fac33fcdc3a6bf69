package io.lightningdb;

import java.io.InputStream;
import java.time.Instant;
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
   * Opens the value of {@code key}, as of this moment, to be read a part at a time: for values that
   * are too long to be in memory as a whole. Shorter ones can be read so too.
   *
   * <p>An open stream keeps what it reads, as a {@link Cursor} does, so close it soon. It serves
   * one thread at a time. Its methods fail with the exceptions of {@link #get}, and not with an
   * {@link java.io.IOException}; after its {@code close()}, and after that of the snapshot,
   * transaction or database it came from, reading throws {@link IllegalStateException}, and {@link
   * LimitException} if one of these was open for too long, as with a {@link Cursor}. A value that
   * is damaged is found out when the damaged part is read.
   *
   * @return the stream, or null where there is no such key
   * @throws LimitException if {@code key} is longer than {@link Capabilities#keyBytesMax()}
   */
  @Nullable InputStream openValue(byte[] key);

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

  /**
   * Returns when the entry of {@code key} expires, or null if it never does, or there is none.
   *
   * @throws LimitException if {@code key} is longer than {@link Capabilities#keyBytesMax()}
   */
  default @Nullable Instant expiresAt(byte[] key) {
    try (Cursor cursor = cursor(KeyRange.only(key))) {
      return cursor.next() ? cursor.expiresAt() : null;
    }
  }

  /** Returns a cursor over the entries in {@code range}, as of this moment. */
  Cursor cursor(KeyRange range);

  /** Returns a cursor over all entries, as of this moment. */
  default Cursor cursor() {
    return cursor(KeyRange.all());
  }
}
