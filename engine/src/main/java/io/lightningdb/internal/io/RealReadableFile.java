package io.lightningdb.internal.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/*
 * A FileChannel reads at a position without a lock, but an interrupt of one reader closes it for all.
 * So whoever finds it closed opens a new one, for all, and reads again; reading twice does no harm.
 */
final class RealReadableFile implements ReadableFile {

  /**
   * The JDK reads through a buffer of this size outside the heap, which it keeps for the thread.
   */
  private static final int CHUNK_BYTES_MAX = 256 * 1024;

  private final Path path;
  private final ReentrantLock reopening = new ReentrantLock();
  private volatile FileChannel channel;
  private volatile boolean closed;

  RealReadableFile(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  @Override
  public long size() throws IOException {
    return withoutInterrupts(FileChannel::size);
  }

  @Override
  public void read(long position, byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int chunk = Math.min(length - done, CHUNK_BYTES_MAX);
      ByteBuffer buffer = ByteBuffer.wrap(into, offset + done, chunk);
      long from = position + done;
      int read = withoutInterrupts(open -> open.read(buffer, from));
      if (read < 0) {
        throw new EOFException(
            path + " ends at " + from + ", before " + (position + length) + " was reached");
      }
      done += read;
    }
  }

  private interface Operation<T> {
    T run(FileChannel channel) throws IOException;
  }

  private <T> T withoutInterrupts(Operation<T> operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        FileChannel open = channel;
        try {
          return operation.run(open);
        } catch (ClosedChannelException e) {
          // Closed by an interrupt of this thread or another one, or by close().
          interrupted |= Thread.interrupted();
          reopen(open);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void reopen(FileChannel broken) throws IOException {
    reopening.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (channel == broken) {
        channel = FileChannel.open(path, StandardOpenOption.READ);
      }
    } finally {
      reopening.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    reopening.lock();
    try {
      closed = true;
      channel.close();
    } finally {
      reopening.unlock();
    }
  }
}
