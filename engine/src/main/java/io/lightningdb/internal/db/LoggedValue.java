package io.lightningdb.internal.db;

import io.lightningdb.ChangedValue;
import io.lightningdb.LimitException;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/*
 * No number is given to two files, so a pointer into a file that has gone leads nowhere: it never leads
 * to other bytes.
 */
/** A changed value that lies in a file, in the log or beside it. */
final class LoggedValue implements ChangedValue {

  private final Session session;
  private final BlobPointer pointer;

  LoggedValue(Session session, BlobPointer pointer) {
    this.session = session;
    this.pointer = pointer;
  }

  @Override
  public int length() {
    return pointer.valueLength();
  }

  @Override
  public byte[] bytes() {
    session.checkOpen();
    try {
      return session.engine().files().blobQuietly(pointer);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public InputStream open() {
    session.checkOpen();
    try {
      return new Stream(session.engine().files().openBlob(pointer));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private RuntimeException failed(IOException e) {
    session.checkOpen();
    if (BlockFiles.isOutdated(e)) {
      return new LimitException(
          "a value of "
              + length()
              + " bytes in a change is not there any more: its file has been deleted since; the"
              + " key's present value can be read from its keyspace",
          e);
    }
    return Failures.reading(e);
  }

  /** The bytes, with failures in the terms of the API. */
  private final class Stream extends InputStream {

    private final InputStream bytes;
    private boolean closed;

    Stream(InputStream bytes) {
      this.bytes = bytes;
    }

    private void checkOpen() {
      session.checkOpen();
      if (closed) {
        throw new IllegalStateException("the stream is closed");
      }
    }

    @Override
    public int read() {
      checkOpen();
      try {
        return bytes.read();
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, into.length);
      checkOpen();
      try {
        return bytes.read(into, offset, length);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Override
  public String toString() {
    return "a value of " + length() + " bytes";
  }
}
