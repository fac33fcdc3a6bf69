package io.lightningdb.jdbc.internal.sort;

import java.io.IOException;

/** A file that nobody else sees and that is gone when it is closed. */
interface ScratchFile {

  void write(long position, byte[] bytes, int length) throws IOException;

  /**
   * Fills the first {@code length} of {@code bytes}.
   *
   * @throws java.io.EOFException if the file ends before
   */
  void read(long position, byte[] bytes, int length) throws IOException;

  /** Closes and deletes the file. A second call does nothing. */
  void close();
}
