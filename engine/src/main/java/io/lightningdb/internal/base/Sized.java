package io.lightningdb.internal.base;

/** Something in memory of which it is known how large it is. */
public interface Sized {

  /** Returns how much memory it takes, in bytes. */
  int memoryBytes();
}
