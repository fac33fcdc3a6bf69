package io.lightningdb;

/** How the blocks of a keyspace are compressed on disk. What is cached in memory never is. */
public enum Compression {
  /**
   * Each block as its content suggests: with LZ4, or not at all if a sample of its bytes is too
   * random, or if that saves less than an eighth.
   */
  ADAPTIVE,
  /** Not at all. Best where everything is read once from a fast disk or values are compressed. */
  NONE,
  /** With LZ4, unless that saves less than an eighth. */
  LZ4,
  /**
   * With Snappy, unless that saves less than an eighth, and not at all where the Snappy library
   * cannot be loaded.
   */
  SNAPPY
}
