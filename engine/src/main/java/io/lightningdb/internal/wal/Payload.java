package io.lightningdb.internal.wal;

import io.lightningdb.internal.codec.ByteWriter;

/** What a frame carries, written where the frame is made, so that it is not copied before. */
public interface Payload {

  /** A payload of no bytes. */
  Payload NONE = of(new byte[0], 0);

  /** Returns a payload of the first {@code length} bytes of an array. */
  static Payload of(byte[] bytes, int length) {
    return of(bytes, 0, length);
  }

  /** Returns a payload of {@code length} bytes of an array, from {@code offset} on. */
  static Payload of(byte[] bytes, int offset, int length) {
    return new Payload() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public void writeTo(ByteWriter out) {
        out.writeBytes(bytes, offset, length);
      }
    };
  }

  /** Returns the number of bytes. */
  int length();

  /** Writes that many bytes. */
  void writeTo(ByteWriter out);
}
