package io.lightningdb.benchmarks.measure;

/** One thread's share of the work. Made, run and closed by the same thread. */
public interface Worker extends AutoCloseable {

  /** Does the work; this is what is measured. */
  void run();

  @Override
  void close();
}
