package io.lightningdb.benchmarks.store;

/** Takes the entries of a scan. */
@FunctionalInterface
public interface EntryVisitor {

  /** Takes an entry. The arrays are the visitor's own. */
  void visit(byte[] key, byte[] value);
}
