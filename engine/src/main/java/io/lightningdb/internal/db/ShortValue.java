package io.lightningdb.internal.db;

import io.lightningdb.ChangedValue;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A changed value that is in memory. */
final class ShortValue implements ChangedValue {

  private final byte[] bytes;

  ShortValue(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int length() {
    return bytes.length;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public String toString() {
    return "a value of " + bytes.length + " bytes";
  }
}
