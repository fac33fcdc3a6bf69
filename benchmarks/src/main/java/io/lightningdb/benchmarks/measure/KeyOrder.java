package io.lightningdb.benchmarks.measure;

/** In which order the keys of entries 0, 1, 2 ... sort. */
public enum KeyOrder {
  /** In the order of the entries. */
  SEQUENTIAL,

  /** In an order that has nothing to do with that of the entries. */
  SCATTERED
}
