package io.lightningdb.internal.io;

import java.io.Closeable;
import java.io.IOException;

/** A file open for reading, by any number of threads at once. */
public interface ReadableFile extends Closeable {

  /** Returns the length of the file in bytes. */
  long size() throws IOException;

  /**
   * Reads exactly {@code length} bytes from {@code position} on.
   *
   * @throws java.io.EOFException if the file ends before
   */
  void read(long position, byte[] into, int offset, int length) throws IOException;
}
