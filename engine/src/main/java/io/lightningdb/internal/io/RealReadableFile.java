package io.lightningdb.internal.io;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Blocks are copied out of a mapping, once a few have been read; everything else, and blocks where that
 * does not work or is not the faster way, is read through a FileChannel.
 *
 * A FileChannel reads at a position without a lock, but an interrupt of one reader closes it for all.
 * So whoever finds it closed opens a new one, for all, and reads again; reading twice does no harm.
 * The same serves where too many files are open: one of them is released, and opened when it is read.
 */
final class RealReadableFile implements ReadableFile {

  /** How many blocks are read before a file is mapped, which takes longer than reading one. */
  private static final int BLOCKS_BEFORE_MAPPING = 16;

  /**
   * The JDK reads through a buffer of this size outside the heap, which it keeps for the thread.
   */
  private static final int CHUNK_BYTES_MAX = 256 * 1024;

  private final Path path;
  private final OpenFiles openFiles;
  private final Mappings mappings;
  private final Pace pace;
  private final ReentrantLock reopening = new ReentrantLock();
  private volatile FileChannel channel;
  private volatile boolean closed;

  /** Whether the channel was closed because too many files were open. */
  @GuardedBy("reopening")
  private boolean released;

  /** Whether the file was read since {@link #wasRead} was asked last. Racy: it is only a hint. */
  private boolean read;

  /**
   * How many blocks have been read by system calls before mapping was tried. Racy in the same way.
   */
  private int blocksRead;

  /** The file as memory, if it is mapped. */
  private volatile @Nullable MappedReading mapped;

  private RealReadableFile(Path path, OpenFiles openFiles, Mappings mappings, Pace pace)
      throws IOException {
    this.path = path;
    this.openFiles = openFiles;
    this.mappings = mappings;
    this.pace = pace;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  static RealReadableFile open(Path path, OpenFiles openFiles, Mappings mappings, Pace pace)
      throws IOException {
    RealReadableFile file = new RealReadableFile(path, openFiles, mappings, pace);
    openFiles.opened(file);
    return file;
  }

  @Override
  public long size() throws IOException {
    return withoutInterrupts(FileChannel::size);
  }

  @Override
  public void read(long position, byte[] into, int offset, int length) throws IOException {
    if (!read) {
      read = true;
    }
    int done = 0;
    while (done < length) {
      int chunk = Math.min(length - done, CHUNK_BYTES_MAX);
      int to = offset + done;
      long from = position + done;
      // A new buffer for each attempt: one that an interrupt ended may have moved it on.
      int read = withoutInterrupts(open -> open.read(ByteBuffer.wrap(into, to, chunk), from));
      if (read < 0) {
        throw new EOFException(
            path + " ends at " + from + ", before " + (position + length) + " was reached");
      }
      done += read;
    }
  }

  @Override
  public boolean readChecked(long position, byte[] into, int offset, int length, Check check)
      throws IOException {
    MappedReading memory = mapped;
    if (memory != null && memory.covers(position, length) && !pace.isPaused()) {
      if (readMapped(memory, position, into, offset, length, check)) {
        return true;
      }
      // Damage, or a page that the system cannot give: a system call tells which.
      mapped = null;
    }
    long begin = System.nanoTime();
    read(position, into, offset, length);
    pace.readBySystemCall(begin, System.nanoTime(), length);
    if (blocksRead < BLOCKS_BEFORE_MAPPING && ++blocksRead == BLOCKS_BEFORE_MAPPING) {
      map();
    }
    return check.isIntact(position, into, offset, length);
  }

  private boolean readMapped(
      MappedReading memory, long position, byte[] into, int offset, int length, Check check) {
    if (!Pace.isTimed(position)) {
      return memory.read(position, into, offset, length, check);
    }
    long begin = System.nanoTime();
    boolean intact = memory.read(position, into, offset, length, check);
    pace.readThroughMemory(begin, System.nanoTime(), length);
    return intact;
  }

  private void map() throws IOException {
    Optional<MappedReading> memory = withoutInterrupts(open -> MappedReading.map(open, mappings));
    reopening.lock();
    try {
      if (!closed) {
        mapped = memory.orElse(null);
      }
    } finally {
      reopening.unlock();
    }
  }

  boolean isMapped() {
    return mapped != null;
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
          // Closed by an interrupt of this thread or another one, by release() or by close().
          interrupted |= Thread.interrupted();
          if (reopen(open)) {
            openFiles.opened(this);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Opens the file again, and returns whether it had been released. */
  private boolean reopen(FileChannel broken) throws IOException {
    reopening.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (channel == broken) {
        channel = FileChannel.open(path, StandardOpenOption.READ);
      }
      boolean wasReleased = released;
      released = false;
      return wasReleased;
    } finally {
      reopening.unlock();
    }
  }

  /** Closes the channel until the file is read again. */
  void release() throws IOException {
    reopening.lock();
    try {
      released = true;
      channel.close();
    } finally {
      reopening.unlock();
    }
  }

  /** Returns whether the file was read since this was asked last. */
  boolean wasRead() {
    boolean result = read;
    read = false;
    return result;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws IOException {
    reopening.lock();
    try {
      closed = true;
      mapped = null;
      channel.close();
    } finally {
      reopening.unlock();
    }
    openFiles.closed(this);
  }
}
