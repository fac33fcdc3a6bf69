package io.lightningdb.internal.store;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of a blob, of which a part is in memory at a time. For one thread. */
final class BlobStream extends InputStream {

  private final BlobReader reader;
  private BlockFrame.@Nullable Content part;
  private int position;
  private boolean ended;

  BlobStream(BlobReader reader) {
    this.reader = reader;
  }

  /** Returns the part that has the next byte, or null at the end. */
  private BlockFrame.@Nullable Content part() throws IOException {
    BlockFrame.Content current = part;
    if (ended || (current != null && position < current.length())) {
      return current;
    }
    part = null; // lest two are in memory
    current = reader.next();
    ended = current == null;
    part = current;
    position = 0;
    return current;
  }

  @Override
  public int read() throws IOException {
    BlockFrame.Content current = part();
    return current == null ? -1 : current.array()[current.offset() + position++] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    BlockFrame.Content current = part();
    if (current == null) {
      return -1;
    }
    int count = Math.min(length, current.length() - position);
    System.arraycopy(current.array(), current.offset() + position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    BlockFrame.Content current = part;
    return current == null ? 0 : current.length() - position;
  }
}
