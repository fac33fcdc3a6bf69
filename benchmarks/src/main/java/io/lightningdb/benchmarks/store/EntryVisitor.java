package io.lightningdb.benchmarks.store;

/** Takes the entries of a scan. */
@FunctionalInterface
public interface EntryVisitor {

  /**
   * Takes an entry. The arrays are lent: with the next entry there may be others in them.
   *
   * @param keyLength how many bytes at the beginning of {@code key} are the key
   * @param valueLength how many bytes at the beginning of {@code value} are the value
   */
  void visit(byte[] key, int keyLength, byte[] value, int valueLength);
}
