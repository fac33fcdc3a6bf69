package io.lightningdb.internal.btree;

import io.lightningdb.internal.store.BlockPointer;
import io.lightningdb.internal.store.IndexPointer;

/** Where a page is; for an inner page, while it is in memory, the page too. */
final class PageRef extends IndexPointer<InnerPage> {

  PageRef(BlockPointer pointer) {
    super(pointer);
  }
}
