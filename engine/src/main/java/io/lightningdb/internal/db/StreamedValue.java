package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LimitException;
import io.lightningdb.Limits;
import io.lightningdb.StorageException;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * The log is not the place for what takes its time: parts would lie between those of others, in any
 * number of segments, and each of these would be filled with zeros before. So a value of more than a
 * part goes into a file of its own, as fast as it comes, and the file is synced before the commit:
 * then the commit may be as short as that of a pointer, and if it is not made, the file is deleted. If
 * the process ends in between, the next opening deletes it.
 */
/**
 * A value that a caller gave as a stream, written or in memory if it is short, and kept until it is
 * closed.
 */
final class StreamedValue implements AutoCloseable {

  private static final long NO_FILE = -1;

  private final Session session;
  private final Engine engine;
  private final BlockOutput out;

  /** Held while a part is written, so that closing the database can wait for that. */
  private final ReentrantLock using = new ReentrantLock();

  /** The value, if it is short. */
  private byte @Nullable [] array;

  private @Nullable BlobPointer pointer;

  @GuardedBy("using")
  private boolean closed;

  @GuardedBy("using")
  private long keptFile = NO_FILE;

  /** Whether a commit may need it by now, so that only whoever makes that closes it. */
  @GuardedBy("using")
  private boolean committing;

  private StreamedValue(Session session) {
    this.session = session;
    this.engine = session.engine();
    this.out = engine.files().newOutput();
  }

  /**
   * Reads a stream to its end.
   *
   * @throws UncheckedIOException if the stream fails
   * @throws LimitException if it has more than a value may have
   */
  static StreamedValue read(Session session, KeyspaceOptions options, InputStream stream) {
    Objects.requireNonNull(stream, "value");
    StreamedValue value = new StreamedValue(session);
    boolean read = false;
    session.engine().streams().add(value);
    try {
      // Whoever closed the database may not have seen it.
      session.checkOpen();
      value.readFrom(stream, options);
      read = true;
      return value;
    } finally {
      if (!read) {
        value.close();
      }
    }
  }

  Session session() {
    return session;
  }

  private void readFrom(InputStream stream, KeyspaceOptions options) {
    byte[] part = next(stream);
    if (part.length < engine.streamFileBytesMin()) {
      array = part;
      return;
    }
    BlockOutput.BlobAppender blob = writing(() -> out.beginBlob(options.compression()));
    while (part.length > 0) {
      byte[] current = part;
      if (blob.valueLength() > Limits.VALUE_BYTES_MAX - current.length) {
        throw new LimitException(
            "the value has more than " + Limits.VALUE_BYTES_MAX + " bytes, which is the limit");
      }
      writing(
          () -> {
            blob.append(current, current.length);
            return blob;
          });
      part = current.length < BlobPointer.PART_BYTES ? new byte[0] : next(stream);
    }
    writing(
        () -> {
          out.sync();
          return blob;
        });
    publish(blob.end());
  }

  private static byte[] next(InputStream stream) {
    try {
      byte[] part = stream.readNBytes(BlobPointer.PART_BYTES);
      if (part.length > BlobPointer.PART_BYTES) {
        // Who reads the value reckons where parts are from how long they may be.
        throw new IOException(
            "it returned %d bytes where %d were asked for"
                .formatted(part.length, BlobPointer.PART_BYTES));
      }
      return part;
    } catch (IOException e) {
      throw new UncheckedIOException("the stream with the value failed: nothing was written", e);
    }
  }

  /** Makes the file one of the database, which nothing needs yet. */
  private void publish(BlobPointer end) {
    using.lock();
    try {
      checkNotClosed();
      keptFile = end.file();
      engine.maintenance().collector().keep(keptFile);
      out.publish();
      pointer = end;
    } finally {
      using.unlock();
    }
  }

  @GuardedBy("using")
  private void checkNotClosed() {
    if (closed) {
      throw new IllegalStateException("the database is closed");
    }
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T writing(Step<T> step) {
    using.lock();
    try {
      checkNotClosed();
      return step.run();
    } catch (IOException e) {
      throw failed(e);
    } finally {
      using.unlock();
    }
  }

  private static RuntimeException failed(IOException e) {
    if (BlockFiles.isCancelled(e)) {
      return new IllegalStateException("the database is closed", e);
    }
    String what = "the value could not be written, and nothing of it is there: " + e.getMessage();
    return e instanceof DiskFullException
        ? new StorageException(what + "; it can be tried again once there is space", e, true)
        : new StorageException(what, e);
  }

  /** Returns the value if it is short, or null if {@link #pointer} tells where it is. */
  byte @Nullable [] array() {
    return array;
  }

  /** Returns where a long value is. */
  BlobPointer pointer() {
    return Objects.requireNonNull(pointer);
  }

  /**
   * Notes that a commit of it begins, whose maker closes it afterwards, whatever happens.
   *
   * @throws IllegalStateException if it ended with its session
   */
  void beginCommit() {
    using.lock();
    try {
      checkNotClosed();
      committing = true;
    } finally {
      using.unlock();
    }
  }

  /**
   * Ends this because the database is being closed, unless it is being committed just now. A
   * transaction that nobody ends any more does not keep it: the engine may have other users.
   */
  void cancel() {
    out.cancel();
    using.lock();
    try {
      if (!committing) {
        close();
      }
    } finally {
      using.unlock();
    }
  }

  /** Lets what was written be deleted, unless a commit needs it by now. */
  @Override
  public void close() {
    using.lock();
    try {
      if (!closed) {
        closed = true;
        end();
      }
    } finally {
      using.unlock();
    }
  }

  @GuardedBy("using")
  private void end() {
    engine.streams().remove(this);
    if (keptFile != NO_FILE) {
      engine.maintenance().collector().letGo(keptFile);
      if (!engine.timeline().view().active().blobFiles().contains(keptFile) && !engine.isClosed()) {
        engine.maintenance().collectSoon();
      }
    }
    try {
      out.close();
    } catch (IOException e) {
      System.getLogger(StreamedValue.class.getName())
          .log(System.Logger.Level.WARNING, "cannot close the file of a value", e);
    }
  }
}
