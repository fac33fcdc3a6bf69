package io.lightningdb.jdbc.internal.sort;

import org.jspecify.annotations.Nullable;

/** What a {@link KeyTable} holds. */
class KeyEntry {

  final @Nullable Object[] key;
  final int hash;

  /**
   * @param hash {@link ValueHash} of the key
   */
  KeyEntry(@Nullable Object[] key, int hash) {
    this.key = key;
    this.hash = hash;
  }
}
