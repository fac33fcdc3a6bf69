package io.lightningdb.internal.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
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

  private volatile Path path;
  private final RandomAccessFile file;
  private final AsynchronousFileChannel syncing;
  private final ReentrantLock writing = new ReentrantLock();
  private long position;

  /** The beginning of the file, if it is written through memory. */
  private @Nullable MappedByteBuffer mapped;

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
    writing.lock();
    try {
      MappedByteBuffer memory = mapped;
      if (memory != null && at + length <= memory.capacity()) {
        MappedWriting.write(memory, at, from, offset, length);
        return;
      }
    } finally {
      writing.unlock();
    }
    write(at, from, offset, length);
  }

  @Override
  public void expectOverwriting(long bytes) {
    writing.lock();
    try {
      if (mapped == null || mapped.capacity() < bytes) {
        MappedByteBuffer memory = MappedWriting.map(path, bytes);
        mapped = memory == null ? mapped : memory;
      }
    } finally {
      writing.unlock();
    }
  }

  /** Returns whether the beginning of the file is written through memory. */
  boolean isMapped() {
    writing.lock();
    try {
      return mapped != null;
    } finally {
      writing.unlock();
    }
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
