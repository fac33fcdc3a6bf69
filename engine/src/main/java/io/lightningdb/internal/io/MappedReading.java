package io.lightningdb.internal.io;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/*
 * Copying a block out of a mapping takes a third of the time that a system call for the same bytes
 * takes, where the system has them in memory. It is done for files that do not change any more, whose
 * blocks carry a checksum: whether copying failed is told by that (see MemoryFaults). It must be computed
 * from the copy. In the mapping a fault would end the process, and what was right when it was looked at
 * could be something else when it is used.
 *
 * The mapping cannot be given back before it is garbage. That keeps neither a name nor space: a file is
 * cut to nothing before it is deleted, when nobody reads it any more (see RealDisk). It keeps some of the
 * addresses of the process, of which there are plenty, and one of the mappings, which are counted.
 */
/** A whole file as memory, to be read by any number of threads. */
final class MappedReading {

  /** The shortest pages that there are. */
  private static final int PAGE_BYTES = 4096;

  /** As much is copied at once; in between the virtual machine may stop the thread. */
  private static final int CHUNK_BYTES_MAX = 256 * 1024;

  /** Whether there are more addresses than files to be mapped. */
  private static final boolean ADDRESSES_ARE_LONG =
      "64".equals(System.getProperty("sun.arch.data.model"));

  private final MappedByteBuffer memory;

  private MappedReading(MappedByteBuffer memory) {
    this.memory = memory;
  }

  /** Returns a mapping of a whole file, or nothing if it is not possible now. */
  static Optional<MappedReading> map(FileChannel channel, Mappings mappings) throws IOException {
    long bytes = channel.size();
    if (!MemoryFaults.MAPPING_IS_POSSIBLE
        || !ADDRESSES_ARE_LONG
        || bytes == 0
        || bytes > Integer.MAX_VALUE
        || !mappings.hasRoom()) {
      return Optional.empty();
    }
    MappedByteBuffer memory;
    try {
      memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes);
    } catch (IOException e) {
      if (!channel.isOpen()) {
        throw e;
      }
      // There are too many, there is no address for it, or the file system has none.
      if (e.getCause() instanceof OutOfMemoryError) {
        mappings.refused(e);
      }
      return Optional.empty();
    }
    mappings.add(memory);
    return Optional.of(new MappedReading(memory));
  }

  /** Returns whether bytes can be read through memory. */
  boolean covers(long position, int length) {
    return length >= MemoryFaults.COPIED_BYTES_MIN && position + length <= memory.capacity();
  }

  /**
   * Reads what {@link #covers} is true of.
   *
   * @return whether that worked and the bytes are intact; if not, it must not be tried again for
   *     any bytes of this file
   */
  boolean read(long position, byte[] into, int offset, int length, ReadableFile.Check check) {
    try {
      spoil(position, into, offset, length);
      for (int done = 0; done < length; done += CHUNK_BYTES_MAX) {
        // The last chunk begins earlier rather than be shorter than what is copied as a whole.
        int chunk = Math.min(CHUNK_BYTES_MAX, length);
        int start = Math.min(done, length - chunk);
        memory.get((int) position + start, into, offset + start, chunk);
      }
      if (check.isIntact(position, into, offset, length)) {
        return true;
      }
      MemoryFaults.provoke();
    } catch (InternalError e) {
      // From the virtual machine, or a real one: then the system call comes to it again.
    }
    MemoryFaults.await();
    return false;
  }

  /**
   * Changes a byte for each page that the bytes are in, so that the array, should it happen to hold
   * the right bytes already, holds them afterwards only if all pages could be read.
   */
  private static void spoil(long position, byte[] into, int offset, int length) {
    for (int i = 0; i < length; i += PAGE_BYTES - (int) (position + i) % PAGE_BYTES) {
      into[offset + i] = (byte) ~into[offset + i];
    }
  }
}
