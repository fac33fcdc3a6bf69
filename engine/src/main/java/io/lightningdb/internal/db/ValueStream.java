package io.lightningdb.internal.db;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value that a user reads a part at a time, which ends with the snapshot it is read from. */
final class ValueStream extends InputStream {

  private final InputStream bytes;
  private final OpenSnapshot snapshot;
  private final Object owner;
  private final Runnable onClose;
  private boolean closed;

  private ValueStream(InputStream bytes, OpenSnapshot snapshot, Object owner, Runnable onClose) {
    this.bytes = bytes;
    this.snapshot = snapshot;
    this.owner = owner;
    this.onClose = onClose;
  }

  /**
   * Opens the value of {@code key}.
   *
   * @param entries what the user sees
   * @param snapshot what {@code entries} reads
   * @param owner what the stream keeps within reach, such as the transaction that it is of
   * @param onClose called once when the stream is closed, if one is returned
   * @return the stream, or null where there is no such key
   */
  static @Nullable ValueStream open(
      EntryCursor entries,
      byte[] key,
      BlockFiles files,
      OpenSnapshot snapshot,
      Object owner,
      Runnable onClose)
      throws IOException {
    if (!entries.seek(key)
        || !Arrays.equals(entries.key(), 0, entries.keyLength(), key, 0, key.length)) {
      return null;
    }
    InputStream bytes =
        entries.isBlob()
            ? files.openBlob(BlobPointer.decode(entries.stored()))
            : new ByteArrayInputStream(entries.value());
    return new ValueStream(bytes, snapshot, owner, onClose);
  }

  private void checkOpen() {
    snapshot.session().checkOpen();
    if (closed) {
      throw new IllegalStateException("the stream is closed");
    }
    snapshot.lease().checkOpen("the stream is closed");
  }

  /** Called when a read is done, before which nobody is to take this for lost. */
  @SuppressWarnings("ReachabilityFenceUsage") // in finally blocks itself
  private void stayWithinReach() {
    Reference.reachabilityFence(owner);
    Reference.reachabilityFence(this);
  }

  private RuntimeException failed(IOException e) {
    // It may have been closed meanwhile by another thread.
    checkOpen();
    return Failures.reading(e);
  }

  @Override
  public int read() {
    checkOpen();
    try {
      return bytes.read();
    } catch (IOException e) {
      throw failed(e);
    } finally {
      stayWithinReach();
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
    } finally {
      stayWithinReach();
    }
  }

  @Override
  public int available() {
    checkOpen();
    try {
      return bytes.available();
    } catch (IOException e) {
      throw failed(e);
    } finally {
      stayWithinReach();
    }
  }

  @Override
  public void close() {
    try {
      if (!closed) {
        closed = true;
        onClose.run();
      }
    } finally {
      stayWithinReach();
    }
  }
}
