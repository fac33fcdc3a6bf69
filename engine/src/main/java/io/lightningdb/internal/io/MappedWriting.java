package io.lightningdb.internal.io;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/*
 * Copying into a mapping takes a fiftieth of the time that a system call for the same bytes takes, and
 * the bytes outlive the process as well: they are in the system's cache, not in the process. It is only
 * done where three things hold, which is on Linux: a sync of the file covers what was written through
 * mappings; a file that is mapped can be renamed and deleted; and a mapping keeps nobody from it. The
 * space must have been allocated before, or a full disk would be a fault instead of an exception.
 *
 * A sync of what was written this way takes three times as long as one of what was written by system
 * calls (measured with ext4). So it is for bytes that are not to be synced at once.
 */
/** Writing into files through memory. */
final class MappedWriting {

  /** Whether there is such a way here. */
  static final boolean IS_POSSIBLE =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

  private MappedWriting() {}

  /**
   * Maps the first {@code bytes} of a file, which are there. The mapping lasts until it is garbage.
   *
   * @return the mapping, or null if it is not possible now; then writing has to go on as before
   */
  static @Nullable MappedByteBuffer map(Path path, long bytes) {
    if (!IS_POSSIBLE || bytes > Integer.MAX_VALUE) {
      return null;
    }
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.size() < bytes ? null : channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
    } catch (IOException | OutOfMemoryError e) {
      // Too many mappings, no address space, an interrupt, or a file system that has none.
      System.getLogger(MappedWriting.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot map " + path, e);
      return null;
    }
  }

  /** Writes into a mapping. */
  static void write(MappedByteBuffer mapped, long at, byte[] from, int offset, int length)
      throws IOException {
    try {
      mapped.put((int) at, from, offset, length);
    } catch (InternalError e) {
      // So the virtual machine tells that the system could not give the memory its content.
      throw new IOException("a write to mapped memory failed", e);
    }
  }
}
