package io.lightningdb.benchmarks.measure;

/** Whether stores compress. */
public enum Compress {
  /** As their settings tell: whoever compresses without being asked does. */
  AS_USUAL,

  /** Whoever can. */
  WHERE_POSSIBLE,

  /** Nobody. */
  NOWHERE
}
