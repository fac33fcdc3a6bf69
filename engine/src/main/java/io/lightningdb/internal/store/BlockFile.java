package io.lightningdb.internal.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A read pins the file, so that it is not closed or deleted meanwhile. The pins are a counter of this file
 * only, and only reads that go to the disk touch it: next to the read itself it costs nothing. Whoever has
 * not registered a snapshot may find the file retired; by then there is a newer view without it.
 */
/**
 * A finished file of blocks, or a segment of the log with values in it, opened when something is
 * first read from it.
 */
public final class BlockFile {

  /** The file was given back: a newer view of the database does without it. */
  static final class RetiredException extends IOException {
    RetiredException(String fileName) {
      super(fileName + " is no longer in use");
    }
  }

  private static final int RETIRED = Integer.MIN_VALUE;

  private final Disk disk;
  private final FileKind kind;
  private final FileIdentity identity;
  private volatile long length;
  private final AtomicInteger pins = new AtomicInteger();
  private final ReadableFile.Check check = this::isIntact;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable ReadableFile open;

  /** Whether the file is to be deleted once it is closed. */
  private volatile boolean unneeded;

  @GuardedBy("opening")
  private boolean deleted;

  BlockFile(Disk disk, FileIdentity identity, long length) {
    this(disk, FileKind.TREE, identity, length);
  }

  private BlockFile(Disk disk, FileKind kind, FileIdentity identity, long length) {
    this.disk = disk;
    this.kind = kind;
    this.identity = identity;
    this.length = length;
  }

  /** Returns a segment of the log, which may still be written to. */
  static BlockFile ofLogSegment(Disk disk, FileIdentity identity, long length) {
    return new BlockFile(disk, FileKind.LOG, identity, length);
  }

  /** Returns the number of the file. */
  public long number() {
    return identity.number();
  }

  /** Returns the length of the file in bytes, 0 while it is being written. */
  public long length() {
    return length;
  }

  /** Notes that the file is finished and how long it is. */
  void finish(long finalLength) {
    length = finalLength;
  }

  /** Returns the name of the file. */
  public String name() {
    return kind.fileName(identity.number());
  }

  /** Returns whether this is a segment of the log, in which values are. */
  public boolean isLogSegment() {
    return kind == FileKind.LOG;
  }

  /** Returns whether this is a segment of the log that has {@code number} or a greater one. */
  public boolean isLogSegmentFrom(long number) {
    return isLogSegment() && number() >= number;
  }

  FileIdentity identity() {
    return identity;
  }

  /**
   * Reads {@code count} bytes from {@code offset} on.
   *
   * @throws RetiredException if the file was retired
   * @throws CorruptionException if it is shorter than it should be, or is another file
   */
  byte[] read(long offset, int count) throws IOException {
    byte[] bytes = new byte[count];
    pin();
    try {
      file().read(offset, bytes, 0, count);
    } catch (EOFException e) {
      throw cutShort(offset, count, e);
    } finally {
      unpin();
    }
    return bytes;
  }

  /** Returns whether the file was given back. */
  boolean isRetired() {
    return pins.get() < 0;
  }

  /**
   * Reads the frame of {@code count} bytes at {@code offset} to the beginning of {@code into}.
   *
   * @throws RetiredException if the file was retired
   * @throws CorruptionException if it is not the frame that was written at this place
   */
  void readFrame(long offset, byte[] into, int count) throws IOException {
    pin();
    try {
      if (!file().readChecked(offset, into, 0, count, check)) {
        throw BlockFrame.damaged(this, offset, into, count);
      }
    } catch (EOFException e) {
      throw cutShort(offset, count, e);
    } finally {
      unpin();
    }
  }

  private CorruptionException cutShort(long offset, int count, EOFException reason) {
    return new CorruptionException(
        name() + " ends before byte " + (offset + count) + ": it was cut short", reason);
  }

  private boolean isIntact(long position, byte[] bytes, int offset, int length) {
    return BlockFrame.isIntact(identity, position, bytes, offset, length);
  }

  private void pin() throws IOException {
    if (pins.incrementAndGet() < 0) {
      unpin();
      throw new RetiredException(name());
    }
  }

  private void unpin() throws IOException {
    if (pins.decrementAndGet() == RETIRED) {
      close();
    }
  }

  private ReadableFile file() throws IOException {
    ReadableFile file = open;
    return file != null ? file : openFile();
  }

  private ReadableFile openFile() throws IOException {
    opening.lock();
    try {
      ReadableFile file = open;
      if (file == null) {
        file = disk.openForReading(name());
        try {
          checkHeader(file);
        } catch (IOException | RuntimeException e) {
          file.close();
          throw e;
        }
        open = file;
      }
      return file;
    } finally {
      opening.unlock();
    }
  }

  private void checkHeader(ReadableFile file) throws IOException {
    if (file.size() != length) {
      throw new CorruptionException(name() + " has " + file.size() + " bytes instead of " + length);
    }
    byte[] header = new byte[FileHeader.BYTES];
    file.read(0, header, 0, header.length);
    FileHeader decoded = FileHeader.decode(name(), header);
    if (!decoded.identity().equals(identity)) {
      throw new CorruptionException(name() + " belongs to another database");
    }
  }

  /** Lets no further reads begin, and closes the file once those under way have ended. */
  void retire() throws IOException {
    int before = pins.getAndUpdate(count -> count < 0 ? count : count + RETIRED);
    if (before == 0 || before == RETIRED) {
      close();
    }
  }

  /** Lets no further reads begin, and deletes the file once those under way have ended. */
  void delete() throws IOException {
    unneeded = true;
    retire();
  }

  private void close() throws IOException {
    opening.lock();
    try {
      try (ReadableFile closing = open) {
        open = null;
      } finally {
        if (unneeded && !deleted) {
          deleted = true;
          disk.deleteUnneeded(name());
        }
      }
    } finally {
      opening.unlock();
    }
  }
}
