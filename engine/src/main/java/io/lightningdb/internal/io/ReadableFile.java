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

  /** Tells by a checksum whether bytes are those that were written. */
  interface Check {

    /**
     * Returns whether these are the bytes that belong at {@code position} of the file.
     *
     * @param offset where they begin in {@code bytes}
     */
    boolean isIntact(long position, byte[] bytes, int offset, int length);
  }

  /*
   * Reading through memory is faster than a system call, but where it fails it leaves other bytes and
   * nothing else to tell. So it takes somebody who knows the right ones.
   */
  /**
   * Reads bytes that carry a checksum, as {@link #read} does or in a faster way. The length of the
   * file must not change from the first time on.
   *
   * @param check is asked once or twice
   * @return whether the bytes are intact; if they are not, that is how they are in the file
   */
  default boolean readChecked(long position, byte[] into, int offset, int length, Check check)
      throws IOException {
    read(position, into, offset, length);
    return check.isIntact(position, into, offset, length);
  }
}
