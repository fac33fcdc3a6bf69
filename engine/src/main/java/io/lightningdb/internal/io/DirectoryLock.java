package io.lightningdb.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/*
 * Between processes an operating system's lock on a file decides: it ends with its process, however
 * that ends. Within a process it is no use: closing any descriptor of the file gives up the lock on
 * POSIX systems, so the file must not even be opened while this process holds it. There the system
 * properties decide, as the one table that all class loaders share and that keeps none of them alive.
 */
/** Sees to it that a directory is open only once, on this machine. */
public final class DirectoryLock implements Closeable {

  /** The file that is locked, and that says who holds the lock. */
  public static final String FILE_NAME = "LOCK";

  private static final int HOLDER_BYTES_MAX = 1024;
  private static final String PROPERTY_PREFIX = "io.lightningdb.open:";

  private final String property;
  private final RandomAccessFile file;
  private final FileLock lock;

  /** Somebody else holds the lock. */
  public static final class HeldException extends Exception {

    HeldException(String holder) {
      super(holder);
    }

    /** Returns who holds the lock, as words that complete "is open in". */
    public String holder() {
      return String.valueOf(getMessage());
    }
  }

  private DirectoryLock(String property, RandomAccessFile file, FileLock lock) {
    this.property = property;
    this.file = file;
    this.lock = lock;
  }

  /** Locks {@code directory}, which exists, or fails at once. */
  public static DirectoryLock acquire(Path directory) throws IOException, HeldException {
    String property = PROPERTY_PREFIX + directory.toRealPath();
    String self = describeThisProcess();
    if (System.getProperties().putIfAbsent(property, self) != null) {
      throw new HeldException("this process already");
    }
    DirectoryLock acquired = null;
    try {
      acquired = acquire(directory.resolve(FILE_NAME), property, self);
      return acquired;
    } finally {
      if (acquired == null) {
        System.getProperties().remove(property);
      }
    }
  }

  /*
   * An interrupt closes a channel that is read or written through, and the lock would be gone with it;
   * asking for the lock takes no notice of interrupts, nor do the methods of RandomAccessFile.
   */
  private static DirectoryLock acquire(Path path, String property, String self)
      throws IOException, HeldException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    DirectoryLock acquired = null;
    try {
      FileLock lock = tryLock(file.getChannel());
      if (lock == null) {
        throw new HeldException(readHolder(file));
      }
      file.setLength(0);
      file.write(self.getBytes(StandardCharsets.UTF_8));
      acquired = new DirectoryLock(property, file, lock);
      return acquired;
    } finally {
      if (acquired == null) {
        file.close();
      }
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException, HeldException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new HeldException("this process already");
    }
  }

  private static String readHolder(RandomAccessFile file) {
    try {
      byte[] bytes = new byte[(int) Math.min(file.length(), HOLDER_BYTES_MAX)];
      file.seek(0);
      file.readFully(bytes);
      String holder = new String(bytes, StandardCharsets.UTF_8).strip();
      return holder.isEmpty() ? "another process" : holder;
    } catch (IOException e) {
      // Windows does not let others read a locked file.
      return "another process";
    }
  }

  /** Returns who holds the lock now. Host names are not looked up: that can take many seconds. */
  private static String describeThisProcess() {
    ProcessHandle process = ProcessHandle.current();
    String host = System.getenv().getOrDefault("HOSTNAME", System.getenv("COMPUTERNAME"));
    String started =
        process
            .info()
            .startInstant()
            .map(start -> ", started " + start.truncatedTo(ChronoUnit.SECONDS))
            .orElse("");
    return "process "
        + process.pid()
        + (host == null ? "" : " on " + host)
        + started
        + ", since "
        + Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Gives the lock up. The file stays: deleting it could take it from the next holder. */
  @Override
  public void close() throws IOException {
    try (RandomAccessFile closedToo = file) {
      lock.release();
    } finally {
      System.getProperties().remove(property);
    }
  }
}
