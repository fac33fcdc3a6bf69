package io.lightningdb.jdbc.internal.sort;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Files in memory that can be damaged, can fail, and are counted. */
final class ScratchFiles implements SpillSpace.Files {

  private int open;
  private int openMax;
  private int created;
  private long writes;
  private long reads;
  private long failingWrite = Long.MAX_VALUE;
  private IOException writeFailure = new IOException("never");
  private long damagedRead = Long.MAX_VALUE;
  private int damagedByte;
  private long misdirectedRead = Long.MAX_VALUE;

  /** Returns how many files are open. */
  int open() {
    return open;
  }

  /** Returns how many files were open at most at the same time. */
  int openMax() {
    return openMax;
  }

  int created() {
    return created;
  }

  long writes() {
    return writes;
  }

  long reads() {
    return reads;
  }

  /** Lets a write fail, counted from 0, and all that follow it. */
  void failFromWrite(long write, IOException failure) {
    failingWrite = write;
    writeFailure = failure;
  }

  /** Lets a read, counted from 0, get one byte wrong. */
  void damageRead(long read, int index) {
    damagedRead = read;
    damagedByte = index;
  }

  /** Lets a read, counted from 0, get what is at the beginning of the file. */
  void misdirectRead(long read) {
    misdirectedRead = read;
  }

  @Override
  public ScratchFile create() {
    open++;
    created++;
    openMax = Math.max(openMax, open);
    return new MemoryFile();
  }

  private final class MemoryFile implements ScratchFile {

    private byte[] content = new byte[0];
    private boolean closed;

    @Override
    public void write(long position, byte[] bytes, int length) throws IOException {
      requireOpen();
      if (writes++ >= failingWrite) {
        throw writeFailure;
      }
      content = Arrays.copyOf(content, Math.max(content.length, (int) position + length));
      System.arraycopy(bytes, 0, content, (int) position, length);
    }

    @Override
    public void read(long position, byte[] bytes, int length) throws IOException {
      requireOpen();
      if (position + length > content.length) {
        throw new EOFException();
      }
      int from = reads == misdirectedRead ? 0 : (int) position;
      System.arraycopy(content, from, bytes, 0, length);
      if (reads++ == damagedRead) {
        bytes[damagedByte % length] ^= 0x10;
      }
    }

    private void requireOpen() {
      if (closed) {
        throw new IllegalStateException("the file is closed");
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
