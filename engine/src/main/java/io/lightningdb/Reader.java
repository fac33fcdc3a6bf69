package io.lightningdb;

import org.jspecify.annotations.Nullable;

/**
 * Reads any keyspace of one database, all as of the same moment, but for transactions that are
 * {@link Isolation#READ_COMMITTED}.
 */
public interface Reader {

  /**
   * Returns the view of {@code keyspace} that this reader has.
   *
   * @throws IllegalArgumentException if {@code keyspace} belongs to another database
   * @throws IllegalStateException if {@code keyspace} is not in what this reader sees: it was
   *     created later, or dropped before
   */
  ReadView view(Keyspace keyspace);

  /** Returns a copy of the value of {@code key}, or null where there is none. */
  default byte @Nullable [] get(Keyspace keyspace, byte[] key) {
    return view(keyspace).get(key);
  }

  /** Returns whether there is an entry for {@code key}. */
  default boolean contains(Keyspace keyspace, byte[] key) {
    return view(keyspace).contains(key);
  }

  /** Returns a cursor over the entries in {@code range}. */
  default Cursor cursor(Keyspace keyspace, KeyRange range) {
    return view(keyspace).cursor(range);
  }
}
