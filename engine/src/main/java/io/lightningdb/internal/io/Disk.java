package io.lightningdb.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One flat directory of files: all that the engine knows of disks.
 *
 * <p>What survives a power failure is what these promise and no more: the bytes of a file that were
 * written before its {@link WritableFile#sync}, and the names created, changed or deleted before
 * {@link #syncDirectory}. Until then each of them may be there or not, in any combination, and
 * unsynced bytes may be there in part.
 *
 * <p>Interrupting a thread that is in any of these methods has no effect but that its interrupt
 * status stays set.
 */
public interface Disk extends Closeable {

  /** Returns the names of all files, in no particular order. */
  List<String> list() throws IOException;

  /**
   * Creates an empty file to be written.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  WritableFile create(String name) throws IOException;

  /**
   * Opens a file to be written over, with the content and length it has.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  WritableFile openForWriting(String name) throws IOException;

  /**
   * Opens a file to be read.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  ReadableFile openForReading(String name) throws IOException;

  /** Gives a file another name, which no file has. */
  void rename(String from, String to) throws IOException;

  /**
   * Gives a file that is open for writing another name, which no file has.
   *
   * @param file the file, which is not to be used any more; it is closed if this fails
   * @return the file under its new name
   */
  default WritableFile renameOpen(WritableFile file, String from, String to) throws IOException {
    file.close();
    rename(from, to);
    return openForWriting(to);
  }

  /** Deletes a file, which nobody reads or writes any more. */
  void delete(String name) throws IOException;

  /**
   * Deletes a file that nothing is needed of any more. That it fails is no reason to stop anything:
   * the file is passed over, and deleted when the database is opened next.
   */
  default void deleteUnneeded(String name) {
    try {
      delete(name);
    } catch (IOException e) {
      System.getLogger(Disk.class.getName())
          .log(System.Logger.Level.WARNING, "cannot delete " + name + " yet", e);
    }
  }

  /** Makes all names as they are now survive a power failure. */
  void syncDirectory() throws IOException;

  /** Returns the directory, or nothing where the files are in memory. */
  Optional<Path> directory();

  /** Releases what the disk itself holds; files are closed by those who opened them. */
  @Override
  void close() throws IOException;
}
