package io.lightningdb.internal.io;

import java.io.Closeable;
import java.io.IOException;

/**
 * A file open for writing. One thread at a time may write; {@link #sync} may run beside it, and
 * then covers what was written before it began.
 */
public interface WritableFile extends Closeable {

  /**
   * Writes {@code length} bytes at {@code position}, extending the file as far as needed. Once this
   * returns, the bytes outlive the process.
   *
   * @throws DiskFullException if there is no space; part of the bytes may have been written
   */
  void write(long position, byte[] from, int offset, int length) throws IOException;

  /**
   * Says that the first {@code bytes} of the file, which were written and synced, are going to be
   * written over by many calls of {@link #overwrite}. That changes nothing but what these cost.
   */
  default void expectOverwriting(long bytes) {}

  /**
   * Does the same as {@link #write}. It costs less inside of what was announced, but makes the next
   * {@link #sync} cost more: for bytes that nobody is waiting to have synced.
   */
  default void overwrite(long position, byte[] from, int offset, int length) throws IOException {
    write(position, from, offset, length);
  }

  /**
   * Does beforehand what the next {@link #sync} would have to do for the bytes from {@code from} up
   * to {@code to}, if they were written in a way that makes it cost much. That the sync succeeds is
   * still what counts; but after a failure here it means nothing, as after a failed sync.
   */
  default void writeBack(long from, long to) throws IOException {}

  /**
   * Takes away all bytes from {@code length} on, which is not more than the file has. As with bytes
   * that are written, a power failure before the next {@link #sync} leaves it undone or not.
   */
  void truncate(long length) throws IOException;

  /**
   * Makes everything written so far survive a power failure. If this fails, nothing is known of
   * what is on the disk, and a second call that succeeds would mean nothing.
   */
  void sync() throws IOException;

  /** Closes the file, without syncing it. */
  @Override
  void close() throws IOException;
}
