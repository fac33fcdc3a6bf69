package io.lightningdb.internal.testing;

import io.lightningdb.internal.io.ReadableFile;
import java.io.EOFException;
import java.io.IOException;

/** A file that is an array. */
public final class ArrayFile implements ReadableFile {

  private final byte[] bytes;

  public ArrayFile(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long position, byte[] into, int offset, int length) throws IOException {
    if (position + length > bytes.length) {
      throw new EOFException("the file has " + bytes.length + " bytes");
    }
    System.arraycopy(bytes, (int) position, into, offset, length);
  }

  @Override
  public void close() {}
}
