package io.lightningdb.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory of the file system. */
public final class RealDisk implements Disk {

  /**
   * From which length on a file is cut to nothing before it is deleted; in short ones lies little.
   */
  private static final long CUT_BYTES_MIN = 64 * 1024;

  private static final boolean DIRECTORIES_CAN_BE_SYNCED =
      !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  /** How many files are open for reading at once; many systems allow a process 1,024 in all. */
  private static final int OPEN_FILES_MAX = 800;

  private final Path directory;
  private final Closeable onClose;
  private final OpenFiles openFiles;
  private final Mappings mappings;
  private final Pace pace;

  /** Gives access to {@code directory}, which exists. */
  public RealDisk(Path directory) {
    this(directory, () -> {});
  }

  /** Gives access to {@code directory}, and closes {@code onClose} in the end. */
  public RealDisk(Path directory, Closeable onClose) {
    this(directory, onClose, OPEN_FILES_MAX, Mappings.OF_PROCESS, Pace.SHORT_NANOS_MAX);
  }

  RealDisk(
      Path directory, Closeable onClose, int openFilesMax, Mappings mappings, long shortNanosMax) {
    this.directory = directory;
    this.onClose = onClose;
    this.openFiles = new OpenFiles(openFilesMax);
    this.mappings = mappings;
    this.pace = new Pace(shortNanosMax);
  }

  /**
   * Creates a directory and those above it that are missing, all of which survive a power failure
   * when this returns.
   */
  public static void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      createDirectory(parent);
    }
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
    if (parent != null) {
      sync(parent);
    }
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names = new ArrayList<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  @Override
  public WritableFile create(String name) throws IOException {
    Path file = directory.resolve(name);
    try {
      // Made here rather than when it is opened, so that a file that is there already is noticed.
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      throw RealWritableFile.classify(file, 0, e);
    }
    return new RealWritableFile(file);
  }

  @Override
  public WritableFile openForWriting(String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return new RealWritableFile(file);
  }

  @Override
  public ReadableFile openForReading(String name) throws IOException {
    return RealReadableFile.open(directory.resolve(name), openFiles, mappings, pace);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public WritableFile renameOpen(WritableFile file, String from, String to) throws IOException {
    if (!MappedWriting.IS_POSSIBLE) {
      return Disk.super.renameOpen(file, from, to);
    }
    try {
      rename(from, to);
    } catch (IOException e) {
      try (WritableFile failed = file) {
        throw e;
      }
    }
    // It stays open, since what it was mapped to can only be given back by the garbage collector.
    ((RealWritableFile) file).movedTo(directory.resolve(to));
    return file;
  }

  @Override
  public void delete(String name) throws IOException {
    Path file = directory.resolve(name);
    if (MemoryFaults.MAPPING_IS_POSSIBLE) {
      giveSpaceBack(file);
    }
    Files.delete(file);
  }

  /** Cuts a file to nothing, since a mapping that is not collected yet would keep its space. */
  private static void giveSpaceBack(Path file) {
    try {
      // With another link to it, made for a backup for instance, it is somebody else's too.
      boolean isOurs = Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink"));
      if (isOurs && Files.size(file) >= CUT_BYTES_MIN) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
          open.setLength(0);
        }
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      System.getLogger(RealDisk.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot give back the space of " + file + " yet", e);
    }
  }

  @Override
  public void syncDirectory() throws IOException {
    sync(directory);
  }

  private static void sync(Path directory) throws IOException {
    if (DIRECTORIES_CAN_BE_SYNCED) {
      // Windows cannot open a directory, and keeps its entries safe by itself.
      try (AsynchronousFileChannel channel =
          AsynchronousFileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public Optional<Path> directory() {
    return Optional.of(directory);
  }

  @Override
  public void close() throws IOException {
    onClose.close();
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
