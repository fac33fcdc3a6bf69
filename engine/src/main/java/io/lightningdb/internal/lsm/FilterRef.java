package io.lightningdb.internal.lsm;

import io.lightningdb.internal.store.BlockPointer;
import io.lightningdb.internal.store.IndexPointer;

/** Where a table's filter is, and while it is in memory, the filter. */
final class FilterRef extends IndexPointer<BloomFilter> {

  FilterRef(BlockPointer pointer) {
    super(pointer);
  }
}
