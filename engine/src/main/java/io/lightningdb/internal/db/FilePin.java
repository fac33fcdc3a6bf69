package io.lightningdb.internal.db;

/** Keeps the files of what was flushed at one moment, until it is closed. */
final class FilePin implements AutoCloseable {

  private final FileCollector collector;
  private final View.Flushed flushed;

  FilePin(FileCollector collector, View.Flushed flushed) {
    this.collector = collector;
    this.flushed = flushed;
  }

  View.Flushed flushed() {
    return flushed;
  }

  /** Lets the files go with the next that are deleted. */
  @Override
  public void close() {
    collector.remove(this);
  }
}
