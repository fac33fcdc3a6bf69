package io.lightningdb.internal.testing;

/**
 * Which cycles of dependencies there may not be at a level of isolation (Adya, "Weak Consistency",
 * 1999).
 */
public enum CycleRule {
  /** Of all: the transactions happened one after the other. */
  SERIALIZABLE,

  /** Of those in which no two edges from a read to what replaced it follow each other (G-SI). */
  SNAPSHOT,

  /** Of those without any edge from a read to what replaced it (G0 and G1c). */
  READ_COMMITTED
}
