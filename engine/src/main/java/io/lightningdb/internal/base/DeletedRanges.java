package io.lightningdb.internal.base;

/** Tells which keys are deleted, by whole ranges of them. */
public interface DeletedRanges {

  /** Returns the keys around {@code key} that are deleted as it is, or as little deleted. */
  Stretch around(byte[] key);
}
