package io.lightningdb.internal.base;

import java.io.IOException;

/** Shows the entries that another cursor is on; what moves it is for subclasses. */
public abstract class ForwardingCursor implements EntryCursor {

  /** The cursor whose entries are shown. */
  protected final EntryCursor entries;

  protected ForwardingCursor(EntryCursor entries) {
    this.entries = entries;
  }

  @Override
  public final byte[] key() {
    return entries.key();
  }

  @Override
  public final int keyLength() {
    return entries.keyLength();
  }

  @Override
  public final boolean isDelete() {
    return entries.isDelete();
  }

  @Override
  public final long expiresAt() {
    return entries.expiresAt();
  }

  @Override
  public final byte[] value() throws IOException {
    return entries.value();
  }

  @Override
  public final int copyValue(byte[] into) throws IOException {
    return entries.copyValue(into);
  }

  @Override
  public final boolean isBlob() {
    return entries.isBlob();
  }

  @Override
  public final byte[] stored() throws IOException {
    return entries.stored();
  }
}
