package io.lightningdb.internal.store;

import java.util.List;

/**
 * What was made of a block that leads to others, and is kept in that form: an inner page, a filter.
 */
public interface IndexPart {

  /** Returns the kind of block it was made of. */
  BlockKind kind();

  /** Returns how much memory it takes, in bytes. */
  int memoryBytes();

  /** Returns the pointers that are reached by way of this alone. */
  List<? extends BlockPointer> beneath();
}
