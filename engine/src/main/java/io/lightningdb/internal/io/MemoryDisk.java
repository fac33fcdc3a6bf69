package io.lightningdb.internal.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Files in the heap, which are gone with the object. Syncing does nothing. */
public final class MemoryDisk implements Disk {

  private final Map<String, Content> files = new ConcurrentHashMap<>();

  @Override
  public List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public WritableFile create(String name) throws IOException {
    Content content = new Content();
    if (files.putIfAbsent(name, content) != null) {
      throw new FileAlreadyExistsException(name);
    }
    return new Handle(content);
  }

  @Override
  public WritableFile openForWriting(String name) throws IOException {
    return new Handle(content(name));
  }

  @Override
  public ReadableFile openForReading(String name) throws IOException {
    return new Handle(content(name));
  }

  private Content content(String name) throws IOException {
    Content content = files.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return content;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Content content = content(from);
    if (files.putIfAbsent(to, content) != null) {
      throw new FileAlreadyExistsException(to);
    }
    files.remove(from);
  }

  @Override
  public void delete(String name) throws IOException {
    if (files.remove(name) == null) {
      throw new NoSuchFileException(name);
    }
  }

  @Override
  public void syncDirectory() {}

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "memory";
  }

  /** The bytes of one file, in chunks so that growing copies nothing. */
  private static final class Content {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private byte[][] chunks = new byte[0][];
    private long size;

    void write(long position, byte[] from, int offset, int length) throws IOException {
      lock.lock();
      try {
        grow(position + length);
        transfer(position, from, offset, length, true);
      } finally {
        lock.unlock();
      }
    }

    void read(long position, byte[] into, int offset, int length) throws IOException {
      lock.lock();
      try {
        if (position + length > size) {
          throw new EOFException("the file has " + size + " bytes");
        }
        transfer(position, into, offset, length, false);
      } finally {
        lock.unlock();
      }
    }

    void truncate(long length) {
      lock.lock();
      try {
        byte[][] kept =
            Arrays.copyOf(chunks, Math.toIntExact((length + CHUNK_BYTES - 1) / CHUNK_BYTES));
        int end = (int) (length % CHUNK_BYTES);
        if (end > 0) {
          // What is written behind a gap later must find zeros in it.
          Arrays.fill(kept[kept.length - 1], end, CHUNK_BYTES, (byte) 0);
        }
        chunks = kept;
        size = length;
      } finally {
        lock.unlock();
      }
    }

    long size() {
      lock.lock();
      try {
        return size;
      } finally {
        lock.unlock();
      }
    }

    private void grow(long newSize) throws IOException {
      if (newSize <= size) {
        return;
      }
      int needed = Math.toIntExact((newSize + CHUNK_BYTES - 1) / CHUNK_BYTES);
      if (needed > chunks.length) {
        byte[][] grown = Arrays.copyOf(chunks, Math.max(needed, chunks.length * 3 / 2));
        try {
          for (int i = chunks.length; i < grown.length; i++) {
            grown[i] = new byte[CHUNK_BYTES];
          }
        } catch (OutOfMemoryError e) {
          throw new DiskFullException("the heap has no space for " + newSize + " bytes", e);
        }
        chunks = grown;
      }
      size = newSize;
    }

    private void transfer(long position, byte[] array, int offset, int length, boolean write) {
      int done = 0;
      while (done < length) {
        byte[] chunk = chunks[(int) ((position + done) / CHUNK_BYTES)];
        int at = (int) ((position + done) % CHUNK_BYTES);
        int part = Math.min(length - done, CHUNK_BYTES - at);
        if (write) {
          System.arraycopy(array, offset + done, chunk, at, part);
        } else {
          System.arraycopy(chunk, at, array, offset + done, part);
        }
        done += part;
      }
    }
  }

  private static final class Handle implements ReadableFile, WritableFile {

    private final Content content;
    private volatile boolean closed;

    Handle(Content content) {
      this.content = content;
    }

    @Override
    public long size() throws IOException {
      checkOpen();
      return content.size();
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
      checkOpen();
      content.read(position, into, offset, length);
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) throws IOException {
      checkOpen();
      content.write(position, from, offset, length);
    }

    @Override
    public void truncate(long length) throws IOException {
      checkOpen();
      content.truncate(length);
    }

    @Override
    public void sync() throws IOException {
      checkOpen();
    }

    @Override
    public void close() {
      closed = true;
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
    }
  }
}
