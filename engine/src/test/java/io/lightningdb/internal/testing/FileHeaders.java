package io.lightningdb.internal.testing;

import java.util.zip.CRC32C;

/** Changes what the headers of files say; {@code docs/design/file-header.md} has the format. */
public final class FileHeaders {

  private static final int VERSION = 9;
  private static final int CRC = 60;

  private FileHeaders() {}

  /** Returns a copy of {@code file} that says that it has format version {@code version}. */
  public static byte[] withVersion(byte[] file, int version) {
    byte[] changed = file.clone();
    changed[VERSION] = (byte) version;
    seal(changed);
    return changed;
  }

  /** Gives the header that {@code file} begins with the right checksum. */
  public static void seal(byte[] file) {
    CRC32C crc = new CRC32C();
    crc.update(file, 0, CRC);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8;
    for (int i = 0; i < Integer.BYTES; i++) {
      file[CRC + i] = (byte) (masked >>> (Byte.SIZE * i));
    }
  }
}
