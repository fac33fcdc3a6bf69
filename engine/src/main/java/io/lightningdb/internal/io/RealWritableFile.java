package io.lightningdb.internal.io;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * An interrupt closes a FileChannel under everybody who uses it, in the middle of a write or a sync.
 * A write could be repeated on a new channel, but a sync could not: closing hides its failure, the
 * kernel reports a failed write-back to one sync only, and the sync on the new channel would succeed
 * for bytes that are lost. So writing goes through RandomAccessFile, and syncing through
 * AsynchronousFileChannel, whose force() runs in the calling thread, asks for the data only
 * (fdatasync) and, unlike FileChannel's, takes no notice of interrupts. A sync covers all that was
 * written to the file, through whichever descriptor, and through memory (see MappedWriting).
 */
final class RealWritableFile implements WritableFile {

  /**
   * How often a file is written over before it is mapped. A mapping lasts until it is garbage, and
   * a log whose commits are all synced has no use for it.
   */
  private static final int OVERWRITES_UNMAPPED = 16;

  private volatile Path path;
  private final RandomAccessFile file;
  private final AsynchronousFileChannel syncing;
  private final ReentrantLock writing = new ReentrantLock();
  private long position;

  /** How many bytes at the beginning of the file are going to be written over, if any. */
  @GuardedBy("writing")
  private long expectedBytes;

  @GuardedBy("writing")
  private int overwrites;

  @GuardedBy("writing")
  private boolean closed;

  /** The beginning of the file, if it is written through memory. */
  private volatile @Nullable MappedWriting mapped;

  RealWritableFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
    try {
      this.syncing = AsynchronousFileChannel.open(path, StandardOpenOption.WRITE);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void write(long at, byte[] from, int offset, int length) throws IOException {
    writing.lock();
    try {
      if (position != at) {
        file.seek(at);
      }
      position = -1;
      file.write(from, offset, length);
      position = at + length;
    } catch (IOException e) {
      throw classify(path, length, e);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void overwrite(long at, byte[] from, int offset, int length) throws IOException {
    MappedWriting memory = mapped == null ? mapIfWorthIt() : mapped;
    if (memory != null && memory.covers(at, length)) {
      memory.write(at, from, offset, length);
    } else {
      write(at, from, offset, length);
    }
  }

  @Override
  public void writeBack(long from, long to) throws IOException {
    MappedWriting memory = mapped;
    if (memory != null) {
      memory.writeBack(from, to);
    }
  }

  private @Nullable MappedWriting mapIfWorthIt() {
    writing.lock();
    try {
      if (expectedBytes > 0 && !closed && overwrites++ == OVERWRITES_UNMAPPED) {
        mapped = MappedWriting.map(path, expectedBytes);
      }
      return mapped;
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void expectOverwriting(long bytes) {
    writing.lock();
    try {
      expectedBytes = bytes;
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void truncate(long length) throws IOException {
    writing.lock();
    try {
      // Nothing is written to memory behind the end of the file, so it is not mapped any more.
      expectedBytes = 0;
      mapped = null;
      position = -1;
      file.setLength(length);
    } finally {
      writing.unlock();
    }
  }

  /** Returns whether the beginning of the file is written through memory. */
  boolean isMapped() {
    return mapped != null;
  }

  /** Notes that the file has another name. */
  void movedTo(Path newPath) {
    path = newPath;
  }

  @Override
  public void sync() throws IOException {
    syncing.force(false);
  }

  @Override
  public void close() throws IOException {
    writing.lock();
    try {
      closed = true;
      mapped = null;
    } finally {
      writing.unlock();
    }
    try (AsynchronousFileChannel closedToo = syncing) {
      file.close();
    }
  }

  /** Returns {@code e}, as a {@link DiskFullException} if that is what it means. */
  static IOException classify(Path path, long bytes, IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("no space left")
        || message.contains("quota exceeded")
        || message.contains("not enough space")
        || hasNoSpaceFor(path, bytes)) {
      return new DiskFullException("no space left on the disk to write to " + path, e);
    }
    return e;
  }

  /** Messages come in the system's language, so the space itself is asked too. */
  private static boolean hasNoSpaceFor(Path path, long bytes) {
    try {
      return Files.getFileStore(path.getParent() == null ? path : path.getParent()).getUsableSpace()
          < Math.max(bytes, 4096);
    } catch (IOException e) {
      return false;
    }
  }
}
