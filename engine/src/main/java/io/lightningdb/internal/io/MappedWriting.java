package io.lightningdb.internal.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Copying into a mapping takes a fiftieth of the time that a system call for the same bytes takes, and
 * the bytes outlive the process as well: they are in the system's cache, not in the process. It is only
 * done where three things hold, which is on Linux: a sync of the file covers what was written through
 * mappings; a file that is mapped can be renamed and deleted; and a mapping keeps nobody from it. The
 * space must have been allocated before, or a full disk would be a fault instead of an exception.
 *
 * A fault is still possible (see MemoryFaults): a page that the system gave up and cannot read any more,
 * a file system that takes new space for what is written over, somebody else who cuts the file short. So
 * what was written is read back and compared: by copying, because only copying is safe from such faults.
 * A fault concerns a page, so in the array that is read into the first and the last byte of each page are
 * made to differ from what is expected, before.
 *
 * A sync of what was written this way takes three times as long as one of what was written by system
 * calls (measured with ext4). So it is for bytes that are not to be synced at once.
 */
/** The beginning of a file as memory, to be written by one thread at a time. */
final class MappedWriting {

  /** Whether there is such a way here. */
  static final boolean IS_POSSIBLE = MemoryFaults.MAPPING_IS_POSSIBLE;

  /** The shortest pages that there are. As much is compared at once, so it lies in two at most. */
  private static final int PAGE_BYTES = 4096;

  private final MappedByteBuffer memory;
  private final byte[] check = new byte[PAGE_BYTES];

  private MappedWriting(MappedByteBuffer memory) {
    this.memory = memory;
  }

  /**
   * Maps the first {@code bytes} of a file, which are there. The mapping lasts until it is garbage.
   *
   * @return the mapping, or null if it is not possible now; then writing has to go on as before
   */
  static @Nullable MappedWriting map(Path path, long bytes) {
    if (!IS_POSSIBLE || bytes > Integer.MAX_VALUE) {
      return null;
    }
    // An interrupt would close the channel before it is mapped.
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.size() < bytes
          ? null
          : new MappedWriting(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
    } catch (IOException | OutOfMemoryError e) {
      // Too many mappings, no address space, or a file system that has none.
      System.getLogger(MappedWriting.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot map " + path, e);
      return null;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns whether bytes can be written through memory. */
  boolean covers(long at, int length) {
    return length >= MemoryFaults.COPIED_BYTES_MIN && at + length <= memory.capacity();
  }

  /** Writes what {@link #covers} is true of. */
  void write(long at, byte[] from, int offset, int length) throws IOException {
    InternalError error = null;
    try {
      memory.put((int) at, from, offset, length);
      if (isThere((int) at, from, offset, length)) {
        return;
      }
      MemoryFaults.provoke();
    } catch (InternalError e) {
      error = e;
    }
    InternalError later = MemoryFaults.await();
    throw new IOException("a write to mapped memory failed", error == null ? later : error);
  }

  /** Brings a part to the device, as far as it is mapped. */
  void writeBack(long from, long to) throws IOException {
    int end = (int) Math.min(to, memory.capacity());
    if (from < end) {
      try {
        memory.force((int) from, end - (int) from);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  private boolean isThere(int at, byte[] expected, int offset, int length) {
    for (int done = 0; done < length; done += PAGE_BYTES) {
      int part = Math.min(PAGE_BYTES, length);
      // The last part begins earlier rather than be shorter than what is copied as a whole.
      int start = Math.min(done, length - part);
      int from = offset + start;
      int pageEnd = PAGE_BYTES - (at + start) % PAGE_BYTES;
      spoil(0, expected, from);
      spoil(part - 1, expected, from);
      if (pageEnd < part) {
        spoil(pageEnd - 1, expected, from);
        spoil(pageEnd, expected, from);
      }
      memory.get(at + start, check, 0, part);
      if (!Arrays.equals(check, 0, part, expected, from, from + part)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes a byte differ from what is expected there, so that it can only be equal if it is read.
   */
  private void spoil(int index, byte[] expected, int from) {
    check[index] = (byte) ~expected[from + index];
  }
}
