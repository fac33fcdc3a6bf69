package io.lightningdb.internal.db;

import io.lightningdb.Cursor;
import io.lightningdb.KeyRange;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import java.io.IOException;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A cursor over a range, which ends with the snapshot it reads. */
final class CursorHandle implements Cursor {

  /** Where the cursor stands. */
  private enum Place {
    OUTSIDE,
    BEFORE_FIRST,
    ON_ENTRY,
    AFTER_LAST
  }

  private final EntryCursor entries;
  private final byte @Nullable [] from;
  private final byte @Nullable [] to;
  private final boolean empty;
  private final OpenSnapshot snapshot;
  private final Object owner;
  private final Runnable onClose;
  private Place place = Place.OUTSIDE;
  private boolean closed;

  /**
   * @param snapshot what the cursor reads
   * @param owner what the cursor keeps within reach, such as the transaction that it is of
   * @param onClose called once when the cursor is closed
   */
  CursorHandle(
      EntryCursor entries, KeyRange range, OpenSnapshot snapshot, Object owner, Runnable onClose) {
    this.entries = entries;
    this.from = range.from();
    this.to = range.to();
    this.empty = range.isEmpty();
    this.snapshot = snapshot;
    this.owner = owner;
    this.onClose = onClose;
  }

  @Override
  public boolean next() {
    checkOpen();
    if (place == Place.AFTER_LAST) {
      return false;
    }
    try {
      return arriveForward(place == Place.ON_ENTRY ? entries.next() : first());
    } catch (IOException | RuntimeException | Error e) {
      throw failed(e);
    } finally {
      stayWithinReach();
    }
  }

  @Override
  public boolean previous() {
    checkOpen();
    if (place == Place.BEFORE_FIRST) {
      return false;
    }
    try {
      return arriveBackward(place == Place.ON_ENTRY ? entries.previous() : last());
    } catch (IOException | RuntimeException | Error e) {
      throw failed(e);
    } finally {
      stayWithinReach();
    }
  }

  @Override
  public boolean seek(byte[] key) {
    Sizes.checkKey(key);
    checkOpen();
    try {
      boolean below = from != null && Keys.compare(key, from) < 0;
      return arriveForward((below || empty) ? first() : entries.seek(key));
    } catch (IOException | RuntimeException | Error e) {
      throw failed(e);
    } finally {
      stayWithinReach();
    }
  }

  @Override
  public boolean seekFloor(byte[] key) {
    Sizes.checkKey(key);
    checkOpen();
    try {
      boolean above = to != null && Keys.compare(key, to) >= 0;
      // The last entry at or before a key is the last one before the key's successor.
      return arriveBackward(
          (above || empty) ? last() : entries.seekBefore(Arrays.copyOf(key, key.length + 1)));
    } catch (IOException | RuntimeException | Error e) {
      throw failed(e);
    } finally {
      stayWithinReach();
    }
  }

  private boolean first() throws IOException {
    if (empty) {
      return false;
    }
    return from == null ? entries.first() : entries.seek(from);
  }

  private boolean last() throws IOException {
    if (empty) {
      return false;
    }
    return to == null ? entries.last() : entries.seekBefore(to);
  }

  private boolean arriveForward(boolean onEntry) {
    boolean inside = onEntry && (to == null || compareKey(to) < 0);
    place = inside ? Place.ON_ENTRY : Place.AFTER_LAST;
    return inside;
  }

  private boolean arriveBackward(boolean onEntry) {
    boolean inside = onEntry && (from == null || compareKey(from) >= 0);
    place = inside ? Place.ON_ENTRY : Place.BEFORE_FIRST;
    return inside;
  }

  private int compareKey(byte[] end) {
    return Arrays.compareUnsigned(entries.key(), 0, entries.keyLength(), end, 0, end.length);
  }

  @Override
  public byte[] key() {
    checkOnEntry();
    return Arrays.copyOf(entries.key(), entries.keyLength());
  }

  @Override
  public byte[] value() {
    checkOnEntry();
    try {
      return entries.value();
    } catch (IOException e) {
      throw readingFailed(e);
    } finally {
      stayWithinReach();
    }
  }

  @Override
  public int key(byte[] into) {
    Objects.requireNonNull(into, "into");
    checkOnEntry();
    int length = entries.keyLength();
    System.arraycopy(entries.key(), 0, into, 0, Math.min(length, into.length));
    return length;
  }

  @Override
  public int value(byte[] into) {
    Objects.requireNonNull(into, "into");
    checkOnEntry();
    try {
      return entries.copyValue(into);
    } catch (IOException e) {
      throw readingFailed(e);
    } finally {
      stayWithinReach();
    }
  }

  @Override
  public @Nullable Instant expiresAt() {
    checkOnEntry();
    return Expiries.instantOrNull(entries.expiresAt());
  }

  private RuntimeException readingFailed(IOException e) {
    // It may have been closed meanwhile by another thread.
    checkOpen();
    return Failures.reading(e);
  }

  private void checkOnEntry() {
    checkOpen();
    if (place != Place.ON_ENTRY) {
      throw new IllegalStateException(
          "the cursor is on no entry: call next, previous or a seek, and look at what it returns");
    }
  }

  private void checkOpen() {
    snapshot.session().checkOpen();
    if (closed) {
      throw new IllegalStateException("the cursor is closed");
    }
    snapshot.lease().checkOpen("the cursor is closed");
  }

  /** Called when a read is done, before which nobody is to take this for lost. */
  @SuppressWarnings("ReachabilityFenceUsage") // in finally blocks itself
  private void stayWithinReach() {
    Reference.reachabilityFence(owner);
    Reference.reachabilityFence(this);
  }

  /**
   * The entries beneath may be halfway to somewhere else, so the cursor is on none of them. Of
   * errors, the want of memory for a large value is the one to be expected.
   */
  private RuntimeException failed(Throwable e) {
    place = Place.OUTSIDE;
    checkOpen();
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof IOException failure ? Failures.reading(failure) : (RuntimeException) e;
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
