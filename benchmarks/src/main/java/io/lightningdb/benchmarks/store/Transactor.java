package io.lightningdb.benchmarks.store;

import org.jspecify.annotations.Nullable;

/** Makes transactions, one after the other. Serves the thread that asked for it. */
public interface Transactor extends AutoCloseable {

  /** What a transaction does. */
  interface Work {
    void run(Access access);
  }

  /** What a transaction can do. */
  interface Access {

    /** Returns the value of a key that is going to be changed, or null where there is none. */
    byte @Nullable [] getToChange(byte[] key);

    /** Sets a value. The arrays are not changed until the transaction is over. */
    void put(byte[] key, byte[] value);
  }

  /**
   * Does some work in a transaction and commits it.
   *
   * @return false if another transaction was in the way: nothing happened
   */
  boolean transact(Work work);

  @Override
  void close();
}
