package io.lightningdb.jdbc.internal.sort;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/*
 * An interrupt closes a FileChannel under the hands of the thread that uses it, and a program may
 * interrupt its threads at any time. A RandomAccessFile doesn't mind.
 *
 * Where the system lets it, the name is deleted as soon as the file is open, and the file goes with
 * its last handle, even if the process is killed. Elsewhere the name lives until close().
 */
/** A temporary file of the system, readable by its owner only where the system knows owners. */
final class TemporaryFile implements ScratchFile {

  private static final System.Logger LOGGER = System.getLogger(TemporaryFile.class.getName());

  private static final String PREFIX = "lightning-";
  private static final String SUFFIX = ".spill";

  /** The system's calls copy what they are given, so that a large row goes in pieces. */
  private static final int PIECE_BYTES_MAX = 256 << 10;

  private final RandomAccessFile file;

  /** The file's name, or null when it has none any more. */
  private @Nullable Path path;

  private TemporaryFile(RandomAccessFile file, Path path) {
    this.file = file;
    this.path = path;
  }

  /**
   * @param directory where to put it; null for the system's directory for such files
   */
  static TemporaryFile create(@Nullable Path directory) throws IOException {
    Path path =
        directory == null
            ? Files.createTempFile(PREFIX, SUFFIX)
            : Files.createTempFile(directory, PREFIX, SUFFIX);
    TemporaryFile file = open(path);
    try {
      file.deleteName();
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.TRACE, "open files cannot be deleted here", e);
    }
    return file;
  }

  /** Opens an empty file that there is, which becomes the property of what is returned. */
  static TemporaryFile open(Path path) throws IOException {
    try {
      return new TemporaryFile(new RandomAccessFile(path.toFile(), "rw"), path);
    } catch (IOException e) {
      deleteAfter(e, path);
      throw e;
    }
  }

  private static void deleteAfter(IOException failure, Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void deleteName() throws IOException {
    if (path != null) {
      Files.deleteIfExists(path);
      path = null;
    }
  }

  @Override
  public void write(long position, byte[] bytes, int length) throws IOException {
    file.seek(position);
    for (int at = 0; at < length; at += PIECE_BYTES_MAX) {
      file.write(bytes, at, Math.min(PIECE_BYTES_MAX, length - at));
    }
  }

  @Override
  public void read(long position, byte[] bytes, int length) throws IOException {
    file.seek(position);
    for (int at = 0; at < length; at += PIECE_BYTES_MAX) {
      file.readFully(bytes, at, Math.min(PIECE_BYTES_MAX, length - at));
    }
  }

  @Override
  public void close() {
    try {
      file.close();
      deleteName();
    } catch (IOException e) {
      // Nobody needs what is in it, so the statement is none the worse for it.
      LOGGER.log(System.Logger.Level.WARNING, "cannot remove a temporary file", e);
    }
  }
}
